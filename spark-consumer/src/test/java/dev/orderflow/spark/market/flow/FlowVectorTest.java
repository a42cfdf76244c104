package dev.orderflow.spark.market.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.orderflow.spark.market.Interval;
import dev.orderflow.spark.market.MarketEvent.Feed;
import dev.orderflow.spark.market.MarketEvent.Gap;
import dev.orderflow.spark.market.MarketEvent.OrderAction;
import dev.orderflow.spark.market.MarketEvent.OrderEvent;
import dev.orderflow.spark.market.MarketEvent.Proof;
import dev.orderflow.spark.market.MarketRow;
import dev.orderflow.spark.market.ProvenBy;
import dev.orderflow.spark.market.Reason;
import dev.orderflow.spark.market.Side;
import dev.orderflow.spark.market.TimeRanges;
import dev.orderflow.spark.market.Trade;
import dev.orderflow.spark.market.book.BestBidOffer;
import dev.orderflow.spark.market.book.BookCoverage;
import dev.orderflow.spark.market.order.OrderChange;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Figures of the flow against values worked out by hand. */
class FlowVectorTest {

  private static final long T0 = 1_788_552_000_000_000L;
  private static final long SECOND = 1_000_000;
  private static final Interval TEN = new Interval(10 * SECOND);

  private final List<FlowRow> rows = new ArrayList<>();
  private final BookCoverage book = new BookCoverage();
  private final FlowMeter meter =
      new FlowMeter("btcusd", new FlowSettings(List.of(TEN), 2 * SECOND, 60 * SECOND), book);

  /** Equation 4 of Cont, Kukanov and Stoikov, case by case. */
  @ParameterizedTest
  @CsvSource({
    // bid, its amount, ask, its amount after 100 x 5 / 101 x 7; contribution
    "100, 8, 101, 7, 3",
    "100, 2, 101, 7, -3",
    "100.5, 4, 101, 7, 4",
    "99, 6, 101, 7, -5",
    "100, 5, 101, 9, -2",
    "100, 5, 101, 1, 6",
    "100, 5, 100.5, 2, -2",
    "100, 5, 102, 3, 7",
    "99, 6, 100, 2, -7",
    "100.5, 4, 102, 3, 11"
  })
  void imbalanceOfOneChange(String bid, String bidAmount, String ask, String askAmount, String e) {
    BestBidOffer before = touch("100", "5", "101", "7");
    BestBidOffer after = touch(bid, bidAmount, ask, askAmount);
    assertThat(FlowMeter.contribution(before, after)).isEqualByComparingTo(e);
  }

  @Test
  void oneInterval() {
    readFromBefore();
    order(OrderAction.CREATED, Side.BUY, 5, "2", 0, "0", "0");
    order(OrderAction.CREATED, Side.SELL, 0, "1", SECOND, "0", "0");
    order(OrderAction.CHANGED, Side.SELL, 0, "0.4", 2 * SECOND, "0.6", "0");
    order(OrderAction.DELETED, Side.BUY, 5, "2", 3 * SECOND, "0", "2");
    order(OrderAction.DELETED, Side.SELL, 0, "0", 3 * SECOND, "0.4", "0");
    order(OrderAction.DELETED, Side.SELL, 0, "3", 3 * SECOND, "0", "3");
    trade(1, Side.BUY, "0.6", 2 * SECOND);
    trade(2, Side.SELL, "0.2", 2 * SECOND);
    // The book: mid 100, then 110 at the end of the first second, 99 at the end of the second.
    known(touch("99", "1", "101", "1"), T0, T0 + 100_000);
    known(touch("99", "3", "101", "1"), T0 + 100_000, T0 + SECOND);
    known(touch("109", "2", "111", "1"), T0 + SECOND, T0 + 2 * SECOND);
    known(touch("98", "2", "100", "1"), T0 + 2 * SECOND, T0 + 3 * SECOND);
    assertThat(rows).isEmpty();
    order(OrderAction.CREATED, Side.BUY, 0, "1", 11 * SECOND, "0", "0");
    assertThat(rows).as("trades were not read past the end").isEmpty();
    trade(3, Side.BUY, "0.7", 11 * SECOND);

    FlowRow row = rows.get(0);
    assertThat(rows).hasSize(1);
    assertThat(row.start()).isEqualTo(T0);
    assertThat(row.bids().created()).isEqualTo(1);
    assertThat(row.bids().createdAmount()).isEqualByComparingTo("2");
    assertThat(row.bids().cancelled()).isEqualTo(1);
    assertThat(row.bids().quoteCancelled()).isEqualTo(1);
    assertThat(row.asks().filled()).isEqualTo(2);
    assertThat(row.asks().filledAmount()).isEqualByComparingTo("1");
    assertThat(row.asks().cancelledAmount()).isEqualByComparingTo("3");
    assertThat(row.cancelToFill().orElseThrow()).isEqualByComparingTo("0.5");
    assertThat(row.quoteCancelToFill()).isEmpty();
    assertThat(row.tradeImbalance().orElseThrow()).isEqualByComparingTo("0.5");
    assertThat(row.cumulativeDelta()).isEqualByComparingTo("1.4");
    assertThat(row.messages()).isEqualTo(8);
    // +2 (bid grew); +2 +1 (bid up, ask up); -2 -1 (bid down, ask down).
    assertThat(row.imbalance()).isEqualByComparingTo("2");
    double up = Math.log(110 / 100.0);
    double down = Math.log(99 / 110.0);
    assertThat(row.volatility().orElseThrow())
        .isCloseTo(Math.sqrt(up * up + down * down), within(1e-15));
    assertThat(row.isComplete()).isTrue();
    assertThat(row.isBookComplete()).isTrue();
    assertThat(row.bookUnknownMicros()).isZero();
    assertThat(row.revision()).isZero();
  }

  /** Whoever waits for trades that do not come says so, and says it once. */
  @Test
  void anIntervalThatTradesWereNotReadPastIsNotComplete() {
    readFromBefore();
    order(OrderAction.CREATED, Side.BUY, 0, "1", SECOND, "0", "0");
    order(OrderAction.CREATED, Side.BUY, 0, "1", 13 * SECOND, "0", "0");
    order(OrderAction.CREATED, Side.BUY, 0, "1", 14 * SECOND, "0", "0");
    assertThat(rows).extracting(FlowRow::reason).containsExactly(Optional.of(Reason.NOT_PAST_END));
    meter.endOfBatch(this::add);
    meter.endOfBatch(this::add);
    assertThat(rows).hasSize(2);
    assertThat(rows.get(1).start()).isEqualTo(T0 + 10 * SECOND);
    assertThat(rows.get(1).bookReason()).contains(Reason.NOT_PAST_END);
    rows.clear();

    trade(3, Side.BUY, "0.7", 10 * SECOND);
    assertThat(rows).extracting(FlowRow::start).containsExactly(T0);
    assertThat(rows.get(0).isComplete()).isTrue();
    assertThat(rows.get(0).revision()).isZero();
  }

  @Test
  void eachReasonIsTold() {
    readFromBefore();
    order(OrderAction.CREATED, Side.BUY, 0, "1", SECOND, "0", "0");
    order(OrderAction.CREATED, Side.BUY, 0, "1", 20 * SECOND, "0", "0");
    trade(3, Side.BUY, "0.7", 20 * SECOND);
    assertThat(last(0).reason()).isEmpty();
    Gap gap = new Gap(Feed.ORDERS, T0 + 5 * SECOND, T0 + 5 * SECOND, "1", "2", false);
    meter.applyGap(gap, this::add);
    assertThat(last(0).reason()).as("both ends belong to a gap").contains(Reason.GAP);
    assertThat(last(0).missingMicros()).isEqualTo(1);
    meter.applyGap(
        new Gap(Feed.ORDERS, gap.fromMicros(), gap.toMicros(), "1", "2", true), this::add);
    assertThat(last(0).reason()).as("a later statement overrides").isEmpty();
    meter.applyGap(
        new Gap(Feed.TRADES, T0 + 9 * SECOND, T0 + 9 * SECOND, "", "", false, Reason.REFUSED),
        this::add);
    assertThat(last(0).reason()).contains(Reason.REFUSED);

    meter.interrupt(Feed.TRADES, Reason.LOST, 0);
    order(OrderAction.CREATED, Side.BUY, 0, "1", 40 * SECOND, "0", "0");
    trade(4, Side.BUY, "1", 40 * SECOND);
    assertThat(last(20).reason()).contains(Reason.LOST);
    assertThat(last(20).missingMicros()).isEqualTo(10 * SECOND);

    order(OrderAction.CREATED, Side.BUY, 0, "1", 41 * SECOND, "0", "0");
    meter.interrupt(Feed.ORDERS, Reason.NOT_CONTINUED, 0);
    trade(5, Side.BUY, "1", 45 * SECOND);
    order(OrderAction.CREATED, Side.BUY, 0, "1", 50 * SECOND, "0", "0");
    trade(6, Side.BUY, "1", 50 * SECOND);
    assertThat(last(40).reason()).as("the loss ended in it").contains(Reason.LOST);
    order(OrderAction.CREATED, Side.BUY, 0, "1", 60 * SECOND, "0", "0");
    trade(7, Side.BUY, "1", 60 * SECOND);
    assertThat(last(50).reason()).contains(Reason.NOT_CONTINUED);
  }

  @Test
  void whatIsProvenIsTheWeakerOfBothChannels() {
    readFromBefore();
    order(OrderAction.CREATED, Side.BUY, 0, "1", SECOND, "0", "0");
    order(OrderAction.CREATED, Side.BUY, 0, "1", 12 * SECOND, "0", "0");
    trade(3, Side.BUY, "0.7", 12 * SECOND);
    proof(Feed.ORDERS, ProvenBy.CHAIN);
    assertThat(last(0).proven()).as("trades are not").isEmpty();
    proof(Feed.TRADES, ProvenBy.LIST);
    assertThat(last(0).proven()).contains(ProvenBy.LIST);
    assertThat(last(0).revision()).isEqualTo(1);
    int before = rows.size();
    proof(Feed.TRADES, ProvenBy.LIST);
    assertThat(rows).as("nothing new").hasSize(before);
  }

  private void proof(Feed feed, ProvenBy by) {
    meter.applyProof(new Proof(feed, T0 - SECOND, T0 + 12 * SECOND, by), this::keep);
  }

  /** Imbalance and volatility need the book; the counts of orders and trades do not. */
  @Test
  void whatNeedsTheBookSaysSoBesideTheRest() {
    readFromBefore();
    order(OrderAction.CREATED, Side.BUY, 0, "1", SECOND, "0", "0");
    book.invalid(Reason.CROSSED, T0 + SECOND);
    meter.onInvalidated();
    order(OrderAction.CREATED, Side.BUY, 0, "1", 15 * SECOND, "0", "0");
    trade(3, Side.BUY, "0.7", 15 * SECOND);
    assertThat(last(0).isComplete()).isTrue();
    assertThat(last(0).isBookComplete()).isFalse();
    assertThat(last(0).bookReason()).contains(Reason.CROSSED);

    known(touch("99", "1", "101", "1"), T0 + 15 * SECOND, T0 + 16 * SECOND);
    order(OrderAction.CREATED, Side.BUY, 0, "1", 35 * SECOND, "0", "0");
    trade(4, Side.BUY, "0.7", 35 * SECOND);
    assertThat(last(10).bookReason()).contains(Reason.CROSSED);
    assertThat(last(10).bookUnknownMicros()).isEqualTo(5 * SECOND + 1_000);

    // A snapshot shows that the book had been wrong since the last one that vouched for it.
    order(OrderAction.CREATED, Side.BUY, 0, "1", 55 * SECOND, "0", "0");
    trade(5, Side.BUY, "0.7", 55 * SECOND);
    assertThat(last(30).isBookComplete()).isTrue();
    bookUnknown(T0 + 30 * SECOND, T0 + 39 * SECOND, Reason.AUDIT);
    meter.flush(this::add);
    assertThat(last(30).bookReason()).contains(Reason.AUDIT);
    assertThat(last(30).revision()).isEqualTo(1);
  }

  /** The book went on without what was missing, and nobody knew. */
  @Test
  void aGapOfOrdersThatIsDeclaredLateTakesTheBookBackSinceThen() {
    readFromBefore();
    order(OrderAction.CREATED, Side.BUY, 0, "1", SECOND, "0", "0");
    order(OrderAction.CREATED, Side.BUY, 0, "1", 35 * SECOND, "0", "0");
    trade(3, Side.BUY, "0.7", 35 * SECOND);
    assertThat(last(0).isBookComplete()).isTrue();
    order(OrderAction.CREATED, Side.BUY, 0, "1", 14 * SECOND, "0", "0");
    order(OrderAction.CREATED, Side.BUY, 0, "1", 24 * SECOND, "0", "0");
    assertThat(last(20).isBookComplete()).isTrue();

    bookUnknown(T0 + 12 * SECOND, T0 + 35 * SECOND + 1, Reason.GAP);
    meter.applyGap(
        new Gap(Feed.ORDERS, T0 + 12 * SECOND, T0 + 13 * SECOND, "1", "2", false), this::keep);

    assertThat(last(0).isBookComplete()).isTrue();
    assertThat(last(10).isComplete()).isFalse();
    assertThat(last(10).bookReason()).contains(Reason.GAP);
    assertThat(last(20).isComplete()).isTrue();
    assertThat(last(20).bookReason()).contains(Reason.GAP);
  }

  /** Its figures are gone: it would come back with none of them and call itself complete. */
  @Test
  void anIntervalThatIsClosedDoesNotComeBack() {
    readFromBefore();
    order(OrderAction.CREATED, Side.BUY, 0, "1", SECOND, "0", "0");
    trade(3, Side.BUY, "0.7", 200 * SECOND);
    order(OrderAction.CREATED, Side.BUY, 0, "1", 201 * SECOND, "0", "0");
    rows.clear();

    // Trades went on while orders did not, so that the end of this second shows only now.
    known(touch("99", "2", "102", "1"), T0 + SECOND, T0 + 201 * SECOND);
    order(OrderAction.CREATED, Side.BUY, 0, "1", 215 * SECOND, "0", "0");
    trade(4, Side.BUY, "0.7", 215 * SECOND);

    assertThat(rows).extracting(FlowRow::start).isNotEmpty().doesNotContain(T0);
  }

  /** Both channels a second before the interval that is looked at, and the book valid. */
  private void readFromBefore() {
    order(OrderAction.CREATED, Side.BUY, 0, "1", -SECOND, "0", "0");
    trade(900, Side.BUY, "1", -SECOND);
    known(touch("99", "1", "101", "1"), T0 - SECOND, T0 - 1);
  }

  private void known(BestBidOffer touch, long micros, long next) {
    book.valid(micros);
    meter.onMillisecondComplete(Optional.of(touch), micros, next);
  }

  private void bookUnknown(long from, long to, Reason reason) {
    TimeRanges before = book.unknownTimes();
    book.miss(from, to, reason);
    meter.onBookUnknown(from, to, before, reason, this::add);
  }

  private void keep(MarketRow row) {
    if (row instanceof FlowRow flow && flow.start() >= T0) {
      rows.add(flow);
    }
  }

  private void add(MarketRow row) {
    if (row instanceof FlowRow flow) {
      rows.add(flow);
    }
  }

  private FlowRow last(long second) {
    return rows.stream()
        .filter(row -> row.start() == T0 + second * SECOND)
        .reduce((before, after) -> after)
        .orElseThrow();
  }

  @Test
  void aLateTradeAndAGapFoundLaterReviseWhatWasWritten() {
    order(OrderAction.CREATED, Side.BUY, 0, "1", 0, "0", "0");
    order(OrderAction.CREATED, Side.BUY, 0, "1", 10 * SECOND, "0", "0");
    order(OrderAction.CREATED, Side.BUY, 0, "1", 25 * SECOND, "0", "0");
    trade(6, Side.SELL, "0", 25 * SECOND);
    assertThat(rows).filteredOn(row -> row.revision() == 0).hasSizeGreaterThan(1);
    rows.clear();

    trade(7, Side.BUY, "5", 3 * SECOND);
    assertThat(rows).as("the interval itself, at once").hasSize(1);
    meter.applyGap(
        new Gap(Feed.TRADES, T0 + 12 * SECOND, T0 + 12_500_000, "1", "2", false), this::add);

    assertThat(rows).hasSize(2);
    assertThat(rows.get(0).revision()).isEqualTo(1);
    assertThat(rows.get(0).bought()).isEqualByComparingTo("5");
    assertThat(rows.get(1).start()).isEqualTo(T0 + 10 * SECOND);
    assertThat(rows.get(1).cumulativeDelta()).isEqualByComparingTo("5");
    assertThat(rows.get(1).missingMicros()).isEqualTo(25 * SECOND - 15 * SECOND);
    assertThat(rows.get(1).isComplete()).isFalse();

    order(OrderAction.CREATED, Side.BUY, 0, "1", 200 * SECOND, "0", "0");
    trade(8, Side.BUY, "5", 3 * SECOND);
    assertThat(meter.late()).isEqualTo(1);
  }

  @Test
  void beforeTheFirstEventEverythingIsMissing() {
    order(OrderAction.CREATED, Side.BUY, 0, "1", 4 * SECOND, "0", "0");
    trade(1, Side.BUY, "1", 3 * SECOND);
    order(OrderAction.CREATED, Side.BUY, 0, "1", 13 * SECOND, "0", "0");
    trade(2, Side.BUY, "1", 13 * SECOND);
    FlowRow first = last(0);
    assertThat(first.reason()).contains(Reason.NOT_CONTINUED);
    assertThat(first.missingMicros()).isEqualTo(4 * SECOND + 1);
    assertThat(first.bookReason()).contains(Reason.NO_SNAPSHOT);
    assertThat(first.bookUnknownMicros()).isEqualTo(10 * SECOND);
  }

  private void order(
      OrderAction action,
      Side side,
      int subtype,
      String amount,
      long after,
      String executed,
      String cancelled) {
    OrderEvent event =
        new OrderEvent(
            action,
            1,
            side,
            subtype,
            new BigDecimal("100"),
            new BigDecimal(amount),
            new BigDecimal(executed),
            BigDecimal.ONE,
            T0 + after,
            "",
            false);
    meter.applyOrder(
        event,
        new OrderChange(new BigDecimal(executed), new BigDecimal(cancelled), Optional.empty()),
        this::keep);
  }

  private void trade(long id, Side taker, String amount, long after) {
    meter.applyTrade(
        new Trade(
            id,
            T0 + after,
            new BigDecimal("100"),
            new BigDecimal(amount),
            taker,
            false,
            1,
            OptionalLong.empty(),
            OptionalLong.empty()),
        this::keep);
  }

  private static BestBidOffer touch(String bid, String bidAmount, String ask, String askAmount) {
    return new BestBidOffer(
        new BigDecimal(bid),
        new BigDecimal(bidAmount),
        new BigDecimal(ask),
        new BigDecimal(askAmount));
  }
}
