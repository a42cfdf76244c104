package dev.orderflow.spark.market.book;

import dev.orderflow.spark.market.MarketRow;
import dev.orderflow.spark.market.ProvenBy;
import dev.orderflow.spark.market.Reason;
import dev.orderflow.spark.market.RowJson;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a market's book says at a moment: a record of topic {@code orderflow.book}.
 *
 * @param market for example {@code btcusd}
 * @param micros the end of the second (or of the millisecond, for a row on a change of the touch)
 *     that it describes: everything before is in it
 * @param trigger why it was written
 * @param reason why the book cannot be vouched for; empty where it is valid. Without validity there
 *     are no figures
 * @param proven what proves that every event that made it is in the topic
 * @param figures what the book says; empty where it is invalid
 * @param orders resting orders
 * @param counts what happened to the book so far
 * @param audit the last comparison with a snapshot; empty before the first
 */
public record BookRow(
    String market,
    long micros,
    Trigger trigger,
    Optional<Reason> reason,
    Proven proven,
    Optional<Figures> figures,
    int orders,
    BookCounts counts,
    Optional<Audit> audit)
    implements MarketRow {

  /** Why a row is written. */
  public enum Trigger {
    /** A second with events is over. */
    SECOND,
    /** The best price or amount of a side changed. */
    TOUCH,
    /** The book ceased to be valid. */
    INVALID
  }

  /**
   * How far the order events that made a book are proven to be in the topic. Proofs come behind
   * what they prove, so that mostly a later row proves this one.
   *
   * @param by what proves all of them; empty where nothing does yet
   * @param since the time of the last snapshot that the book was, or was equal to, microseconds;
   *     empty where nothing behind it is proven
   * @param until up to which event all are proven, microseconds; empty with {@code since}
   */
  public record Proven(Optional<ProvenBy> by, OptionalLong since, OptionalLong until) {
    /** Nothing is proven. */
    public static final Proven NOTHING =
        new Proven(Optional.empty(), OptionalLong.empty(), OptionalLong.empty());
  }

  /** Whether the book can be vouched for. */
  public boolean isValid() {
    return reason.isEmpty();
  }

  /**
   * The figures of a valid book.
   *
   * @param touch best prices and what rests at them; empty where a side is empty or they cross
   * @param bid the best bid, with the orders that a new one would queue behind; empty without bids
   * @param ask the best ask; empty without asks
   * @param depth per distance from the mid, nearest first; none without a mid
   * @param costs per amount asked for
   * @param bids best levels, best first
   * @param asks best levels, best first
   * @param bidWalls levels much larger than their side's median, best first
   * @param askWalls levels much larger than their side's median, best first
   */
  public record Figures(
      Optional<BestBidOffer> touch,
      Optional<LevelRow> bid,
      Optional<LevelRow> ask,
      List<Depth> depth,
      List<Cost> costs,
      List<LevelRow> bids,
      List<LevelRow> asks,
      List<LevelRow> bidWalls,
      List<LevelRow> askWalls) {
    /** Copies the lists. */
    public Figures {
      depth = List.copyOf(depth);
      costs = List.copyOf(costs);
      bids = List.copyOf(bids);
      asks = List.copyOf(asks);
      bidWalls = List.copyOf(bidWalls);
      askWalls = List.copyOf(askWalls);
    }
  }

  /**
   * What rests within a distance of the mid.
   *
   * @param basisPoints the distance, hundredths of a percent of the mid, itself included
   * @param bidAmount base currency bid
   * @param bidOrders orders bidding
   * @param askAmount base currency offered
   * @param askOrders orders offering
   */
  public record Depth(
      int basisPoints, BigDecimal bidAmount, int bidOrders, BigDecimal askAmount, int askOrders) {
    /**
     * ({@code bidAmount − askAmount}) / ({@code bidAmount + askAmount}); empty where both are 0.
     */
    public Optional<BigDecimal> imbalance() {
      return BestBidOffer.imbalance(bidAmount, askAmount);
    }
  }

  /**
   * What an amount would cost or bring if it were taken from the book at once, before fees.
   *
   * @param amount base currency
   * @param buy counter currency paid for it; empty where not so much is offered
   * @param sell counter currency received for it; empty where not so much is bid
   */
  public record Cost(BigDecimal amount, Optional<BigDecimal> buy, Optional<BigDecimal> sell) {}

  /**
   * A price level.
   *
   * @param price in the counter currency
   * @param amount base currency resting there
   * @param orders in how many orders
   */
  public record LevelRow(BigDecimal price, BigDecimal amount, int orders) {}

  /**
   * The row as a JSON object. Money is plain decimal text, {@code at} is ISO-8601 in UTC; {@code
   * spread_bps}, {@code microprice}, imbalances and {@code average} are rounded to 16 significant
   * digits, everything else is exact. Fields of a book that is not valid are {@code null}.
   */
  @Override
  public String toJson() {
    return RowJson.of(
        json -> {
          json.text("market", market)
              .instant("at", micros)
              .word("trigger", Optional.of(trigger))
              .flag("valid", isValid())
              .word("reason", reason)
              .word("proven", proven.by())
              .instant("proven_since", proven.since())
              .instant("proven_until", proven.until());
          if (figures.isPresent()) {
            write(json, figures.get());
          } else {
            json.nothing("touch");
          }
          json.number("orders", orders).object("audit", this::writeAudit);
        });
  }

  private static void write(RowJson json, Figures figures) throws IOException {
    Optional<BestBidOffer> touch = figures.touch();
    if (figures.bid().isEmpty() && figures.ask().isEmpty()) {
      json.nothing("touch");
    } else {
      json.object("touch", t -> writeTouch(t, figures));
    }
    if (touch.isEmpty()) {
      json.nothing("depth");
    } else {
      json.objects(
          "depth",
          figures.depth(),
          (j, depth) ->
              j.number("bps", depth.basisPoints())
                  .decimal("bid_amount", depth.bidAmount())
                  .number("bid_orders", depth.bidOrders())
                  .decimal("ask_amount", depth.askAmount())
                  .number("ask_orders", depth.askOrders())
                  .decimal("imbalance", depth.imbalance()));
    }
    json.objects(
            "cost",
            figures.costs(),
            (j, cost) ->
                j.decimal("amount", cost.amount())
                    .decimal("buy", cost.buy())
                    .decimal("buy_average", average(cost.buy(), cost.amount()))
                    .decimal("sell", cost.sell())
                    .decimal("sell_average", average(cost.sell(), cost.amount())))
        .objects("bids", figures.bids(), BookRow::write)
        .objects("asks", figures.asks(), BookRow::write)
        .objects("bid_walls", figures.bidWalls(), BookRow::write)
        .objects("ask_walls", figures.askWalls(), BookRow::write);
  }

  private static void writeTouch(RowJson json, Figures figures) throws IOException {
    Optional<BestBidOffer> touch = figures.touch();
    json.decimal("bid", figures.bid().map(LevelRow::price))
        .decimal("bid_amount", figures.bid().map(LevelRow::amount))
        .number("bid_orders", orders(figures.bid()))
        .decimal("ask", figures.ask().map(LevelRow::price))
        .decimal("ask_amount", figures.ask().map(LevelRow::amount))
        .number("ask_orders", orders(figures.ask()))
        .flag("locked", touch.map(BestBidOffer::isLocked).orElse(false))
        .decimal("spread", touch.map(BestBidOffer::spread))
        .decimal("spread_bps", touch.map(BestBidOffer::spreadBasisPoints))
        .decimal("mid", touch.map(BestBidOffer::mid))
        .decimal("microprice", touch.map(BestBidOffer::microprice))
        .decimal("imbalance", touch.map(BestBidOffer::imbalance));
  }

  private static OptionalLong orders(Optional<LevelRow> level) {
    return level.map(at -> OptionalLong.of(at.orders())).orElse(OptionalLong.empty());
  }

  private static Optional<BigDecimal> average(Optional<BigDecimal> cost, BigDecimal amount) {
    return cost.map(money -> money.divide(amount, BestBidOffer.PRECISION));
  }

  private static void write(RowJson json, LevelRow level) throws IOException {
    json.decimal("price", level.price())
        .decimal("amount", level.amount())
        .number("orders", level.orders());
  }

  private void writeAudit(RowJson json) throws IOException {
    if (audit.isPresent()) {
      Audit last = audit.get();
      json.instant("at", last.micros())
          .text("agreement", RowJson.plain(BigDecimal.valueOf(last.agreement())))
          .number("orders", last.orders())
          .number("equal_orders", last.equalOrders())
          .number("last_orphans", last.orphans())
          .number("last_phantoms", last.phantoms())
          .number("levels", last.levels())
          .number("equal_levels", last.equalLevels());
    } else {
      json.nothing("at").nothing("agreement");
    }
    json.number("audits", counts.audits())
        .number("unequal_audits", counts.unequalAudits())
        .number("orphans", counts.orphans())
        .number("phantoms", counts.phantoms())
        .number("unknown", counts.unknown())
        .number("seeds", counts.seeds())
        .number("skipped_snapshots", counts.skippedSnapshots())
        .number("repeated", counts.repeated())
        .number("crossed_ms", counts.crossedMicros() / 1_000)
        .number("invalidations", counts.invalidations());
  }
}
