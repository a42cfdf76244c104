package dev.orderflow.connect.bitstamp;

import dev.orderflow.connect.bitstamp.continuity.GapReason;
import dev.orderflow.connect.bitstamp.continuity.Output;
import dev.orderflow.connect.bitstamp.continuity.Position;
import dev.orderflow.connect.bitstamp.continuity.ProvenRange;
import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.record.FeedRecord;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps account of what became of the records that were handed to Connect. It says what is proven
 * to be in the topic, and declares exchange events that are not: Connect tolerates refusals where
 * it is told to, and transformations drop records, and nobody reading the topic would know.
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

  /** So many declared gaps of a channel are remembered, against records that call them repaired. */
  private static final int MOST_DECLARED = 1_000;

  /**
   * No more records are handed over while so many wait for one before them: a partition without a
   * leader holds up one record, and what follows on other partitions would pile up here.
   */
  static final int MOST_IN_FLIGHT = 200_000;

  private static final long BETWEEN_LOGS_NANOS = Duration.ofMinutes(1).toNanos();

  private final Map<Channel, InFlight> channels = new HashMap<>();
  private final MissingMalformed malformed = new MissingMalformed();
  private final LongAdder notWritten = new LongAdder();
  private final long betweenProofsNanos;
  private int inFlight;
  private boolean full;
  private long told;
  private Optional<Long> toldAt = Optional.empty();

  /**
   * An account without records.
   *
   * @param positions how far each channel was written by earlier tasks
   * @param betweenProofs least time between two proofs of a channel; zero writes none
   */
  Deliveries(Map<Channel, Position> positions, Duration betweenProofs) {
    betweenProofsNanos = betweenProofs.toNanos();
    positions.forEach((channel, start) -> channels.put(channel, new InFlight(channel, start)));
  }

  /** A record was handed to Connect. */
  void handedOver(FeedRecord record) {
    channels
        .computeIfAbsent(record.channel(), channel -> new InFlight(channel, Position.START))
        .add(record);
    inFlight++;
  }

  /**
   * Whether so many records wait for what becomes of one before them that no more may be handed
   * over. Takes in what Connect has told since the last time.
   *
   * @param nowNanos a ticker
   */
  boolean isFull(long nowNanos) {
    if (inFlight >= MOST_IN_FLIGHT) {
      channels.values().forEach(channel -> channel.settle(nowNanos));
    }
    boolean now = inFlight >= MOST_IN_FLIGHT;
    if (now && !full) {
      log.warn(
          "{} records wait for one before them, of which Connect has not told whether it is"
              + " written: nothing more is read until it does. A partition of a topic that this"
              + " connector writes ({}, {}) may be without a leader.",
          inFlight,
          BitstampSourceConfig.TOPIC,
          BitstampSourceConfig.CONNECTOR_TOPIC);
    } else if (full && !now) {
      log.info("Connect has told what became of the records: reading goes on.");
    }
    full = now;
    return full;
  }

  /**
   * Connect tells what became of a record. Any thread; it only notes it.
   *
   * @param place where it is in the topic; empty when it is not there
   */
  void settled(FeedRecord record, Optional<Output.WrittenUpTo> place) {
    if (place.isPresent()) {
      record.written(place.get());
    } else {
      notWritten.increment();
      record.notWritten();
    }
  }

  /**
   * Takes in what Connect has told since the last time. Everything that was given out must have
   * been handed over, or what is answered would carry an offset that goes back.
   *
   * @param nowNanos a ticker
   * @param atMicros microseconds since the epoch
   * @param shown up to where a channel is whole or declared, if more than its events shows it
   * @return gaps, proofs and what is to be said of malformed frames, to be written now
   */
  List<Output> settle(long nowNanos, long atMicros, Function<Channel, Position> shown) {
    tell(nowNanos);
    List<Output> outputs = new ArrayList<>();
    for (InFlight channel : channels.values()) {
      channel.settle(nowNanos);
      channel.declare(nowNanos, atMicros).ifPresent(outputs::add);
      if (betweenProofsNanos > 0) {
        channel.prove(nowNanos, atMicros, shown).ifPresent(outputs::add);
      }
    }
    malformed.say(nowNanos, atMicros).ifPresent(outputs::add);
    return outputs;
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

  /**
   * Whether something between the bounds of a gap is known not to be in the topic, as was declared:
   * a later record that calls it repaired would take that back.
   */
  boolean lacks(Output.Gap gap) {
    return Optional.ofNullable(channels.get(gap.channel()))
        .filter(channel -> channel.declared.stream().anyMatch(gap::overlaps))
        .isPresent();
  }

  /** Records that were refused or dropped. */
  long notWritten() {
    return notWritten.sum();
  }

  /** The records of one channel, in the order in which they were handed over. */
  private final class InFlight {

    private final Channel channel;
    private final Optional<ProvenRange> range;

    /** Of each partition the newest: mostly there is one. */
    private final List<Output.WrittenUpTo> writtenUpTo = new ArrayList<>();

    /** The newest gaps that were declared. */
    private final ArrayDeque<Output.Gap> declared = new ArrayDeque<>();

    private final ArrayDeque<FeedRecord> records = new ArrayDeque<>();
    private final Position start;
    private Position handedOver;
    private Optional<Output.Event> lastWritten = Optional.empty();
    private Optional<Output.Event> confirmed = Optional.empty();
    private Optional<MissingRun> run = Optional.empty();

    /** The last event that was declared missing while nothing was written after it. */
    private Optional<Position> declaredUpTo = Optional.empty();

    private int undeclared;
    private Optional<Long> declaredAt = Optional.empty();
    private Position proven = Position.START;
    private Optional<Long> provenAt = Optional.empty();

    InFlight(Channel channel, Position start) {
      this.channel = channel;
      this.start = start;
      handedOver = start;
      range = ProvenRange.of(channel, start);
    }

    void add(FeedRecord record) {
      records.add(record);
      if (record.position().isStarted()) {
        handedOver = record.position();
      }
    }

    Optional<Position> confirmed() {
      return Optional.of(confirmed.map(Output.Event::position).orElse(start));
    }

    private Optional<Position> lastWritten() {
      return lastWritten.map(event -> Position.after(event.data()));
    }

    void settle(long nowNanos) {
      for (FeedRecord record = records.peek();
          record != null && record.delivery() != FeedRecord.Delivery.UNDER_WAY;
          record = records.peek()) {
        records.poll();
        inFlight--;
        if (record.delivery() == FeedRecord.Delivery.WRITTEN) {
          written(record);
        } else if (record.output() instanceof Output.Event event) {
          missed(event, nowNanos);
        } else if (record.output() instanceof Output.Malformed frame) {
          malformed.missed(frame);
        }
        undeclared -= isDeclaration(record) ? 1 : 0;
        if (record.output() instanceof Output.Gap gap) {
          range.ifPresent(proof -> proof.declared(gap));
        } else if (record.output() instanceof Output.Event event) {
          // What the connector says itself may carry an older mark.
          range.ifPresent(proof -> proof.reached(event.position()));
        }
      }
      if (run.isEmpty() && undeclared == 0) {
        confirmed = lastWritten;
      }
    }

    private void written(FeedRecord record) {
      record.place().ifPresent(this::writtenUpTo);
      if (record.output() instanceof Output.Event event) {
        range.ifPresent(proof -> proof.written(event));
        lastWritten = Optional.of(event);
        declaredUpTo = Optional.empty();
        run.ifPresent(missing -> missing.written(event));
      }
    }

    private void writtenUpTo(Output.WrittenUpTo place) {
      for (int i = 0; i < writtenUpTo.size(); i++) {
        Output.WrittenUpTo known = writtenUpTo.get(i);
        if (known.sharesPartition(place)) {
          // A place without an offset counts until a later record of the partition has one.
          writtenUpTo.set(i, place.isKnown() && known.offset() > place.offset() ? known : place);
          return;
        }
      }
      writtenUpTo.add(place);
    }

    private void missed(Output.Event event, long nowNanos) {
      MissingRun missing = run.orElseGet(() -> new MissingRun(channel, before(), event, nowNanos));
      missing.add(event);
      run = Optional.of(missing);
      range.ifPresent(proof -> proof.missed(event));
    }

    private Position before() {
      return declaredUpTo.or(this::lastWritten).orElse(start);
    }

    private static boolean isDeclaration(FeedRecord record) {
      return record.output() instanceof Output.Gap gap && gap.reason() == GapReason.NOT_WRITTEN;
    }

    Optional<Output> declare(long nowNanos, long atMicros) {
      if (run.filter(missing -> missing.isDue(nowNanos)).isEmpty()
          || declaredAt.filter(at -> nowNanos - at < BETWEEN_DECLARATIONS_NANOS).isPresent()) {
        return Optional.empty();
      }
      Output.Gap gap = run.orElseThrow().gap(atMicros, handedOver);
      declared.add(gap);
      if (declared.size() > MOST_DECLARED) {
        declared.removeFirst();
      }
      declaredUpTo = run.filter(missing -> !missing.hasEnd()).map(MissingRun::last);
      run = Optional.empty();
      undeclared++;
      declaredAt = Optional.of(nowNanos);
      return Optional.of(gap);
    }

    Optional<Output> prove(long nowNanos, long atMicros, Function<Channel, Position> shown) {
      // A proof carries an offset that a restart may go on from: all before it must be settled.
      if (range.isEmpty()
          || run.isPresent()
          || undeclared > 0
          || !writtenUpTo.stream().allMatch(Output.WrittenUpTo::isKnown)
          || provenAt.filter(at -> nowNanos - at < betweenProofsNanos).isPresent()) {
        return Optional.empty();
      }
      ProvenRange proof = range.get();
      if (records.isEmpty()) {
        proof.reached(shown.apply(channel));
      }
      if (proof.until().equals(proof.from()) || proof.until().equals(proven)) {
        return Optional.empty();
      }
      proven = proof.until();
      provenAt = Optional.of(nowNanos);
      return Optional.of(
          new Output.Proof(
              channel,
              atMicros,
              proof.from(),
              proof.until(),
              proof.by(),
              List.copyOf(writtenUpTo),
              handedOver));
    }
  }
}
