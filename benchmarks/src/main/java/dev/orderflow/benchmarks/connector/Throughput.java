package dev.orderflow.benchmarks.connector;

import dev.orderflow.benchmarks.measure.Sample;
import dev.orderflow.benchmarks.process.BenchmarkWorker;
import dev.orderflow.benchmarks.process.Committed;
import dev.orderflow.benchmarks.process.CpuMeter;
import dev.orderflow.benchmarks.process.CpuTime;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** How fast a topic fills: over the last three quarters of its records, when all is under way. */
final class Throughput {

  /** The figure's name. */
  static final String FRAMES = "frames";

  private static final int WARM_PART = 4;

  private Throughput() {}

  /**
   * Waits until a topic has all records.
   *
   * <p>The processor time of the task's own thread is told apart: on a machine with a core for each
   * thread it would be the slowest, and what a task can move at most.
   *
   * @param client what writes them: the worker or a program
   */
  static Sample measure(Rig rig, String topic, long records, Process client)
      throws IOException, InterruptedException {
    try (Committed committed = new Committed(rig.broker(), topic)) {
      long first = committed.await(records / WARM_PART);
      long began = System.nanoTime();
      Map<String, Process> processes = new LinkedHashMap<>();
      processes.put("client", client);
      processes.put("broker", rig.broker().process());
      processes.put("source", rig.source());
      CpuMeter cpu = new CpuMeter(processes);
      double task = CpuTime.micros(client, BenchmarkWorker.TASK_THREAD);
      long last = committed.await(records);
      double seconds = (System.nanoTime() - began) / 1e9;
      double moved = last - first;
      Map<String, Double> times = new LinkedHashMap<>(cpu.perRecord(moved));
      double thread = (CpuTime.micros(client, BenchmarkWorker.TASK_THREAD) - task) / moved;
      if (thread > 0) {
        times.put("of client: task thread", thread);
      }
      return new Sample(Map.of(FRAMES, moved / seconds), times);
    }
  }
}
