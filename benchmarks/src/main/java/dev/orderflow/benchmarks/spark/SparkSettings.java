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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What each setting buys that the jobs ship with: the same job with one of them set otherwise. */
public final class SparkSettings implements Benchmark {

  private static final String SHIPPED = "shipped";

  /** Shorter than for a latency that is stated: all sides are equally far from warm. */
  private static final Duration WARM_UP = Duration.ofSeconds(40);

  private static final Map<String, String> OTHERWISE =
      Map.of(
          "hadoop-files",
          "spark.hadoop.fs.AbstractFileSystem.file.impl=org.apache.hadoop.fs.local.LocalFs",
          "one-partition",
          "spark.sql.shuffle.partitions=1",
          "200-partitions",
          "spark.sql.shuffle.partitions=200",
          "rocksdb",
          "spark.sql.streaming.stateStore.providerClass="
              + "org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider");

  @Override
  public String name() {
    return "spark-settings";
  }

  @Override
  public String title() {
    return "Spark, live: what each setting buys";
  }

  @Override
  public List<Side> sides() {
    return List.of(
        new Side(SHIPPED, "the market job as shipped"),
        new Side("hadoop-files", "the checkpoint through Hadoop's own local files"),
        new Side("one-partition", "one state partition"),
        new Side("200-partitions", "200 state partitions, Spark's default"),
        new Side("rocksdb", "state in RocksDB"));
  }

  @Override
  public Optional<String> limit() {
    return Optional.of(SHIPPED);
  }

  @Override
  public List<Side> quickSides() {
    return List.of();
  }

  @Override
  public List<Figure> figures() {
    return LiveRun.FIGURES;
  }

  @Override
  public List<Goal> goals() {
    return List.of();
  }

  @Override
  public Trial open(Workshop workshop) throws Exception {
    return new Run(workshop);
  }

  private static final class Run implements Trial {

    private final Workshop workshop;
    private final Processes processes;
    private final BenchmarkBroker broker;

    Run(Workshop workshop) throws IOException, InterruptedException {
      this.workshop = workshop;
      processes = new Processes(workshop.home(), workshop.directory());
      broker = BenchmarkBroker.start(processes, workshop.directory());
    }

    @Override
    public Sample run(Side side, int run) throws IOException, InterruptedException {
      String name = side.name() + '-' + run;
      String source = "source-" + name;
      broker.createTopic(source);
      Application job =
          new Application("market", name, broker.address(), source, workshop.directory())
              .with("--on-touch-change");
      Path out = workshop.directory().resolve(name + ".out");
      List<String> settings =
          side.name().equals(SHIPPED) ? List.of() : List.of(OTHERWISE.get(side.name()));
      return LiveRun.ofOneMarket(workshop.scale())
          .after(workshop.scale().quick() ? Duration.ofSeconds(1) : WARM_UP)
          .measure(
              broker,
              source,
              job.topics().values(),
              () -> job.submit(processes, workshop.home(), out, settings));
    }

    @Override
    public void close() throws IOException {
      broker.close();
    }
  }
}
