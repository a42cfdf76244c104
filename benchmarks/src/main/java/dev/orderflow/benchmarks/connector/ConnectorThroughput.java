package dev.orderflow.benchmarks.connector;

import dev.orderflow.benchmarks.feed.ArrivedFrames;
import dev.orderflow.benchmarks.feed.FrameKind;
import dev.orderflow.benchmarks.feed.StreamRequest;
import dev.orderflow.benchmarks.measure.Benchmark;
import dev.orderflow.benchmarks.measure.Figure;
import dev.orderflow.benchmarks.measure.Goal;
import dev.orderflow.benchmarks.measure.Sample;
import dev.orderflow.benchmarks.measure.Side;
import dev.orderflow.benchmarks.measure.Trial;
import dev.orderflow.benchmarks.measure.Workshop;
import dev.orderflow.benchmarks.plugin.PrebuiltSourceConnector;
import dev.orderflow.benchmarks.process.BenchmarkWorker;
import dev.orderflow.benchmarks.process.Dialogue;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How many frames a second one task moves from a WebSocket into a topic, committed.
 *
 * <p>Worker and programs live through all rounds, so that their compilers are warm. A run's rate is
 * that of its last three quarters.
 */
public final class ConnectorThroughput implements Benchmark {

  private static final String FRAMES = Throughput.FRAMES;
  private static final String LIMIT = "connect";
  private static final String PROGRAM = "program";
  private static final String DEFAULTS = "program-defaults";
  private static final String RAW = "raw";
  private static final String CONTINUITY = "continuity";
  private static final String TWO = "two-sockets";
  private static final String STRUCT = "struct";
  private static final String EOS = "exactly-once";

  private static final long RECORDS = 1_500_000;
  private static final long QUICK_RECORDS = 100_000;
  private static final List<String> HEAP = List.of("-Xms1g", "-Xmx1g");

  @Override
  public String name() {
    return "connector-throughput";
  }

  @Override
  public String title() {
    return "Connector: frames from a WebSocket to committed in Kafka, one task";
  }

  @Override
  public List<Side> sides() {
    return List.of(
        new Side(LIMIT, "Connect with records made before: a task that does nothing"),
        new Side(PROGRAM, "OkHttp and a producer with the same settings"),
        new Side(DEFAULTS, "the same with the producer's defaults"),
        new Side(RAW, "frames as they came, nothing to check or repair"),
        new Side(CONTINUITY, "the shipped configuration: the chain of ids proven, book fetched"),
        new Side(TWO, "the same over two sockets, merged"),
        new Side(STRUCT, "the same as typed records, JSON without schemas"),
        new Side(EOS, "the same exactly once, a transaction each 100 ms"));
  }

  @Override
  public Optional<String> limit() {
    return Optional.of(LIMIT);
  }

  @Override
  public List<Figure> figures() {
    return List.of(new Figure(FRAMES, "frames/s", 0));
  }

  @Override
  public List<Goal> goals() {
    return List.of(
        Goal.atLeast(FRAMES, RAW, 0.9, LIMIT),
        Goal.atLeast(FRAMES, RAW, 1.0, PROGRAM),
        Goal.atLeast(FRAMES, RAW, 1.0, DEFAULTS),
        Goal.atLeast(FRAMES, RAW, 100_000),
        Goal.atLeast(FRAMES, CONTINUITY, 0.9, RAW),
        Goal.atLeast(FRAMES, TWO, 0.8, RAW),
        Goal.atLeast(FRAMES, STRUCT, 0.5, RAW),
        Goal.atLeast(FRAMES, EOS, 0.8, RAW));
  }

  @Override
  public int warmUpRounds() {
    return 2;
  }

  @Override
  public Trial open(Workshop workshop) throws Exception {
    return new Run(workshop);
  }

  private static final class Run implements Trial {

    private final long records;
    private final Rig rig;
    private final BenchmarkWorker worker;
    private final BenchmarkWorker exactlyOnce;
    private final Dialogue program;

    Run(Workshop workshop) throws IOException, InterruptedException {
      records = workshop.scale().records(RECORDS, QUICK_RECORDS);
      rig = new Rig(workshop);
      worker = rig.worker("worker", HEAP, Map.of());
      exactlyOnce =
          rig.worker("worker-eos", HEAP, Map.of("exactly.once.source.support", "enabled"));
      program = rig.program(HEAP);
    }

    @Override
    public Sample run(Side side, int run) throws IOException, InterruptedException {
      String topic = side.name() + "-" + run;
      rig.broker().createTopic(topic);
      StreamRequest request = StreamRequest.fast(topic, records);
      Client client =
          switch (side.name()) {
            case PROGRAM ->
                Client.program(program, rig.run(request, topic, Rig.producerSettings(worker)));
            case DEFAULTS -> Client.program(program, rig.run(request, topic, ""));
            default -> connector(side.name(), topic, request);
          };
      client.start();
      Sample sample = Throughput.measure(rig, topic, records, client.process());
      client.stop();
      if (!side.name().equals(LIMIT)) {
        ArrivedFrames.check(rig.broker().address(), topic, records);
      }
      rig.broker().deleteTopic(topic);
      return sample;
    }

    private Client connector(String side, String topic, StreamRequest request) throws IOException {
      StreamRequest wanted =
          switch (side) {
            case RAW -> request.of(FrameKind.WITHOUT_CHAIN);
            case TWO -> request.over(2);
            default -> request;
          };
      Map<String, String> settings = new LinkedHashMap<>(rig.connector(worker, wanted, topic));
      switch (side) {
        case LIMIT -> {
          settings.put("connector.class", PrebuiltSourceConnector.class.getName());
          settings.put("records", Long.toString(records));
        }
        case RAW -> {
          settings.put("repair.enabled", "false");
          settings.put("snapshots.enabled", "false");
        }
        case STRUCT -> {
          settings.put("value.format", "struct");
          settings.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
          settings.put("value.converter.schemas.enable", "false");
        }
        case EOS -> {
          settings.put("exactly.once.support", "required");
          settings.put("transaction.boundary", "interval");
          settings.put("transaction.boundary.interval.ms", "100");
        }
        default -> {}
      }
      return Client.connector(side.equals(EOS) ? exactlyOnce : worker, topic, settings);
    }

    @Override
    public void close() throws IOException {
      program.close();
      worker.close();
      exactlyOnce.close();
      rig.close();
    }
  }
}
