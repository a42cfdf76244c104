package dev.orderflow.benchmarks.connector;

import dev.orderflow.benchmarks.feed.ArrivedFrames;
import dev.orderflow.benchmarks.feed.StreamRequest;
import dev.orderflow.benchmarks.measure.Benchmark;
import dev.orderflow.benchmarks.measure.Figure;
import dev.orderflow.benchmarks.measure.Goal;
import dev.orderflow.benchmarks.measure.Sample;
import dev.orderflow.benchmarks.measure.Side;
import dev.orderflow.benchmarks.measure.Trial;
import dev.orderflow.benchmarks.measure.Workshop;
import dev.orderflow.benchmarks.process.BenchmarkWorker;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** How a task's throughput depends on the number of markets that it reads over its socket. */
public final class ConnectorMarkets implements Benchmark {

  private static final String FRAMES = Throughput.FRAMES;
  private static final String PREFIX = "markets-";
  private static final long RECORDS = 600_000;
  private static final long QUICK_RECORDS = 50_000;

  @Override
  public String name() {
    return "connector-markets";
  }

  @Override
  public String title() {
    return "Connector: throughput of one task by number of markets";
  }

  @Override
  public List<Side> sides() {
    return Stream.of(1, 10, 50, 100, 200)
        .map(count -> new Side(PREFIX + count, "the shipped configuration, frames in turn"))
        .toList();
  }

  @Override
  public Optional<String> limit() {
    return Optional.of(PREFIX + 1);
  }

  @Override
  public List<Side> quickSides() {
    return List.of();
  }

  @Override
  public List<Figure> figures() {
    return List.of(new Figure(FRAMES, "frames/s", 0));
  }

  @Override
  public List<Goal> goals() {
    return List.of(Goal.atLeast(FRAMES, PREFIX + 200, 100_000));
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

    private final long records;
    private final Rig rig;
    private final BenchmarkWorker worker;

    Run(Workshop workshop) throws IOException, InterruptedException {
      records = workshop.scale().records(RECORDS, QUICK_RECORDS);
      rig = new Rig(workshop);
      worker = rig.worker("worker", List.of("-Xms1g", "-Xmx1g"), Map.of());
    }

    @Override
    public Sample run(Side side, int run) throws IOException, InterruptedException {
      String topic = side.name() + "-" + run;
      int markets = Integer.parseInt(side.name().substring(PREFIX.length()));
      rig.broker().createTopic(topic);
      StreamRequest request = StreamRequest.fast(topic, records).ofMarkets(markets);
      Client client = Client.connector(worker, topic, rig.connector(worker, request, topic));
      client.start();
      Sample sample = Throughput.measure(rig, topic, records, client.process());
      client.stop();
      ArrivedFrames.check(rig.broker().address(), topic, records);
      rig.broker().deleteTopic(topic);
      return sample;
    }

    @Override
    public void close() throws IOException {
      worker.close();
      rig.close();
    }
  }
}
