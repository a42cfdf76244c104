package dev.orderflow.benchmarks.micro;

import dev.orderflow.simulator.market.Market;
import dev.orderflow.simulator.venue.BookView;
import dev.orderflow.simulator.venue.ChannelKind;
import dev.orderflow.simulator.venue.Frame;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The first order frames of one simulated market, and the book that they start from; the same each
 * time, and every frame different.
 *
 * @param snapshot the book before the first frame
 * @param frames what came over the socket
 */
record OrderFrames(SnapshotPart snapshot, List<String> frames) {

  /** The name of the channel that they are of. */
  static final String CHANNEL = "live_orders_btcusd";

  private static final long START = 1_788_552_000_000_000L;
  private static final int BOOK_ORDERS = 5_000;

  /**
   * Makes frames.
   *
   * @param count how many
   */
  static OrderFrames of(int count) {
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
    SnapshotPart snapshot =
        new SnapshotPart(
            Math.max(START, book.microtimestamp()), 1, 1, orders(book.bids()), orders(book.asks()));
    List<String> frames = new ArrayList<>();
    FrameSink sink =
        new FrameSink() {
          @Override
          public boolean wanted(PublicChannel channel) {
            return channel.kind() == ChannelKind.LIVE_ORDERS;
          }

          @Override
          public void publish(Frame frame) {
            frames.add(frame.json());
          }
        };
    while (frames.size() < count) {
      venue.advance(Long.MAX_VALUE - 1, 1, sink);
    }
    return new OrderFrames(snapshot, frames);
  }

  private static List<SnapshotOrder> orders(List<BookView.Entry> entries) {
    return entries.stream().map(e -> new SnapshotOrder(e.id(), e.price(), e.amount())).toList();
  }

  /** The frames as Spark's jobs have them. */
  List<FeedRecord> records() {
    List<FeedRecord> records = new ArrayList<>();
    for (String frame : frames) {
      int start = frame.indexOf("\"event\":\"") + "\"event\":\"".length();
      String event = frame.substring(start, frame.indexOf('"', start));
      records.add(
          new FeedRecord(
              "testTopic", 0, records.size(), event, CHANNEL, "stream", START, START, frame));
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
}
