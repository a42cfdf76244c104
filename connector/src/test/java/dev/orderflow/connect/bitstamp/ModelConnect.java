package dev.orderflow.connect.bitstamp;

import dev.orderflow.connect.bitstamp.continuity.Continuity;
import dev.orderflow.connect.bitstamp.continuity.Output;
import dev.orderflow.connect.bitstamp.continuity.Position;
import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.record.DecimalHandling;
import dev.orderflow.connect.bitstamp.record.ExchangeTime;
import dev.orderflow.connect.bitstamp.record.FeedRecord;
import dev.orderflow.connect.bitstamp.record.RecordKey;
import dev.orderflow.connect.bitstamp.record.RecordSettings;
import dev.orderflow.connect.bitstamp.record.SourceOffsets;
import dev.orderflow.connect.bitstamp.record.TopicTemplate;
import dev.orderflow.connect.bitstamp.record.ValueFormat;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Kafka Connect as the task meets it, in one thread on virtual time: it writes what it is given and
 * tells a little later, refuses some of it, and commits source offsets now and then.
 *
 * <p>Exactly once, what is not committed yet is gone after a kill, and nothing is refused, as that
 * ends the task; else a part of it is there, and a refusal is told as late as a success.
 */
public final class ModelConnect {

  private static final String TOPIC = "t";
  private static final Duration BETWEEN_PROOFS = Duration.ofSeconds(1);
  private static final int MOST = 100_000;
  private static final int LATEST_TOLD_MICROS = 400_000;

  private final List<Channel> channels;
  private final boolean exactlyOnce;
  private final Random random;
  private final Topic topic;
  private final Map<Channel, Map<String, ?>> offsets = new HashMap<>();
  private final Map<Channel, ArrayDeque<Handed>> uncommitted = new HashMap<>();

  /** Events, and what the connector says itself: two partitions, each told in its order. */
  private final List<ArrayDeque<Handed>> untold = List.of(new ArrayDeque<>(), new ArrayDeque<>());

  private OutgoingRecords outgoing;
  private double refusal;

  /** So many records of the topic are surely there: their offsets are committed. */
  private int committed;

  private long now;

  /** What is in the topic. */
  public interface Topic {

    /** How many records it holds. */
    int size();

    /** A record came. */
    void append(Output output);

    /** A record was refused. */
    void refused(Output.Event event);

    /** A task begins; what is behind these positions may be written once more. */
    void begin(Map<Channel, Position> positions);

    /** A killed worker: of its records so many are left. */
    void truncate(int size);
  }

  private static final class Handed {
    private final FeedRecord record;
    private final int offset;
    private final long toldAt;
    private boolean told;

    private Handed(FeedRecord record, int offset, long toldAt) {
      this.record = record;
      this.offset = offset;
      this.toldAt = toldAt;
    }

    private boolean isWritten() {
      return offset >= 0;
    }
  }

  /**
   * A worker without a task.
   *
   * @param channels the task's
   * @param exactlyOnce whether records and source offsets are committed together
   * @param random what is drawn is drawn from it
   */
  public ModelConnect(List<Channel> channels, boolean exactlyOnce, Random random, Topic topic) {
    this.channels = channels;
    this.exactlyOnce = exactlyOnce;
    this.random = random;
    this.topic = topic;
  }

  /** Of the exchange's events this part is refused from now on. */
  public void refuse(double part) {
    refusal = part;
  }

  /** Starts a task; from where it goes on. */
  public Map<Channel, Position> start() {
    Map<Channel, Position> positions = new HashMap<>();
    offsets.forEach((channel, offset) -> positions.put(channel, SourceOffsets.position(offset)));
    outgoing =
        new OutgoingRecords(
            new RecordSettings(
                new TopicTemplate(TOPIC),
                new TopicTemplate(TOPIC),
                RecordKey.MARKET,
                ValueFormat.RAW,
                DecimalHandling.STRING,
                1_000,
                1_000,
                !exactlyOnce),
            BETWEEN_PROOFS,
            channels,
            positions,
            frame -> {},
            frame -> {},
            new VirtualTime());
    topic.begin(positions);
    return positions;
  }

  /** What is to be done at the beginning of a poll. */
  public void settle(Continuity continuity, long nanos, long micros) {
    now = micros;
    for (ArrayDeque<Handed> partition : untold) {
      while (!partition.isEmpty() && partition.peek().toldAt <= now) {
        tell(partition.poll());
      }
    }
    outgoing.settle(continuity, nanos, micros);
  }

  /** What the poll gives. */
  public void write(List<Output> outputs) {
    outputs.forEach(outgoing::add);
    for (FeedRecord record : outgoing.take(MOST)) {
      hand(record);
    }
  }

  private void hand(FeedRecord record) {
    boolean isEvent = record.output() instanceof Output.Event;
    boolean refused = isEvent && !exactlyOnce && random.nextDouble() < refusal;
    int offset = refused ? -1 : topic.size();
    ArrayDeque<Handed> partition = untold.get(isEvent ? 0 : 1);
    long earliest = partition.isEmpty() ? now : partition.peekLast().toldAt;
    Handed handed =
        new Handed(record, offset, Math.max(earliest, now + random.nextInt(LATEST_TOLD_MICROS)));
    if (refused) {
      topic.refused((Output.Event) record.output());
    } else {
      topic.append(record.output());
    }
    uncommitted.computeIfAbsent(record.channel(), channel -> new ArrayDeque<>()).add(handed);
    partition.add(handed);
  }

  private void tell(Handed handed) {
    handed.told = true;
    int partition = handed.record.output() instanceof Output.Event ? 0 : 1;
    outgoing.settled(
        handed.record,
        handed.isWritten()
            ? Optional.of(new Output.WrittenUpTo(TOPIC, partition, handed.offset))
            : Optional.empty());
  }

  /** Commits source offsets: of what was told, or of all where that is one with the records. */
  public void commit() {
    if (exactlyOnce) {
      tellAll();
    }
    uncommitted.forEach(
        (channel, records) -> {
          while (!records.isEmpty() && records.peek().told) {
            Handed handed = records.poll();
            offsets.put(channel, handed.record.sourceOffset());
            committed = Math.max(committed, handed.offset + 1);
          }
        });
  }

  private void tellAll() {
    untold.forEach(
        partition -> {
          partition.forEach(this::tell);
          partition.clear();
        });
  }

  /** Stops the task in order. */
  public void stop() {
    tellAll();
    commit();
  }

  /** Kills the worker. */
  public void kill() {
    int kept = committed;
    if (!exactlyOnce) {
      for (ArrayDeque<Handed> records : uncommitted.values()) {
        for (Handed handed : records) {
          kept = handed.told && handed.isWritten() ? Math.max(kept, handed.offset + 1) : kept;
        }
      }
      kept += random.nextInt(topic.size() - kept + 1);
    }
    topic.truncate(kept);
    untold.forEach(ArrayDeque::clear);
    uncommitted.values().forEach(ArrayDeque::clear);
  }

  private final class VirtualTime implements ExchangeTime {
    @Override
    public long micros() {
      return now;
    }

    @Override
    public long latestMicros() {
      return now + Duration.ofMinutes(5).toNanos() / 1_000;
    }
  }
}
