package dev.orderflow.connect.bitstamp;

import dev.orderflow.connect.bitstamp.continuity.GapReason;
import dev.orderflow.connect.bitstamp.continuity.Output;
import dev.orderflow.connect.bitstamp.continuity.Position;
import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.record.FeedRecord;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps account of what became of the records that were handed to Connect, and declares exchange
 * events that were not written: Connect tolerates refusals where it is told to, and transformations
 * drop records, and nobody reading the topic would know.
 *
 * <p>Connect tells on the producer's thread, or on the task's own: there it is only noted. All else
 * happens on the task's thread.
 */
final class Deliveries {

  private static final Logger log = LoggerFactory.getLogger(Deliveries.class);

  /**
   * A run of records not written is declared once; runs that follow closely are declared as one.
   */
  private static final long BETWEEN_DECLARATIONS_NANOS = Duration.ofSeconds(1).toNanos();

  private static final long BETWEEN_LOGS_NANOS = Duration.ofMinutes(1).toNanos();

  private final Map<Channel, InFlight> channels = new HashMap<>();
  private final LongAdder notWritten = new LongAdder();
  private long told;
  private Optional<Long> toldAt = Optional.empty();

  /** A record was handed to Connect. */
  void handedOver(FeedRecord record) {
    channels.computeIfAbsent(record.channel(), InFlight::new).add(record);
  }

  /** Connect tells what became of a record. Any thread; it only notes it. */
  void settled(FeedRecord record, FeedRecord.Delivery delivery) {
    if (delivery == FeedRecord.Delivery.NOT_WRITTEN) {
      notWritten.increment();
    }
    record.settle(delivery);
  }

  /**
   * Takes in what Connect has told since the last time.
   *
   * @param nowNanos a ticker
   * @param atMicros microseconds since the epoch
   * @return gaps to be written now
   */
  List<Output.Gap> settle(long nowNanos, long atMicros) {
    tell(nowNanos);
    List<Output.Gap> gaps = new ArrayList<>();
    for (InFlight channel : channels.values()) {
      channel.settle(nowNanos, atMicros).ifPresent(gaps::add);
    }
    return gaps;
  }

  private void tell(long nowNanos) {
    long count = notWritten.sum();
    if (count == told || toldAt.filter(at -> nowNanos - at < BETWEEN_LOGS_NANOS).isPresent()) {
      return;
    }
    told = count;
    toldAt = Optional.of(nowNanos);
    log.warn(
        "Records are not written: {} so far. The topic refused them, as it does what is larger than"
            + " its max.message.bytes ({} and {} keep records small), or a transformation dropped"
            + " them. Exchange events among them are declared in the topic.",
        count,
        BitstampSourceConfig.SNAPSHOT_PART_BYTES,
        BitstampSourceConfig.MAX_FRAME_BYTES);
  }

  /**
   * The last event of a channel up to which every event is in the topic, or declared there; empty
   * before the first.
   */
  Optional<Position> confirmed(Channel channel) {
    return Optional.ofNullable(channels.get(channel)).flatMap(InFlight::confirmed);
  }

  /** Records that were refused or dropped. */
  long notWritten() {
    return notWritten.sum();
  }

  /** The records of one channel, in the order in which they were handed over. */
  private static final class InFlight {

    private final Channel channel;
    private final ArrayDeque<FeedRecord> records = new ArrayDeque<>();
    private Position handedOver = Position.START;
    private Optional<Output.Event> lastWritten = Optional.empty();
    private Optional<Output.Event> confirmed = Optional.empty();
    private Optional<Run> run = Optional.empty();
    private int undeclared;
    private Optional<Long> declaredAt = Optional.empty();

    InFlight(Channel channel) {
      this.channel = channel;
    }

    void add(FeedRecord record) {
      records.add(record);
      if (record.position().isStarted()) {
        handedOver = record.position();
      }
    }

    Optional<Position> confirmed() {
      return confirmed.map(InFlight::position);
    }

    private static Position position(Output.Event event) {
      return Position.after(event.data());
    }

    boolean hasEndedRun() {
      return run.filter(missing -> missing.to.isPresent()).isPresent();
    }

    Optional<Output.Gap> settle(long nowNanos, long atMicros) {
      for (FeedRecord record = records.peek();
          record != null && record.delivery() != FeedRecord.Delivery.UNDER_WAY;
          record = records.peek()) {
        records.poll();
        if (!(record.output() instanceof Output.Event event)) {
          undeclared -= isDeclaration(record) ? 1 : 0;
        } else if (record.delivery() == FeedRecord.Delivery.NOT_WRITTEN) {
          missed(event);
        } else {
          written(event);
        }
      }
      if (run.isEmpty() && undeclared == 0) {
        confirmed = lastWritten;
      }
      return declare(nowNanos, atMicros);
    }

    private void missed(Output.Event event) {
      Run missing =
          run.orElseGet(
              () ->
                  new Run(
                      lastWritten.map(InFlight::position).orElse(Position.START), event.session()));
      missing.count++;
      missing.to = Optional.empty();
      run = Optional.of(missing);
    }

    private void written(Output.Event event) {
      lastWritten = Optional.of(event);
      if (run.isPresent() && run.get().to.isEmpty()) {
        run.get().to = Optional.of(position(event));
      }
    }

    private static boolean isDeclaration(FeedRecord record) {
      return record.output() instanceof Output.Gap gap && gap.reason() == GapReason.NOT_WRITTEN;
    }

    private Optional<Output.Gap> declare(long nowNanos, long atMicros) {
      if (!hasEndedRun()
          || declaredAt.filter(at -> nowNanos - at < BETWEEN_DECLARATIONS_NANOS).isPresent()) {
        return Optional.empty();
      }
      Optional<Output.Gap> gap = run.map(missing -> missing.gap(channel, atMicros, handedOver));
      run = Optional.empty();
      undeclared++;
      declaredAt = Optional.of(nowNanos);
      return gap;
    }
  }

  /** Events one after the other that were not written, and maybe a few between that were. */
  private static final class Run {
    private final Position from;
    private final long session;
    private long count;
    private Optional<Position> to = Optional.empty();

    Run(Position from, long session) {
      this.from = from;
      this.session = session;
    }

    Output.Gap gap(Channel channel, long atMicros, Position handedOver) {
      return new Output.Gap(
          channel,
          session,
          atMicros,
          from,
          to.orElse(Position.START),
          GapReason.NOT_WRITTEN,
          "refused by the topic, or dropped by a transformation",
          false,
          0,
          OptionalLong.of(count),
          OptionalInt.empty(),
          handedOver);
    }
  }
}
