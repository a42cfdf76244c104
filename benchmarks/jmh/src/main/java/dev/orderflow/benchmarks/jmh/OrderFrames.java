package dev.orderflow.benchmarks.jmh;

import dev.orderflow.simulator.market.Market;
import dev.orderflow.simulator.venue.AsciiBuffer;
import dev.orderflow.simulator.venue.BookView;
import dev.orderflow.simulator.venue.ChannelKind;
import dev.orderflow.simulator.venue.FrameKey;
import dev.orderflow.simulator.venue.FrameSink;
import dev.orderflow.simulator.venue.PublicChannel;
import dev.orderflow.simulator.venue.Venue;
import dev.orderflow.simulator.venue.VenueSettings;
import dev.orderflow.simulator.venue.VenueTruth;
import dev.orderflow.spark.market.MarketEvent.OrderEvent;
import dev.orderflow.spark.market.MarketEvent.SnapshotOrder;
import dev.orderflow.spark.market.MarketEvent.SnapshotPart;
import dev.orderflow.spark.source.FeedRecord;
import dev.orderflow.spark.source.OrderReader;
import dev.orderflow.spark.source.RejectedRecordException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Order frames of one simulated market, and the book that they start from. */
final class OrderFrames {

  /** The name of the channel that they are of. */
  static final String CHANNEL = "live_orders_btcusd";

  private static final long START = 1_788_552_000_000_000L;
  private static final int BOOK_ORDERS = 5_000;

  private final List<byte[]> frames = new ArrayList<>();
  private final List<String> events = new ArrayList<>();
  private final SnapshotPart snapshot;

  private OrderFrames(int count) {
    Venue venue =
        new Venue(
            new VenueSettings(
                List.of(Market.named("btcusd").orElseThrow()),
                1,
                START,
                OptionalDouble.empty(),
                BOOK_ORDERS,
                1_000,
                0));
    BookView book = new VenueTruth(venue).book("btcusd");
    snapshot =
        new SnapshotPart(
            Math.max(START, book.microtimestamp()), 1, 1, orders(book.bids()), orders(book.asks()));
    while (frames.size() < count) {
      venue.advance(Long.MAX_VALUE - 1, 1, new Kept());
    }
  }

  /**
   * The first frames of a market; the same for every call.
   *
   * @param count how many
   */
  static OrderFrames of(int count) {
    return new OrderFrames(count);
  }

  /** The frames as they come over the socket. */
  List<byte[]> frames() {
    return frames;
  }

  /** The frames as Spark's jobs have them. */
  List<FeedRecord> records() {
    List<FeedRecord> records = new ArrayList<>();
    for (int i = 0; i < frames.size(); i++) {
      records.add(
          new FeedRecord(
              "testTopic",
              0,
              i,
              events.get(i),
              CHANNEL,
              "stream",
              START,
              START,
              new String(frames.get(i), StandardCharsets.US_ASCII)));
    }
    return records;
  }

  /** What the frames say, without stop orders. */
  List<OrderEvent> orderEvents() throws RejectedRecordException {
    OrderReader reader = new OrderReader();
    List<OrderEvent> read = new ArrayList<>();
    for (FeedRecord record : records()) {
      Optional<OrderEvent> event = reader.read(record);
      event.ifPresent(read::add);
    }
    return read;
  }

  /** The book before the first frame. */
  SnapshotPart snapshot() {
    return snapshot;
  }

  private static List<SnapshotOrder> orders(List<BookView.Entry> entries) {
    return entries.stream().map(e -> new SnapshotOrder(e.id(), e.price(), e.amount())).toList();
  }

  private final class Kept implements FrameSink {

    @Override
    public boolean wanted(PublicChannel channel) {
      return channel.kind() == ChannelKind.LIVE_ORDERS;
    }

    @Override
    public void publish(PublicChannel channel, FrameKey key, AsciiBuffer text) {
      byte[] frame = new byte[text.length()];
      System.arraycopy(text.array(), 0, frame, 0, frame.length);
      String event = new String(frame, StandardCharsets.US_ASCII);
      int start = event.indexOf("\"event\":\"") + "\"event\":\"".length();
      frames.add(frame);
      events.add(event.substring(start, event.indexOf('"', start)));
    }
  }
}
