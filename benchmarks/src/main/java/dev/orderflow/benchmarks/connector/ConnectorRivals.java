package dev.orderflow.benchmarks.connector;

import dev.orderflow.benchmarks.feed.ArrivedFrames;
import dev.orderflow.benchmarks.feed.FrameKind;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How fast what one would use instead of the connector moves the same frames, and how soon a
 * consumer has them; what each loses is another benchmark's, {@link ConnectorFaults}.
 */
public final class ConnectorRivals implements Benchmark {

  private static final String CONNECTOR = "connector";
  private static final String XCHANGE = "xchange";
  private static final String FRAMES = Throughput.FRAMES;
  private static final List<String> AGES = List.of(LatencyProbe.P50, LatencyProbe.P99);
  private static final long RECORDS = 600_000;
  private static final long QUICK_RECORDS = 50_000;
  private static final long RATE = 1_000;
  private static final long SECONDS = 4;
  private static final long QUICK_SECONDS = 2;
  private static final List<String> HEAP = List.of("-Xms1g", "-Xmx1g");

  @Override
  public String name() {
    return "connector-rivals";
  }

  @Override
  public String title() {
    return "Connector: against XChange's stream, throughput, and latency at 1,000 frames/s";
  }

  @Override
  public List<Side> sides() {
    return List.of(
        new Side(CONNECTOR, "the shipped configuration"),
        new Side(XCHANGE, "XChange's stream 5.2.0 and a producer with the same settings"));
  }

  @Override
  public List<Side> quickSides() {
    return List.of();
  }

  @Override
  public List<Figure> figures() {
    List<Figure> figures = new ArrayList<>();
    figures.add(new Figure(FRAMES, "frames/s", 0));
    AGES.forEach(age -> figures.add(new Figure(age, "ms", 2)));
    return figures;
  }

  @Override
  public List<Goal> goals() {
    List<Goal> goals = new ArrayList<>();
    goals.add(Goal.atLeast(FRAMES, CONNECTOR, 1, XCHANGE));
    AGES.forEach(age -> goals.add(Goal.atMost(age, CONNECTOR, 1.2, XCHANGE)));
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
    private final Dialogue xchange;
    private final LatencyProbe probe;

    Run(Workshop workshop) throws IOException, InterruptedException {
      scale = workshop.scale();
      rig = new Rig(workshop);
      worker = rig.worker("worker", HEAP, Map.of());
      xchange = rig.rival("xchange", "dev.orderflow.benchmarks.rivals.XchangeProgram", HEAP);
      probe = new LatencyProbe(rig);
    }

    @Override
    public Sample run(Side side, int run) throws IOException, InterruptedException {
      Sample moved = moved(side, side.name() + "-moved-" + run);
      Map<String, Double> figures = new HashMap<>(aged(side, side.name() + "-aged-" + run));
      figures.keySet().retainAll(AGES);
      figures.putAll(moved.figures());
      return new Sample(figures, moved.cpu());
    }

    private Sample moved(Side side, String topic) throws IOException, InterruptedException {
      long records = scale.records(RECORDS, QUICK_RECORDS);
      rig.broker().createTopic(topic);
      Client client = client(side, StreamRequest.fast(topic, records), topic);
      client.start();
      Sample sample = Throughput.measure(rig, topic, records, client.process());
      client.stop();
      ArrivedFrames.check(rig.broker().address(), topic, records);
      rig.broker().deleteTopic(topic);
      return sample;
    }

    private Map<String, Double> aged(Side side, String topic)
        throws IOException, InterruptedException {
      rig.broker().createTopic(topic);
      long frames = RATE * scale.seconds(SECONDS, QUICK_SECONDS);
      StreamRequest request = LatencyProbe.request(topic, RATE, frames);
      Map<String, Double> ages = probe.measure(client(side, request, topic), request, topic);
      rig.broker().deleteTopic(topic);
      return ages;
    }

    private Client client(Side side, StreamRequest request, String topic) throws IOException {
      return side.name().equals(CONNECTOR)
          ? Client.connector(worker, topic, rig.connector(worker, request, topic))
          : Client.program(
              xchange,
              rig.run(request.of(FrameKind.NAMED_TRADE), topic, Rig.producerSettings(worker)));
    }

    @Override
    public void close() throws IOException {
      probe.close();
      xchange.close();
      worker.close();
      rig.close();
    }
  }
}
