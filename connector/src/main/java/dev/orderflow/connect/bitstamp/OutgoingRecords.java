package dev.orderflow.connect.bitstamp;

import dev.orderflow.connect.bitstamp.continuity.Continuity;
import dev.orderflow.connect.bitstamp.continuity.Output;
import dev.orderflow.connect.bitstamp.continuity.Position;
import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.exchange.FeedEvent;
import dev.orderflow.connect.bitstamp.record.ExchangeTime;
import dev.orderflow.connect.bitstamp.record.FeedRecord;
import dev.orderflow.connect.bitstamp.record.RecordMapper;
import dev.orderflow.connect.bitstamp.record.RecordSettings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records of a task on their way to Connect, and what became of those that it was given. Used
 * by the task's thread alone but for {@link #settled}.
 */
final class OutgoingRecords {

  private static final Logger log = LoggerFactory.getLogger(OutgoingRecords.class);

  private final Consumer<FeedEvent.MalformedFrame> malformed;
  private final Deliveries deliveries;
  private final RecordMapper mapper;

  /** Records for which there was no room in the last batch. */
  private final ArrayDeque<FeedRecord> waiting = new ArrayDeque<>();

  /**
   * No records yet.
   *
   * @param settings where records go and what they are
   * @param betweenProofs least time between two proofs of a channel; zero writes none
   * @param channels the channels of the task, at least one
   * @param positions how far each channel was written by earlier tasks
   * @param malformed is told of each malformed frame before it is mapped, and throws where the task
   *     is to end
   * @param misfits the same for events that their schema cannot hold
   * @param time tells the exchange's time
   */
  OutgoingRecords(
      RecordSettings settings,
      Duration betweenProofs,
      List<Channel> channels,
      Map<Channel, Position> positions,
      Consumer<FeedEvent.MalformedFrame> malformed,
      Consumer<FeedEvent.MalformedFrame> misfits,
      ExchangeTime time) {
    this.malformed = malformed;
    deliveries = new Deliveries(positions, betweenProofs);
    mapper = new RecordMapper(settings, channels, misfits, time, deliveries::confirmed);
  }

  /** What became of the records that were given out. */
  Deliveries deliveries() {
    return deliveries;
  }

  /** Whether everything was given out. */
  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /**
   * Adds what there is to say of records that were given out: what is not in the topic, and what is
   * proven to be there. Everything must have been given out.
   *
   * @param continuity is told of what is not in the topic, and tells up to where a channel is whole
   * @param nowNanos a ticker
   * @param nowMicros microseconds since the epoch
   */
  void settle(Continuity continuity, long nowNanos, long nowMicros) {
    for (Output output : deliveries.settle(nowNanos, nowMicros, continuity::shown)) {
      add(output);
      if (output instanceof Output.Gap gap) {
        continuity.notWritten(gap);
      }
    }
  }

  /** Adds the records of an output. */
  void add(Output output) {
    if (output instanceof Output.Malformed unreadable && !unreadable.tellsOfOthers()) {
      malformed.accept(unreadable.frame());
    }
    if (output instanceof Output.Gap gap && !gap.repaired()) {
      log.warn(
          "Events of {} are missing and declared in the topic: {} ({}).",
          gap.channel(),
          gap.reason().label(),
          gap.detail());
    }
    waiting.addAll(mapper.map(believable(output)));
  }

  /** What was fetched may have been refused by the topic, which was declared then. */
  private Output believable(Output output) {
    return output instanceof Output.Gap gap && gap.repaired() && deliveries.lacks(gap)
        ? gap.unrepaired("some of it was fetched and did not come to the topic")
        : output;
  }

  /** Whether no more may be given out now, see {@link Deliveries#isFull}. */
  boolean isFull(long nowNanos) {
    return deliveries.isFull(nowNanos);
  }

  /** Gives out the next records, at most so many. */
  List<FeedRecord> take(int most) {
    int count = Math.min(waiting.size(), most);
    List<FeedRecord> records = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      FeedRecord record = waiting.poll();
      deliveries.handedOver(record);
      records.add(record);
    }
    return records;
  }

  /** What became of a record, see {@link Deliveries#settled}. Any thread; it only notes it. */
  void settled(FeedRecord record, Optional<Output.WrittenUpTo> place) {
    deliveries.settled(record, place);
  }
}
