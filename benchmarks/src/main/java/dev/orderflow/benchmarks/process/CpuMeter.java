package dev.orderflow.benchmarks.process;

import dev.orderflow.runtime.ChildProcess;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Processor time of some processes from one moment to another, as the kernel counts it: in ticks of
 * ten milliseconds.
 */
public final class CpuMeter {

  private static final double MICROS_PER_TICK = 10_000;

  /** Columns of {@code /proc/PID/stat}, from the state on: user, system, and both of children. */
  private static final int[] PROCESS = {11, 12, 13, 14};

  private static final int[] THREAD = {11, 12};

  private final Map<String, ChildProcess> processes;
  private final Map<String, Double> before;

  /**
   * Begins to measure.
   *
   * @param processes running processes by the name that tables give them
   * @throws IOException where one does not run any more
   */
  public CpuMeter(Map<String, ChildProcess> processes) throws IOException {
    this.processes = new LinkedHashMap<>(processes);
    this.before = times();
  }

  /**
   * Processor time since the beginning, by process.
   *
   * @param records what it is divided by; 1 for the time itself
   * @return microseconds for each record
   * @throws IOException where a process does not run any more
   */
  public Map<String, Double> perRecord(double records) throws IOException {
    Map<String, Double> times = times();
    times.replaceAll((name, micros) -> (micros - before.get(name)) / records);
    return times;
  }

  private Map<String, Double> times() throws IOException {
    Map<String, Double> times = new LinkedHashMap<>();
    for (Map.Entry<String, ChildProcess> each : processes.entrySet()) {
      times.put(each.getKey(), micros(each.getValue().handle()));
    }
    return times;
  }

  /**
   * User and system time since the process began, of itself and of the processes that it started
   * and that have ended.
   *
   * @param process a running process
   * @return microseconds
   * @throws IOException where it does not run any more
   */
  static double micros(ProcessHandle process) throws IOException {
    return micros(directory(process).resolve("stat"), PROCESS);
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
            sum += micros(thread.resolve("stat"), THREAD);
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

  private static double micros(Path file, int[] columns) throws IOException {
    String stat = Files.readString(file);
    // The name, in parentheses, may contain spaces.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return IntStream.of(columns).mapToLong(column -> Long.parseLong(fields[column])).sum()
        * MICROS_PER_TICK;
  }
}
