package dev.orderflow.benchmarks.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;

/** Processor time of a process as the kernel counts it, in ticks of ten milliseconds. */
public final class CpuTime {

  private static final double MICROS_PER_TICK = 10_000;
  private static final int USER = 11;
  private static final int SYSTEM = 12;
  private static final int USER_OF_CHILDREN = 13;
  private static final int SYSTEM_OF_CHILDREN = 14;

  private CpuTime() {}

  /**
   * User and system time since the process began, of itself and of the processes that it started
   * and that have ended.
   *
   * @param process a running process
   * @return microseconds
   * @throws IOException where it does not run any more
   */
  public static double micros(ProcessHandle process) throws IOException {
    return micros(
        directory(process).resolve("stat"), USER, SYSTEM, USER_OF_CHILDREN, SYSTEM_OF_CHILDREN);
  }

  /**
   * User and system time of the threads that a process has now and whose names begin with a word.
   *
   * @param process a running process
   * @param name at most 15 characters, for the kernel keeps no more
   * @return microseconds; 0 where there is no such thread
   * @throws IOException where the process does not run any more
   */
  public static double micros(ProcessHandle process, String name) throws IOException {
    double sum = 0;
    try (DirectoryStream<Path> threads =
        Files.newDirectoryStream(directory(process).resolve("task"))) {
      for (Path thread : threads) {
        try {
          if (Files.readString(thread.resolve("comm")).startsWith(name)) {
            sum += micros(thread.resolve("stat"), USER, SYSTEM);
          }
        } catch (IOException ended) {
          // A thread may end while its process is looked at.
        }
      }
    }
    return sum;
  }

  private static Path directory(ProcessHandle process) {
    return Path.of("/proc", Long.toString(process.pid()));
  }

  private static double micros(Path file, int... columns) throws IOException {
    String stat = Files.readString(file);
    // The name, in parentheses, may contain spaces.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return IntStream.of(columns).mapToLong(column -> Long.parseLong(fields[column])).sum()
        * MICROS_PER_TICK;
  }
}
