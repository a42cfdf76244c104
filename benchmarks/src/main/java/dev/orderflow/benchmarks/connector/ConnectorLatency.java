package dev.orderflow.benchmarks.connector;

import dev.orderflow.benchmarks.feed.StreamRequest;
import dev.orderflow.benchmarks.measure.Benchmark;
import dev.orderflow.benchmarks.measure.Figure;
import dev.orderflow.benchmarks.measure.Goal;
import dev.orderflow.benchmarks.measure.Sample;
import dev.orderflow.benchmarks.measure.Scale;
import dev.orderflow.benchmarks.measure.Side;
import dev.orderflow.benchmarks.measure.Trial;
import dev.orderflow.benchmarks.measure.Workshop;
import dev.orderflow.benchmarks.process.BenchmarkWorker;
import dev.orderflow.benchmarks.process.Dialogue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How old a frame is when a consumer of the topic has it, by rate, against the program's. */
public final class ConnectorLatency implements Benchmark {

  private static final List<Long> RATES = List.of(100L, 1_000L, 10_000L);
  private static final String PROGRAM = "program-";
  private static final String CONNECTOR = "connector-";
  private static final String P50 = LatencyProbe.P50;
  private static final String P99 = LatencyProbe.P99;
  private static final long SECONDS = 4;
  private static final long QUICK_SECONDS = 2;

  /** A 99th percentile of fewer would rest on a handful. */
  private static final long FEWEST_FRAMES = 2_000;

  @Override
  public String name() {
    return "connector-latency";
  }

  @Override
  public String title() {
    return "Connector: from a frame written to the socket to a consumer that has it";
  }

  @Override
  public List<Side> sides() {
    List<Side> sides = new ArrayList<>();
    for (long rate : RATES) {
      sides.add(new Side(PROGRAM + rate, "the program with the same producer settings"));
      sides.add(new Side(CONNECTOR + rate, "the shipped configuration"));
    }
    return sides;
  }

  @Override
  public List<Side> quickSides() {
    return sides().stream().filter(side -> side.name().endsWith("-1000")).toList();
  }

  @Override
  public List<Figure> figures() {
    return LatencyProbe.FIGURES.stream().map(name -> new Figure(name, "ms", 2)).toList();
  }

  @Override
  public List<Goal> goals() {
    List<Goal> goals = new ArrayList<>();
    goals.add(Goal.atMost(P50, CONNECTOR + 1_000, 1));
    goals.add(Goal.atMost(P99, CONNECTOR + 1_000, 10));
    for (long rate : RATES) {
      goals.add(Goal.atMost(P50, CONNECTOR + rate, 1.2, PROGRAM + rate));
      goals.add(Goal.atMost(P99, CONNECTOR + rate, 1.2, PROGRAM + rate));
    }
    return goals;
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

    private final Scale scale;
    private final Rig rig;
    private final BenchmarkWorker worker;
    private final Dialogue program;
    private final LatencyProbe probe;

    Run(Workshop workshop) throws IOException, InterruptedException {
      scale = workshop.scale();
      rig = new Rig(workshop);
      worker = rig.worker("worker", List.of("-Xms512m", "-Xmx512m"), Map.of());
      program = rig.program(List.of("-Xms512m", "-Xmx512m"));
      probe = new LatencyProbe(rig);
    }

    @Override
    public Sample run(Side side, int run) throws IOException, InterruptedException {
      String topic = side.name() + "-" + run;
      long rate = Long.parseLong(side.name().substring(side.name().indexOf('-') + 1));
      long frames = rate * scale.seconds(SECONDS, QUICK_SECONDS);
      rig.broker().createTopic(topic);
      StreamRequest request =
          LatencyProbe.request(
              topic, rate, scale.quick() ? frames : Math.max(FEWEST_FRAMES, frames));
      Client client =
          side.name().startsWith(PROGRAM)
              ? Client.program(program, rig.run(request, topic, Rig.producerSettings(worker)))
              : Client.connector(worker, topic, rig.connector(worker, request, topic));
      Map<String, Double> figures = probe.measure(client, request, topic);
      rig.broker().deleteTopic(topic);
      return Sample.of(figures);
    }

    @Override
    public void close() throws IOException {
      probe.close();
      program.close();
      worker.close();
      rig.close();
    }
  }
}
