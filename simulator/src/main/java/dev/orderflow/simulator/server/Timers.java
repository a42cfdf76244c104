package dev.orderflow.simulator.server;

import java.util.PriorityQueue;

/** Things to do at a time of the nanosecond source; owned by the exchange thread. */
final class Timers {
  private record Timer(long due, long sequence, Runnable action) implements Comparable<Timer> {
    @Override
    public int compareTo(Timer other) {
      int byTime = Long.compare(due, other.due);
      return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
    }
  }

  private final PriorityQueue<Timer> timers = new PriorityQueue<>();
  private long sequence;

  void at(long due, Runnable action) {
    timers.add(new Timer(due, sequence++, action));
  }

  void runDue(long now) {
    while (!timers.isEmpty() && timers.peek().due() <= now) {
      timers.remove().action().run();
    }
  }

  long nanosUntilNext(long now) {
    return timers.isEmpty() ? Long.MAX_VALUE : Math.max(0, timers.peek().due() - now);
  }
}
