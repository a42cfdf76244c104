package dev.orderflow.benchmarks.spark;

import dev.orderflow.simulator.market.Market;
import dev.orderflow.simulator.venue.AsciiBuffer;
import dev.orderflow.simulator.venue.ChannelKind;
import dev.orderflow.simulator.venue.FrameKey;
import dev.orderflow.simulator.venue.FrameSink;
import dev.orderflow.simulator.venue.PublicChannel;
import dev.orderflow.simulator.venue.Venue;
import dev.orderflow.simulator.venue.VenueSettings;
import dev.orderflow.simulator.venue.VenueTruth;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Fills a topic with what the connector would write of a simulated market: a snapshot, then the
 * frames of orders and trades with the connector's headers, as fast as they can be made.
 */
final class VenueTopic implements FrameSink {

  private static final long START = 1_788_552_000_000_000L;
  private static final long TRAVEL_MICROS = 20_000;

  private final SourceTopic topic;
  private long orders;

  private VenueTopic(SourceTopic topic) {
    this.topic = topic;
  }

  /**
   * Writes so many order events, and the trades among them.
   *
   * @param topic where to
   * @param market the market
   * @param orders order events
   * @param eventsPerSecond in market time; empty for the market's own
   * @param bookOrders orders resting at the start
   */
  static void fill(
      SourceTopic topic,
      Market market,
      long orders,
      OptionalDouble eventsPerSecond,
      int bookOrders) {
    VenueTopic sink = new VenueTopic(topic);
    Venue venue =
        new Venue(
            new VenueSettings(List.of(market), 1, START, eventsPerSecond, bookOrders, 20_000, 0));
    topic.snapshot(market.symbol(), new VenueTruth(venue).book(market.symbol()), START, START);
    while (sink.orders < orders) {
      venue.advance(Long.MAX_VALUE - 1, 1_000, sink);
    }
    topic.flush();
  }

  @Override
  public boolean wanted(PublicChannel channel) {
    return SourceTopic.OF_CONNECTOR.contains(channel.kind());
  }

  @Override
  public void publish(PublicChannel channel, FrameKey key, AsciiBuffer text) {
    if (channel.kind() == ChannelKind.LIVE_ORDERS) {
      orders++;
    }
    topic.frame(channel, text, micros -> micros + TRAVEL_MICROS);
  }
}
