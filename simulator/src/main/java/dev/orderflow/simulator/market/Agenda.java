package dev.orderflow.simulator.market;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/** What the order flow does next and when; equal times keep the order of planning. */
final class Agenda {
  enum Action {
    QUOTE,
    CANCEL,
    PROBE,
    NOISE_TAKER,
    BACKGROUND,
    VALUE,
    BURST_ENDS
  }

  /** One planned action; {@code orderId} is 0 where the action concerns none. */
  record Entry(long time, long sequence, Action action, long orderId) implements Comparable<Entry> {
    @Override
    public int compareTo(Entry other) {
      int byTime = Long.compare(time, other.time);
      return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
    }
  }

  private final PriorityQueue<Entry> entries = new PriorityQueue<>();
  private long sequence;

  void plan(long time, Action action, long orderId) {
    entries.add(new Entry(time, sequence++, action, orderId));
  }

  long nextTime() {
    return entries.isEmpty() ? Long.MAX_VALUE : entries.peek().time();
  }

  /**
   * Moves everything planned to {@code factor} times its distance from {@code now}, because time
   * runs at another speed from now on. The end of an earlier change of speed is forgotten.
   */
  void rescale(long now, double factor) {
    List<Entry> planned = new ArrayList<>(entries);
    entries.clear();
    for (Entry entry : planned) {
      if (entry.action() != Action.BURST_ENDS) {
        long time = now + (long) ((entry.time() - now) * factor);
        entries.add(
            new Entry(Math.max(now, time), entry.sequence(), entry.action(), entry.orderId()));
      }
    }
  }

  Entry take() {
    return entries.remove();
  }
}
