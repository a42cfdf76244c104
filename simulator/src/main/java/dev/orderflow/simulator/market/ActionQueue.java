package dev.orderflow.simulator.market;

import java.util.List;
import java.util.PriorityQueue;

/** What the order flow does next and when; equal times keep the order of planning. */
final class ActionQueue {
  /** What can be planned; what arrives again and again says how often, on an ordinary minute. */
  enum Action {
    QUOTE(44.7),
    PROBE(4.1),
    NOISE_TAKER(0.3),
    BACKGROUND(1.3),
    CANCEL(0),
    VALUE(0),
    BURST_ENDS(0);

    private final double perSecond;

    Action(double perSecond) {
      this.perSecond = perSecond;
    }

    boolean arrives() {
      return perSecond > 0;
    }

    double meanSeconds() {
      return 1 / perSecond;
    }
  }

  /** One planned action; {@code orderId} is 0 where the action concerns none. */
  record Planned(long time, long sequence, Action action, long orderId)
      implements Comparable<Planned> {
    @Override
    public int compareTo(Planned other) {
      int byTime = Long.compare(time, other.time);
      return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
    }
  }

  private final PriorityQueue<Planned> queue = new PriorityQueue<>();
  private long sequence;

  void plan(long time, Action action, long orderId) {
    queue.add(new Planned(time, sequence++, action, orderId));
  }

  long nextTime() {
    return queue.isEmpty() ? Long.MAX_VALUE : queue.peek().time();
  }

  Planned take() {
    return queue.remove();
  }

  /**
   * Moves everything planned to {@code factor} times its distance from {@code now}, because time
   * runs at another speed from now on. The end of an earlier change of speed is forgotten.
   */
  void rescale(long now, double factor) {
    List<Planned> before = List.copyOf(queue);
    queue.clear();
    for (Planned each : before) {
      if (each.action() != Action.BURST_ENDS) {
        long time = Math.max(now, now + (long) ((each.time() - now) * factor));
        queue.add(new Planned(time, each.sequence(), each.action(), each.orderId()));
      }
    }
  }
}
