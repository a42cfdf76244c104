package dev.orderflow.spark.market.flow;

import dev.orderflow.spark.market.Interval;
import dev.orderflow.spark.market.MarketRow;
import dev.orderflow.spark.market.ProvenBy;
import dev.orderflow.spark.market.Reason;
import dev.orderflow.spark.market.RowJson;
import dev.orderflow.spark.market.book.BestBidOffer;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The flow of a market in an interval: a record of topic {@code orderflow.flow}. Intervals without
 * any order or trade have no row.
 *
 * @param market for example {@code btcusd}
 * @param interval its length
 * @param start its start, microseconds since the epoch
 * @param bids what buy orders did
 * @param asks what sell orders did
 * @param imbalance order-flow imbalance in base currency: the sum, over the book's millisecond
 *     states, of what was added to the best bid and taken from the best ask, less the opposite
 *     (Cont, Kukanov and Stoikov, "The price impact of order book events", Journal of Financial
 *     Econometrics 12 (2014), equation 4)
 * @param messages frames of orders and trades
 * @param trades how many
 * @param bought base currency that takers bought
 * @param sold base currency that takers sold
 * @param cumulativeDelta bought less sold since the state began, to the interval's end
 * @param volatility realized volatility: the square root of the sum of squared logarithmic returns
 *     of the mid, sampled at the end of each second with events; not annualized, a float by
 *     definition; empty without a return
 * @param bookReason why imbalance and volatility, which need the book, are not of the whole
 *     interval; empty where they are
 * @param bookUnknownMicros how long the book was not valid
 * @param reason why everything else but the cumulative delta is not of the whole interval; empty
 *     where it is
 * @param proven what proves that all order events and trades of it were read, the weaker of the
 *     two; empty where nothing does
 * @param provenReason why nothing is proven where both channels are; empty where it is, and where
 *     they are not
 * @param missingMicros how long order events or trades are missing, as far as they were read
 * @param revision 0 at first, then rising with each row that replaces one read past the end
 */
public record FlowRow(
    String market,
    Interval interval,
    long start,
    SideFlow bids,
    SideFlow asks,
    BigDecimal imbalance,
    long messages,
    long trades,
    BigDecimal bought,
    BigDecimal sold,
    BigDecimal cumulativeDelta,
    OptionalDouble volatility,
    Optional<Reason> bookReason,
    long bookUnknownMicros,
    Optional<Reason> reason,
    Optional<ProvenBy> proven,
    Optional<Reason> provenReason,
    long missingMicros,
    int revision)
    implements MarketRow {

  private static final long MILLISECOND = 1_000;

  /** Whether orders and trades were read past the interval's end and nothing of them is missing. */
  public boolean isComplete() {
    return reason.isEmpty();
  }

  /** Whether the book was valid all the time, and is known to the interval's end. */
  public boolean isBookComplete() {
    return bookReason.isEmpty();
  }

  /** (bought − sold) / (bought + sold), from -1 to 1; empty without trades. */
  public Optional<BigDecimal> tradeImbalance() {
    BigDecimal sum = bought.add(sold);
    return sum.signum() == 0
        ? Optional.empty()
        : Optional.of(bought.subtract(sold).divide(sum, BestBidOffer.PRECISION));
  }

  private static Optional<BigDecimal> ratio(long cancelled, long filled) {
    return filled == 0
        ? Optional.empty()
        : Optional.of(
            BigDecimal.valueOf(cancelled)
                .divide(BigDecimal.valueOf(filled), BestBidOffer.PRECISION));
  }

  /** Cancelled orders to events that filled, without maker-or-cancel orders. */
  public Optional<BigDecimal> cancelToFill() {
    return ratio(
        bids.cancelled() + asks.cancelled() - bids.quoteCancelled() - asks.quoteCancelled(),
        bids.filled() + asks.filled() - bids.quoteFilled() - asks.quoteFilled());
  }

  /** The same of maker-or-cancel orders alone. */
  public Optional<BigDecimal> quoteCancelToFill() {
    return ratio(
        bids.quoteCancelled() + asks.quoteCancelled(), bids.quoteFilled() + asks.quoteFilled());
  }

  /**
   * The row as a JSON object. Money is plain decimal text, {@code start} is ISO-8601 in UTC; ratios
   * are rounded to 16 significant digits, {@code realized_volatility} and {@code
   * messages_per_second} are floats; what is not known is {@code null}.
   */
  @Override
  public String toJson() {
    return RowJson.of(
        json ->
            json.text("market", market)
                .text("interval", interval.toString())
                .instant("start", start)
                .object("bids", j -> write(j, bids))
                .object("asks", j -> write(j, asks))
                .decimal("order_flow_imbalance", imbalance)
                .decimal("cancel_to_fill", cancelToFill())
                .decimal("quote_cancel_to_fill", quoteCancelToFill())
                .number("trades", trades)
                .decimal("bought", bought)
                .decimal("sold", sold)
                .decimal("trade_imbalance", tradeImbalance())
                .decimal("volume_delta", bought.subtract(sold))
                .decimal("cumulative_volume_delta", cumulativeDelta)
                .real("realized_volatility", volatility)
                .number("messages", messages)
                .real("messages_per_second", OptionalDouble.of(messages * 1e6 / interval.micros()))
                .number("book_unknown_ms", millis(bookUnknownMicros))
                .flag("book_complete", isBookComplete())
                .word("book_reason", bookReason)
                .flag("complete", isComplete())
                .word("reason", reason)
                .word("proven", proven)
                .word("proven_reason", provenReason)
                .number("missing_ms", millis(missingMicros))
                .number("revision", revision));
  }

  /** Whole milliseconds, rounded down, but at least 1 where there is anything. */
  private static long millis(long micros) {
    return micros == 0 ? 0 : Math.max(1, micros / MILLISECOND);
  }

  private static void write(RowJson json, SideFlow side) throws IOException {
    json.number("created", side.created())
        .decimal("created_amount", side.createdAmount())
        .number("changed", side.changed())
        .number("filled", side.filled())
        .decimal("filled_amount", side.filledAmount())
        .number("cancelled", side.cancelled())
        .decimal("cancelled_amount", side.cancelledAmount());
  }
}
