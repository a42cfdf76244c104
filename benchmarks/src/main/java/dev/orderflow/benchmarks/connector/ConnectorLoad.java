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
import dev.orderflow.benchmarks.process.CpuMeter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What a task costs that waits, and one that works at some rate. */
public final class ConnectorLoad implements Benchmark {

  private static final String WORKER = "worker";
  private static final String TASK = "task";
  private static final String BROKER = "broker";
  private static final String RATE = "moved";
  private static final String EMPTY = "no-task";
  private static final String IDLE = "idle";
  private static final List<Long> RATES = List.of(100L, 1_000L, 10_000L, 50_000L, 100_000L);
  private static final long SECONDS = 10;
  private static final long QUICK_SECONDS = 2;
  private static final long SETTLE_SECONDS = 4;
  private static final double MICROS = 1e6;
  private static final double PERCENT = 100;

  @Override
  public String name() {
    return "connector-load";
  }

  @Override
  public String title() {
    return "Connector: processor time of a task by rate of frames";
  }

  @Override
  public List<Side> sides() {
    List<Side> sides = new ArrayList<>();
    sides.add(new Side(EMPTY, "the worker without a connector"));
    sides.add(new Side(IDLE, "connected, and nothing comes"));
    RATES.forEach(rate -> sides.add(new Side("at-" + rate, "frames/s")));
    return sides;
  }

  @Override
  public List<Side> quickSides() {
    return List.of();
  }

  @Override
  public List<Figure> figures() {
    return List.of(
        new Figure(WORKER, "% of a core", 2),
        new Figure(TASK, "% of a core", 2),
        new Figure(BROKER, "% of a core", 2),
        new Figure(RATE, "frames/s", 0));
  }

  @Override
  public List<Goal> goals() {
    return List.of(Goal.atMost(TASK, IDLE, 1), Goal.atLeast(RATE, "at-100000", 99_000));
  }

  @Override
  public int warmUpRounds() {
    return 1;
  }

  @Override
  public Trial open(Workshop workshop) throws Exception {
    return new Run(workshop);
  }

  private static final class Run implements Trial {

    private final long seconds;
    private final Rig rig;
    private final BenchmarkWorker worker;

    /** What the worker needs without a task, % of a core; measured first in every round. */
    private double withoutTask;

    Run(Workshop workshop) throws IOException, InterruptedException {
      seconds = workshop.scale().seconds(SECONDS, QUICK_SECONDS);
      rig = new Rig(workshop);
      worker = rig.worker("worker", List.of("-Xms512m", "-Xmx512m"), Map.of());
    }

    @Override
    public Sample run(Side side, int run) throws IOException, InterruptedException {
      String topic = side.name() + "-" + run;
      rig.broker().createTopic(topic);
      long rate = side.name().startsWith("at-") ? Long.parseLong(side.name().substring(3)) : 0;
      StreamRequest request =
          rate == 0
              ? StreamRequest.fast(topic, 0)
              : StreamRequest.paced(topic, rate * 10 * (seconds + SETTLE_SECONDS), rate);
      if (!side.name().equals(EMPTY)) {
        worker.create(topic, rig.connector(worker, request, topic));
      }
      Sample sample = ofTask(side, measure(topic));
      if (!side.name().equals(EMPTY)) {
        worker.requireRunning(topic);
        worker.delete(topic);
      }
      rig.broker().deleteTopic(topic);
      return sample;
    }

    /** A task costs what the worker needs beyond what it needs without one. */
    private Sample ofTask(Side side, Sample measured) {
      double worker = measured.figures().get(WORKER);
      if (side.name().equals(EMPTY)) {
        withoutTask = worker;
        return measured;
      }
      Map<String, Double> figures = new LinkedHashMap<>(measured.figures());
      figures.put(TASK, worker - withoutTask);
      return new Sample(figures, measured.cpu());
    }

    private Sample measure(String topic) throws IOException, InterruptedException {
      TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
      try (Committed committed = new Committed(rig.broker(), topic)) {
        long first = committed.count();
        long began = System.nanoTime();
        CpuMeter cpu =
            new CpuMeter(Map.of(WORKER, worker.process(), BROKER, rig.broker().process()));
        TimeUnit.SECONDS.sleep(seconds);
        Map<String, Double> used = cpu.perRecord(1);
        double took = (System.nanoTime() - began) / 1e9;
        double moved = committed.count() - first;
        Map<String, Double> figures = new LinkedHashMap<>();
        used.forEach((process, micros) -> figures.put(process, micros / MICROS / took * PERCENT));
        figures.put(RATE, moved / took);
        Map<String, Double> each = new LinkedHashMap<>();
        if (moved > 0) {
          used.forEach((process, micros) -> each.put(process, micros / moved));
        }
        return new Sample(figures, each);
      }
    }

    @Override
    public void close() throws IOException {
      worker.close();
      rig.close();
    }
  }
}
