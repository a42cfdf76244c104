package dev.orderflow.benchmarks.feed;

import dev.orderflow.simulator.market.Market;
import dev.orderflow.simulator.venue.AsciiBuffer;
import dev.orderflow.simulator.venue.ChannelKind;
import dev.orderflow.simulator.venue.FrameKey;
import dev.orderflow.simulator.venue.FrameSink;
import dev.orderflow.simulator.venue.PublicChannel;
import dev.orderflow.simulator.venue.Venue;
import dev.orderflow.simulator.venue.VenueSettings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Frames of {@code live_orders} as the simulated venue writes them, each different. */
final class OrderFrames {

  /** The market of the frames. */
  static final String SYMBOL = "btcusd";

  private static final long START = 1_788_552_000_000_000L;
  private static final int BOOK_ORDERS = 5_000;
  private static final int HISTORY = 20_000;

  private OrderFrames() {}

  /**
   * So many frames of one market, each time the same.
   *
   * @param count how many
   */
  static List<String> of(int count) {
    List<String> frames = new ArrayList<>(count);
    Venue venue =
        new Venue(
            new VenueSettings(
                List.of(Market.named(SYMBOL).orElseThrow()),
                1,
                START,
                OptionalDouble.empty(),
                BOOK_ORDERS,
                HISTORY,
                0));
    FrameSink sink =
        new FrameSink() {
          @Override
          public boolean wanted(PublicChannel channel) {
            return channel.kind() == ChannelKind.LIVE_ORDERS;
          }

          @Override
          public void publish(PublicChannel channel, FrameKey key, AsciiBuffer text) {
            if (frames.size() < count) {
              frames.add(new String(text.array(), 0, text.length(), StandardCharsets.US_ASCII));
            }
          }
        };
    while (frames.size() < count) {
      venue.advance(Long.MAX_VALUE - 1, 1_000, sink);
    }
    return frames;
  }
}
