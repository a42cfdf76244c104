package dev.orderflow.connect.bitstamp.continuity.simulation;

import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.exchange.FeedEvent;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Consumer;

/** One connection: what was sent over it and has not come yet, and what is wrong with it. */
final class Socket {

  private static final long LATENCY_ORDERS = 60_000;
  private static final long LATENCY_TRADES = 20_000;

  final long id;
  final int number;
  final long openedAt;
  private final PriorityQueue<Delivery> sent = new PriorityQueue<>();
  private final Map<Channel, Long> lastDue = new HashMap<>();
  private long sequence;
  boolean silent;
  long stalledUntil;
  long ordersStalledUntil;
  long tradesStalledUntil;
  long lossUntil;
  double loss;
  long delayUntil;
  long delay;
  long reorderUntil;
  long duplicateUntil;
  long lastDataAt;

  Socket(long id, int number, long openedAt) {
    this.id = id;
    this.number = number;
    this.openedAt = openedAt;
    lastDataAt = openedAt;
  }

  private record Delivery(long due, long sequence, FeedEvent event)
      implements Comparable<Delivery> {
    @Override
    public int compareTo(Delivery other) {
      int byTime = Long.compare(due, other.due);
      return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
    }
  }

  /** The exchange sends a frame. */
  void send(FeedEvent.Frame frame, long now, Random random) {
    Channel channel = frame.data().channel();
    boolean trade = channel.equals(ModelExchange.TRADES);
    if (silent
        || now < stalledUntil
        || now < (trade ? tradesStalledUntil : ordersStalledUntil)
        || now < lossUntil && random.nextDouble() < loss) {
      return;
    }
    long due = now + (trade ? LATENCY_TRADES : LATENCY_ORDERS) + random.nextInt(40_000);
    if (now < delayUntil) {
      due += delay;
    }
    if (now < reorderUntil && random.nextInt(4) == 0) {
      due += random.nextInt(400_000);
    } else {
      due = Math.max(due, lastDue.getOrDefault(channel, 0L));
      lastDue.put(channel, due);
    }
    sent.add(new Delivery(due, sequence++, frame));
    if (now < duplicateUntil && random.nextInt(3) == 0) {
      sent.add(new Delivery(due + random.nextInt(300_000), sequence++, frame));
    }
  }

  /** An acknowledgement, which stalls do not stop. */
  void acknowledge(Channel channel, long due, long at) {
    sent.add(new Delivery(due, sequence++, new FeedEvent.Subscribed(id, at, channel)));
  }

  /** Gives what has come by now, in order. */
  void receive(long now, Consumer<FeedEvent> reader) {
    while (!sent.isEmpty() && sent.peek().due <= now) {
      FeedEvent event = sent.poll().event;
      if (event instanceof FeedEvent.Frame) {
        lastDataAt = now;
      }
      reader.accept(event);
    }
  }
}
