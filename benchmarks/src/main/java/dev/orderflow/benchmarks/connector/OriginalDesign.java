package dev.orderflow.benchmarks.connector;

import dev.orderflow.benchmarks.feed.StreamRequest;
import dev.orderflow.benchmarks.measure.Benchmark;
import dev.orderflow.benchmarks.measure.Figure;
import dev.orderflow.benchmarks.measure.Goal;
import dev.orderflow.benchmarks.measure.Sample;
import dev.orderflow.benchmarks.measure.Side;
import dev.orderflow.benchmarks.measure.Trial;
import dev.orderflow.benchmarks.measure.Workshop;
import dev.orderflow.benchmarks.plugin.TickingSourceConnector;
import dev.orderflow.benchmarks.process.BenchmarkWorker;
import dev.orderflow.benchmarks.process.Committed;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How far behind the exchange the original design is, which takes a message of the socket each 100
 * ms, and how far the connector is.
 */
public final class OriginalDesign implements Benchmark {

  private static final String ORIGINAL = "original-";
  private static final String CONNECTOR = "connector-";
  private static final String MOVED = "moved";
  private static final String MISSING = "not yet in the topic";
  private static final String BEHIND = "behind";
  private static final long SECONDS = 10;
  private static final long QUICK_SECONDS = 3;

  @Override
  public String name() {
    return "original-design";
  }

  @Override
  public String title() {
    return "The original design: a message of the socket each 100 ms, after 10 s of the feed";
  }

  @Override
  public List<Side> sides() {
    return List.of(
        new Side(ORIGINAL + 150, "rebuilt, at the venue's usual 150 frames/s"),
        new Side(CONNECTOR + 150, "the shipped configuration"),
        new Side(ORIGINAL + 500, "rebuilt, at 500 frames/s"),
        new Side(CONNECTOR + 500, "the shipped configuration"));
  }

  @Override
  public List<Side> quickSides() {
    return List.of();
  }

  @Override
  public List<Figure> figures() {
    return List.of(
        new Figure(MOVED, "frames/s", 0),
        new Figure(MISSING, "frames", 0),
        new Figure(BEHIND, "s", 1));
  }

  @Override
  public List<Goal> goals() {
    return List.of(
        Goal.atLeast(BEHIND, ORIGINAL + 150, 1), Goal.atMost(BEHIND, CONNECTOR + 500, 1));
  }

  @Override
  public Trial open(Workshop workshop) throws Exception {
    return new Run(workshop);
  }

  private static final class Run implements Trial {

    private final long seconds;
    private final Rig rig;
    private final BenchmarkWorker worker;

    Run(Workshop workshop) throws IOException, InterruptedException {
      seconds = workshop.scale().seconds(SECONDS, QUICK_SECONDS);
      rig = new Rig(workshop);
      worker = rig.worker("worker", List.of("-Xms512m", "-Xmx512m"), Map.of());
    }

    @Override
    public Sample run(Side side, int run) throws IOException, InterruptedException {
      String topic = side.name() + "-" + run;
      long rate = Long.parseLong(side.name().substring(side.name().indexOf('-') + 1));
      rig.broker().createTopic(topic);
      StreamRequest request = StreamRequest.paced(topic, rate * 60 * seconds, rate);
      Map<String, String> settings = rig.connector(worker, request, topic);
      settings.put("snapshots.enabled", "false");
      if (side.name().startsWith(ORIGINAL)) {
        settings.put("connector.class", TickingSourceConnector.class.getName());
      }
      worker.create(topic, settings);
      try (Committed committed = new Committed(rig.broker(), topic)) {
        committed.await(1);
        TimeUnit.SECONDS.sleep(seconds);
        double moved = committed.count();
        worker.requireRunning(topic);
        double sent = rate * seconds;
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put(MOVED, moved / seconds);
        figures.put(MISSING, Math.max(0, sent - moved));
        figures.put(BEHIND, Math.max(0, seconds - moved / rate));
        return Sample.of(figures);
      } finally {
        worker.delete(topic);
      }
    }

    @Override
    public void close() throws IOException {
      worker.close();
      rig.close();
    }
  }
}
