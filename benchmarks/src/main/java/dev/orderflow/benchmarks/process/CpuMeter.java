package dev.orderflow.benchmarks.process;

import dev.orderflow.runtime.ChildProcess;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Processor time of some processes from one moment to another. */
public final class CpuMeter {

  private final Map<String, ChildProcess> processes;
  private final Map<String, Double> before = new LinkedHashMap<>();

  /**
   * Begins to measure.
   *
   * @param processes running processes by the name that tables give them
   * @throws IOException where one does not run any more
   */
  public CpuMeter(Map<String, ChildProcess> processes) throws IOException {
    this.processes = new LinkedHashMap<>(processes);
    for (Map.Entry<String, ChildProcess> each : this.processes.entrySet()) {
      before.put(each.getKey(), CpuTime.micros(each.getValue().handle()));
    }
  }

  /**
   * Processor time since the beginning, by process.
   *
   * @param records what it is divided by; 1 for the time itself
   * @return microseconds for each record
   * @throws IOException where a process does not run any more
   */
  public Map<String, Double> perRecord(double records) throws IOException {
    Map<String, Double> times = new LinkedHashMap<>();
    for (Map.Entry<String, ChildProcess> each : processes.entrySet()) {
      double micros = CpuTime.micros(each.getValue().handle()) - before.get(each.getKey());
      times.put(each.getKey(), micros / records);
    }
    return times;
  }
}
