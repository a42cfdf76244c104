package dev.orderflow.benchmarks.spark;

import dev.orderflow.simulator.market.Market;
import dev.orderflow.simulator.venue.AsciiBuffer;
import dev.orderflow.simulator.venue.BookView;
import dev.orderflow.simulator.venue.FrameKey;
import dev.orderflow.simulator.venue.FrameSink;
import dev.orderflow.simulator.venue.PublicChannel;
import dev.orderflow.simulator.venue.Venue;
import dev.orderflow.simulator.venue.VenueSettings;
import dev.orderflow.simulator.venue.VenueTruth;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A simulated venue in real time, written to the source topic as the connector would: the header
 * {@code received_at} is the instant at which a record is handed to Kafka's producer, and every
 * latency counts from there.
 */
final class LiveVenue implements FrameSink, AutoCloseable {

  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final SourceTopic topic;
  private final Venue venue;
  private final Thread thread;
  private volatile boolean closed;
  private volatile long written;

  private LiveVenue(SourceTopic topic, Venue venue) {
    this.topic = topic;
    this.venue = venue;
    thread = new Thread(this::run, "venue");
  }

  /**
   * Starts to write.
   *
   * @param topic where to
   * @param markets the markets
   * @param eventsPerSecond order events per second of every market
   * @param bookOrders orders resting in every book at the start
   */
  static LiveVenue start(
      SourceTopic topic, List<Market> markets, double eventsPerSecond, int bookOrders) {
    Venue venue =
        new Venue(
            new VenueSettings(
                markets,
                1,
                SourceTopic.nowMicros(),
                OptionalDouble.of(eventsPerSecond),
                bookOrders,
                1_000,
                0));
    VenueTruth truth = new VenueTruth(venue);
    for (Market market : markets) {
      BookView book = truth.book(market.symbol());
      topic.snapshot(market.symbol(), book, SourceTopic.nowMicros(), SourceTopic.nowMicros());
    }
    LiveVenue live = new LiveVenue(topic, venue);
    live.thread.start();
    return live;
  }

  /** Frames written so far. */
  long written() {
    return written;
  }

  private void run() {
    while (!closed) {
      venue.advance(SourceTopic.nowMicros(), 10_000, this);
      LockSupport.parkNanos(STEP_NANOS);
    }
  }

  @Override
  public boolean wanted(PublicChannel channel) {
    return SourceTopic.OF_CONNECTOR.contains(channel.kind());
  }

  @Override
  public void publish(PublicChannel channel, FrameKey key, AsciiBuffer text) {
    written++;
    topic.frame(channel, text, micros -> SourceTopic.nowMicros());
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
      topic.flush();
    } catch (InterruptedException wanted) {
      Thread.currentThread().interrupt();
    }
  }
}
