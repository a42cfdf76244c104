package dev.orderflow.benchmarks.spark;

import dev.orderflow.benchmarks.measure.Benchmark;
import dev.orderflow.benchmarks.measure.Figure;
import dev.orderflow.benchmarks.measure.Goal;
import dev.orderflow.benchmarks.measure.Sample;
import dev.orderflow.benchmarks.measure.Side;
import dev.orderflow.benchmarks.measure.Trial;
import dev.orderflow.benchmarks.measure.Workshop;
import dev.orderflow.benchmarks.process.BenchmarkBroker;
import dev.orderflow.benchmarks.process.Processes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/**
 * How old the cause of a row is when a consumer has the row: a market of 150 order events a second
 * through jobs that keep state, against a window of Spark's own in a plain micro-batch query, and
 * through queries that keep none, against real-time mode.
 */
public final class SparkLatency implements Benchmark {

  private static final String PLAIN = "plain";
  private static final String CANDLES = "candles";
  private static final String BOOK = "book";
  private static final String ALL = "all";
  private static final String FORWARD = "forward";
  private static final String REAL_TIME = "forward-real-time";
  private static final double STATEFUL_P50 = 300;
  private static final double STATEFUL_P99 = 1_000;
  private static final double STATELESS_P50 = 5;
  private static final double STATELESS_P99 = 50;

  @Override
  public String name() {
    return "spark-latency";
  }

  @Override
  public String title() {
    return "Spark, live: from a record in the source topic to the row that it causes";
  }

  @Override
  public List<Side> sides() {
    return List.of(
        new Side(PLAIN, "from_json and a one-second window; micro-batches, Spark's own settings"),
        new Side(CANDLES, "the candles job as shipped"),
        new Side(BOOK, "the book job as shipped, a row on each change of the touch"),
        new Side(ALL, "the all job as shipped: candles, book, flow, orders, alerts"),
        new Side(FORWARD, "no state: every frame to another topic, micro-batches"),
        new Side(REAL_TIME, "the same in real-time mode"));
  }

  @Override
  public List<Side> quickSides() {
    return sides().stream().filter(side -> side.name().equals("forward-real-time")).toList();
  }

  @Override
  public List<Figure> figures() {
    return LiveRun.FIGURES;
  }

  @Override
  public List<Goal> goals() {
    return List.of(
        Goal.atMost(LiveRun.P50, CANDLES, STATEFUL_P50),
        Goal.atMost(LiveRun.P99, CANDLES, STATEFUL_P99),
        Goal.atMost(LiveRun.P50, BOOK, STATEFUL_P50),
        Goal.atMost(LiveRun.P99, BOOK, STATEFUL_P99),
        Goal.atMost(LiveRun.P50, ALL, STATEFUL_P50),
        Goal.atMost(LiveRun.P99, ALL, STATEFUL_P99),
        Goal.atMost(LiveRun.P50, REAL_TIME, STATELESS_P50),
        Goal.atMost(LiveRun.P99, REAL_TIME, STATELESS_P99));
  }

  @Override
  public Trial open(Workshop workshop) throws Exception {
    return new Run(workshop);
  }

  private static final class Run implements Trial {

    private final Workshop workshop;
    private final Processes processes;
    private final BenchmarkBroker broker;
    private final LiveRun live;

    Run(Workshop workshop) throws IOException, InterruptedException {
      this.workshop = workshop;
      processes = new Processes(workshop.home(), workshop.directory());
      broker = BenchmarkBroker.start(processes, workshop.directory());
      live = LiveRun.ofOneMarket(workshop.scale());
    }

    @Override
    public Sample run(Side side, int run) throws IOException, InterruptedException {
      String name = side.name() + '-' + run;
      String source = "source-" + name;
      broker.createTopic(source);
      return switch (side.name()) {
        case PLAIN, FORWARD, REAL_TIME -> plain(side.name(), name, source);
        default -> application(side.name(), name, source);
      };
    }

    private Sample plain(String query, String name, String source)
        throws IOException, InterruptedException {
      String output = "rows-" + name;
      broker.createTopic(output);
      return live.measure(
          broker,
          source,
          List.of(output),
          () ->
              processes.spark(
                  name,
                  out(name),
                  LiveJob.class.getName(),
                  processes.jar(),
                  List.of(
                      query,
                      broker.address(),
                      source,
                      output,
                      workshop.directory().resolve("checkpoint-" + name).toString()),
                  List.of()));
    }

    private Sample application(String side, String name, String source)
        throws IOException, InterruptedException {
      Application job =
          new Application(side, name, broker.address(), source, workshop.directory())
              .with("--markets", "btcusd")
              .with(side.equals(CANDLES) ? new String[0] : new String[] {"--on-touch-change"});
      Collection<String> topics = job.topics().values();
      return live.measure(
          broker,
          source,
          topics,
          () -> job.submit(processes, workshop.home(), out(name), List.of()));
    }

    private Path out(String name) {
      return workshop.directory().resolve(name + ".out");
    }

    @Override
    public void close() throws IOException {
      broker.close();
    }
  }
}
