package dev.orderflow.connect.bitstamp;

import dev.orderflow.connect.bitstamp.continuity.Output;
import dev.orderflow.connect.bitstamp.exchange.Message;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Counts what is handed to Connect and measures how late it is: from the exchange's stamp to
 * receipt, and from receipt to the poll that returns it. The task's thread tells it; any thread may
 * read.
 */
final class PollMetrics {

  private final LongSupplier nanos;
  private final LagWindow exchangeToReceive;
  private final LagWindow receiveToPoll;
  private final LongAdder frames = new LongAdder();

  /**
   * Nothing handed over yet.
   *
   * @param nanos tells the tick, as {@link System#nanoTime} does
   */
  PollMetrics(LongSupplier nanos) {
    this.nanos = nanos;
    exchangeToReceive = new LagWindow(nanos.getAsLong());
    receiveToPoll = new LagWindow(nanos.getAsLong());
  }

  /**
   * Counts what a poll returns. Events fetched over HTTP are late by nature and are not measured.
   *
   * @param outputs what the poll returns
   * @param nowMicros microseconds since the epoch, by the clock that stamped the receipt
   */
  void polled(List<Output> outputs, long nowMicros) {
    int handed = 0;
    for (Output output : outputs) {
      if (output instanceof Output.Event event) {
        handed++;
        if (!event.repaired()) {
          measure(event, nowMicros);
        }
      } else if (output instanceof Output.Malformed malformed) {
        handed += malformed.tellsOfOthers() ? 0 : 1;
      }
    }
    frames.add(handed);
    long now = nanos.getAsLong();
    exchangeToReceive.advance(now);
    receiveToPoll.advance(now);
  }

  private void measure(Output.Event event, long nowMicros) {
    receiveToPoll.record(nowMicros - event.receivedAt());
    long stamp = event.data().microtimestamp();
    if (stamp != Message.Data.NONE) {
      exchangeToReceive.record(event.receivedAt() - stamp);
    }
  }

  /** Frames handed to Connect, malformed and repaired ones included. */
  long frames() {
    return frames.sum();
  }

  /** From the exchange's stamp to receipt, by two clocks. */
  LagWindow.Percentiles exchangeToReceive() {
    return exchangeToReceive.current(nanos.getAsLong());
  }

  /** From receipt to the poll that returned it, by one clock. */
  LagWindow.Percentiles receiveToPoll() {
    return receiveToPoll.current(nanos.getAsLong());
  }
}
