package dev.orderflow.benchmarks.connector;

import dev.orderflow.benchmarks.feed.StreamRequest;
import dev.orderflow.benchmarks.measure.Benchmark;
import dev.orderflow.benchmarks.measure.Figure;
import dev.orderflow.benchmarks.measure.Goal;
import dev.orderflow.benchmarks.measure.Sample;
import dev.orderflow.benchmarks.measure.Side;
import dev.orderflow.benchmarks.measure.Trial;
import dev.orderflow.benchmarks.measure.Workshop;
import dev.orderflow.benchmarks.process.BenchmarkWorker;
import dev.orderflow.benchmarks.process.Committed;
import dev.orderflow.benchmarks.process.Heap;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Whether a task's memory stays where it is: what is reachable in the worker after full
 * collections, without a task and while one moves 10,000 frames/s.
 */
public final class ConnectorHeap implements Benchmark {

  private static final String EMPTY = "no-task";
  private static final String BUSY = "at-10000";
  private static final String FIRST = "live, first third";
  private static final String LAST = "live, last third";
  private static final String MOST = "live, most";
  private static final String ABOVE = "most above no task";
  private static final String RESIDENT = "resident";
  private static final String MOVED = "moved";
  private static final long RATE = 10_000;
  private static final long SECONDS = 180;
  private static final long QUICK_SECONDS = 3;
  private static final int LOOKS = 15;

  @Override
  public String name() {
    return "connector-heap";
  }

  @Override
  public String title() {
    return "Connector: memory of the worker at 10,000 frames/s";
  }

  @Override
  public List<Side> sides() {
    return List.of(
        new Side(EMPTY, "the worker without a connector"),
        new Side(BUSY, "the shipped configuration at 10,000 frames/s"));
  }

  @Override
  public List<Side> quickSides() {
    return List.of();
  }

  @Override
  public List<Figure> figures() {
    return List.of(
        new Figure(FIRST, "MiB", 1),
        new Figure(LAST, "MiB", 1),
        new Figure(MOST, "MiB", 1),
        new Figure(ABOVE, "MiB", 1),
        new Figure(RESIDENT, "MiB", 0),
        new Figure(MOVED, "frames", 0));
  }

  @Override
  public List<Goal> goals() {
    return List.of(Goal.neverAbove(ABOVE, BUSY, 128));
  }

  @Override
  public Trial open(Workshop workshop) throws Exception {
    return new Run(workshop);
  }

  private static final class Run implements Trial {

    private final long seconds;
    private final Rig rig;
    private final BenchmarkWorker worker;
    private double empty;

    Run(Workshop workshop) throws IOException, InterruptedException {
      seconds = workshop.scale().seconds(SECONDS, QUICK_SECONDS);
      rig = new Rig(workshop);
      worker = rig.worker("worker", List.of("-Xmx512m"), Map.of());
    }

    @Override
    public Sample run(Side side, int run) throws IOException, InterruptedException {
      if (side.name().equals(EMPTY)) {
        empty = Heap.liveMegabytes(worker.process());
        return Sample.of(Map.of(MOST, empty, RESIDENT, Heap.residentMegabytes(worker.process())));
      }
      String topic = side.name() + "-" + run;
      rig.broker().createTopic(topic);
      StreamRequest request = StreamRequest.paced(topic, RATE * 10 * seconds, RATE);
      worker.create(topic, rig.connector(worker, request, topic));
      try (Committed committed = new Committed(rig.broker(), topic)) {
        committed.await(RATE);
        List<Double> live = new ArrayList<>();
        for (int i = 0; i < LOOKS; i++) {
          TimeUnit.MILLISECONDS.sleep(TimeUnit.SECONDS.toMillis(seconds) / LOOKS);
          live.add(Heap.liveMegabytes(worker.process()));
        }
        worker.requireRunning(topic);
        double most = live.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put(FIRST, mean(live.subList(0, LOOKS / 3)));
        figures.put(LAST, mean(live.subList(LOOKS - LOOKS / 3, LOOKS)));
        figures.put(MOST, most);
        figures.put(ABOVE, most - empty);
        figures.put(RESIDENT, Heap.residentMegabytes(worker.process()));
        figures.put(MOVED, (double) committed.count());
        return Sample.of(figures);
      } finally {
        worker.delete(topic);
        rig.broker().deleteTopic(topic);
      }
    }

    private static double mean(List<Double> values) {
      return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    @Override
    public void close() throws IOException {
      worker.close();
      rig.close();
    }
  }
}
