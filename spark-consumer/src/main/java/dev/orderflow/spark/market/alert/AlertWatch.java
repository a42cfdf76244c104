package dev.orderflow.spark.market.alert;

import dev.orderflow.spark.market.MarketEvent.Feed;
import dev.orderflow.spark.market.MarketEvent.Gap;
import dev.orderflow.spark.market.MarketEvent.OrderAction;
import dev.orderflow.spark.market.MarketEvent.OrderEvent;
import dev.orderflow.spark.market.Reason;
import dev.orderflow.spark.market.RowJson;
import dev.orderflow.spark.market.Side;
import dev.orderflow.spark.market.StateFormat;
import dev.orderflow.spark.market.alert.AlertRow.Kind;
import dev.orderflow.spark.market.book.Audit;
import dev.orderflow.spark.market.book.BestBidOffer;
import dev.orderflow.spark.market.book.BookFrameCheck.Comparison;
import dev.orderflow.spark.market.book.BookRow.Figures;
import dev.orderflow.spark.market.book.OrderBook;
import dev.orderflow.spark.market.order.OrderChange;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;
import java.util.function.Consumer;

/** Decides what is worth an alert. A lasting state is alerted once, when it begins. */
public final class AlertWatch {

  private static final int VERSION = 1;
  private static final double HALF = 0.5;
  private static final MathContext SHOWN = new MathContext(6);

  private final String market;
  private final AlertSettings settings;
  private final RecentValues amounts;
  private final RecentValues spreads;
  private final RecentValues imbalances;
  private final RecentValues frames;
  private final WallWatch walls;
  private boolean wide;
  private boolean strong;
  private boolean disagreeing;

  /** Creates a watch that has seen nothing. */
  public AlertWatch(String market, AlertSettings settings) {
    this.market = market;
    this.settings = settings;
    amounts = new RecentValues(settings.orderWindow());
    spreads = new RecentValues(settings.secondWindow());
    imbalances = new RecentValues(settings.secondWindow());
    frames = new RecentValues(settings.frameWindow());
    walls = new WallWatch(market, settings.wallShare());
  }

  /**
   * Takes an order event.
   *
   * @param touch best prices at the end of the last complete millisecond; empty where unknown
   */
  public void applyOrder(
      OrderEvent event, OrderChange change, Optional<BestBidOffer> touch, Consumer<AlertRow> rows) {
    if (change.executed().signum() > 0 && change.limit().isPresent()) {
      walls.executed(event.side(), change.limit().get(), change.executed());
    }
    if (event.action() == OrderAction.CREATED && event.mayRest()) {
      double amount = event.amount().doubleValue();
      if (amounts.size() >= settings.minSamples() && touch.isPresent()) {
        double threshold = settings.largeFactor() * amounts.quantile(HALF);
        if (amount >= threshold) {
          large(event, touch.get(), threshold, rows);
        }
      }
      amounts.add(amount);
    }
  }

  private void large(
      OrderEvent event, BestBidOffer touch, double threshold, Consumer<AlertRow> rows) {
    BigDecimal behind =
        event.side() == Side.BUY
            ? touch.bid().subtract(event.price())
            : event.price().subtract(touch.ask());
    BigDecimal distance = touch.basisPoints(behind);
    if (distance.compareTo(BigDecimal.valueOf(settings.nearBasisPoints())) > 0) {
      return;
    }
    rows.accept(
        new AlertRow(
            market,
            event.micros(),
            Kind.LARGE_ORDER,
            Optional.of(event.side()),
            Optional.of(event.price()),
            Optional.of(event.amount()),
            Optional.of(event.amount()),
            Optional.of(shown(threshold)),
            "An order to "
                + (event.side() == Side.BUY ? "buy " : "sell ")
                + RowJson.plain(event.amount())
                + " at "
                + RowJson.plain(event.price())
                + " was created, "
                + RowJson.plain(distance.round(new MathContext(3)))
                + " bps from the best price of its side; the recent median is "
                + RowJson.plain(shown(threshold / settings.largeFactor()))
                + "."));
  }

  /** A second of a valid book is over. */
  public void onSecondComplete(
      OrderBook book, Figures figures, long micros, Consumer<AlertRow> rows) {
    walls.second(book, figures, micros, rows);
    if (figures.touch().isEmpty()) {
      return;
    }
    BestBidOffer touch = figures.touch().get();
    wide =
        beyond(
            spreads,
            touch.spreadBasisPoints(),
            wide,
            Kind.WIDE_SPREAD,
            "spread, bps,",
            micros,
            rows);
    strong =
        beyond(
            imbalances,
            touch.imbalance().abs(),
            strong,
            Kind.STRONG_IMBALANCE,
            "imbalance at the touch",
            micros,
            rows);
  }

  private boolean beyond(
      RecentValues recent,
      BigDecimal value,
      boolean was,
      Kind kind,
      String name,
      long micros,
      Consumer<AlertRow> rows) {
    double threshold = recent.quantile(settings.percentile());
    boolean is = recent.size() >= settings.minSamples() && value.doubleValue() > threshold;
    recent.add(value.doubleValue());
    if (is && !was) {
      rows.accept(
          figure(
              micros,
              kind,
              value,
              threshold,
              "The "
                  + name
                  + " is "
                  + RowJson.plain(value.round(SHOWN))
                  + "; "
                  + RowJson.plain(BigDecimal.valueOf(settings.percentile() * 100).round(SHOWN))
                  + " % of recent seconds had at most "
                  + RowJson.plain(shown(threshold))
                  + "."));
    }
    return is;
  }

  /** Takes a gap. */
  public void applyGap(Gap gap, Consumer<AlertRow> rows) {
    if (gap.repaired()) {
      return;
    }
    rows.accept(
        plain(
            Math.max(gap.fromMicros(), gap.toMicros()),
            Kind.FEED_INCOMPLETE,
            name(gap.feed())
                + " are missing between "
                + RowJson.time(gap.fromMicros())
                + " and "
                + RowJson.time(gap.toMicros())
                + "."));
    if (gap.feed() == Feed.ORDERS) {
      walls.forget();
    }
  }

  private static String name(Feed feed) {
    return switch (feed) {
      case ORDERS -> "Order events";
      case TRADES -> "Trades";
      case BOOKS -> "Book frames";
    };
  }

  /** Nothing is known of a channel from a time on. */
  public void onInterrupted(Feed feed, Reason reason, long micros, Consumer<AlertRow> rows) {
    rows.accept(
        plain(
            micros,
            Kind.FEED_INCOMPLETE,
            name(feed)
                + " may be missing from "
                + RowJson.time(micros)
                + " on: "
                + reason.text()
                + "."));
    if (feed == Feed.ORDERS) {
      walls.forget();
    }
  }

  /** The book is unknown. */
  public void onInvalidated(Reason reason, long micros, Consumer<AlertRow> rows) {
    walls.forget();
    rows.accept(
        plain(
            micros,
            Kind.BOOK_INVALID,
            "The book is not valid, until the next snapshot at the latest: "
                + reason.text()
                + "."));
  }

  /** A snapshot was compared. */
  public void onAudited(Audit audit, Consumer<AlertRow> rows) {
    if (audit.reseeded()) {
      walls.forget();
      rows.accept(
          figure(
              audit.micros(),
              Kind.SNAPSHOT_DIFFERS,
              BigDecimal.valueOf(audit.agreement()),
              1,
              "A snapshot and the rebuilt book differ: "
                  + (audit.orders() - audit.equalOrders())
                  + " of "
                  + audit.orders()
                  + " orders, "
                  + (audit.levels() - audit.equalLevels())
                  + " of "
                  + audit.levels()
                  + " levels; "
                  + audit.orphans()
                  + " only in the snapshot, "
                  + audit.phantoms()
                  + " only in the book."));
    }
  }

  /** A frame of a book channel was compared. */
  public void onFrameCompared(Comparison comparison, Consumer<AlertRow> rows) {
    frames.add(comparison.isEqual() ? 1 : 0);
    if (frames.size() < settings.frameWindow()) {
      return;
    }
    double equal = frames.sum() / frames.size();
    boolean is = equal < settings.minEqualFrames();
    if (is && !disagreeing) {
      rows.accept(
          figure(
              comparison.micros(),
              Kind.BOOK_FRAMES_DIFFER,
              BigDecimal.valueOf(equal),
              settings.minEqualFrames(),
              "Of the last "
                  + frames.size()
                  + " book frames, "
                  + (int) frames.sum()
                  + " agreed with the rebuilt book at every level compared."));
    }
    disagreeing = is;
  }

  private AlertRow figure(long micros, Kind kind, BigDecimal value, double threshold, String text) {
    return new AlertRow(
        market,
        micros,
        kind,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(value),
        Optional.of(BigDecimal.valueOf(threshold)),
        text);
  }

  private AlertRow plain(long micros, Kind kind, String text) {
    return new AlertRow(
        market,
        micros,
        kind,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        text);
  }

  private static BigDecimal shown(double value) {
    return BigDecimal.valueOf(value).round(SHOWN);
  }

  /** Writes the state. */
  public void write(DataOutput out) throws IOException {
    StateFormat.writeVersion(out, VERSION);
    amounts.write(out);
    spreads.write(out);
    imbalances.write(out);
    frames.write(out);
    walls.write(out);
    out.writeBoolean(wide);
    out.writeBoolean(strong);
    out.writeBoolean(disagreeing);
  }

  /** Reads a state that {@link #write} wrote, in place of this one. */
  public void read(DataInput in) throws IOException {
    StateFormat.readVersion(in, VERSION, "the state of alerts");
    amounts.read(in);
    spreads.read(in);
    imbalances.read(in);
    frames.read(in);
    walls.read(in);
    wide = in.readBoolean();
    strong = in.readBoolean();
    disagreeing = in.readBoolean();
  }
}
