package dev.orderflow.benchmarks.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Processor time of a process as the kernel counts it, in ticks of ten milliseconds. */
public final class CpuTime {

  private static final double MICROS_PER_TICK = 10_000;
  private static final int USER = 11;
  private static final int SYSTEM = 12;

  private CpuTime() {}

  /**
   * User and system time since the process began.
   *
   * @param process a running process
   * @return microseconds
   * @throws IOException where it does not run any more
   */
  public static double micros(Process process) throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
    // The name, in parentheses, may contain spaces.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM])) * MICROS_PER_TICK;
  }
}
