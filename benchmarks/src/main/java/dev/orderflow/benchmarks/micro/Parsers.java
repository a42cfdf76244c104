package dev.orderflow.benchmarks.micro;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.orderflow.connect.bitstamp.continuity.Output;
import dev.orderflow.connect.bitstamp.continuity.Position;
import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.exchange.Message;
import dev.orderflow.connect.bitstamp.exchange.MessageParser;
import dev.orderflow.connect.bitstamp.record.DecimalHandling;
import dev.orderflow.connect.bitstamp.record.ExchangeTime;
import dev.orderflow.connect.bitstamp.record.RecordKey;
import dev.orderflow.connect.bitstamp.record.RecordMapper;
import dev.orderflow.connect.bitstamp.record.RecordSettings;
import dev.orderflow.connect.bitstamp.record.TopicTemplate;
import dev.orderflow.connect.bitstamp.record.ValueFormat;
import dev.orderflow.spark.source.FeedRecord;
import dev.orderflow.spark.source.OrderReader;
import dev.orderflow.spark.source.RejectedRecordException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** Reading an order frame: the connector's ways and the Spark jobs', against Jackson alone. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class Parsers {

  private static final int FRAMES = 10_000;
  private static final int MOST_TEXT = 65_536;

  private final JsonFactory json = new JsonFactory();
  private final List<Output.Event> outputs = new ArrayList<>();
  private List<byte[]> frames = List.of();
  private List<FeedRecord> records = List.of();
  private MessageParser messages = new MessageParser(List.of());
  private RecordMapper raw = mapper(ValueFormat.RAW);
  private RecordMapper struct = mapper(ValueFormat.STRUCT);
  private OrderReader orders = new OrderReader();

  /** Called by JMH. */
  public Parsers() {
    // Everything is made before the first iteration.
  }

  /** Makes the frames and reads each once. */
  @Setup
  public void makeFrames() {
    OrderFrames made = OrderFrames.of(FRAMES);
    frames =
        made.frames().stream().map(frame -> frame.getBytes(StandardCharsets.US_ASCII)).toList();
    records = made.records();
    Channel channel = Channel.parse(OrderFrames.CHANNEL).orElseThrow();
    messages = new MessageParser(List.of(channel));
    raw = mapper(ValueFormat.RAW);
    struct = mapper(ValueFormat.STRUCT);
    orders = new OrderReader();
    outputs.clear();
    for (byte[] frame : frames) {
      Message.Data data = (Message.Data) messages.parse(frame);
      outputs.add(
          new Output.Event(
              data,
              new String(frame, StandardCharsets.US_ASCII),
              1,
              data.microtimestamp(),
              false,
              new Position(data.eventId(), Position.NONE, data.microtimestamp())));
    }
  }

  private static RecordMapper mapper(ValueFormat format) {
    return new RecordMapper(
        new RecordSettings(
            new TopicTemplate("testTopic"),
            RecordKey.MARKET,
            format,
            DecimalHandling.STRING,
            MOST_TEXT,
            MOST_TEXT,
            false),
        List.of(Channel.parse(OrderFrames.CHANNEL).orElseThrow()),
        misfit -> {
          throw new IllegalStateException(misfit.reason());
        },
        new AnyTime(),
        confirmed -> Optional.empty());
  }

  /** The limit: every token of the frame, nothing done with it. */
  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public void tokens(Blackhole seen) throws IOException {
    for (byte[] frame : frames) {
      try (JsonParser parser = json.createParser(frame)) {
        while (parser.nextToken() != null) {
          seen.consume(parser.currentTokenId());
        }
      }
    }
  }

  /** What the connector reads of each frame when it arrives. */
  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public void message(Blackhole seen) {
    for (byte[] frame : frames) {
      seen.consume(messages.parse(frame));
    }
  }

  /** A source record whose value is the frame's text. */
  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public void rawRecord(Blackhole seen) {
    for (Output.Event output : outputs) {
      seen.consume(raw.map(output));
    }
  }

  /** A source record whose value is a struct with a schema. */
  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public void structRecord(Blackhole seen) {
    for (Output.Event output : outputs) {
      seen.consume(struct.map(output));
    }
  }

  /** What the Spark jobs read of each order. */
  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public void order(Blackhole seen) throws RejectedRecordException {
    for (FeedRecord record : records) {
      seen.consume(orders.read(record));
    }
  }

  /** No frame comes from too far ahead. */
  private record AnyTime() implements ExchangeTime {

    @Override
    public long micros() {
      return 0;
    }

    @Override
    public long latestMicros() {
      return Long.MAX_VALUE;
    }
  }
}
