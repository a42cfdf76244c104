package dev.orderflow.spark.market.book;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.spark.market.MarketEvent.Feed;
import dev.orderflow.spark.market.MarketEvent.Gap;
import dev.orderflow.spark.market.MarketEvent.OrderAction;
import dev.orderflow.spark.market.MarketEvent.OrderEvent;
import dev.orderflow.spark.market.MarketEvent.SnapshotOrder;
import dev.orderflow.spark.market.MarketEvent.SnapshotPart;
import dev.orderflow.spark.market.Reason;
import dev.orderflow.spark.market.RowJson;
import dev.orderflow.spark.market.Side;
import dev.orderflow.spark.market.book.BookFrameCheck.Comparison;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rules by which a book is kept, one at a time. */
class BookRebuildTest {

  private static final long T0 = 1_788_552_000_000_000L;

  private final BookRebuild rebuild = new BookRebuild(BookSettings.defaults());
  private final List<String> told = new ArrayList<>();
  private final BookListener listener =
      new BookListener() {
        @Override
        public void onMillisecondComplete(OrderBook book, long micros, long next) {
          told.add("complete " + (micros - T0) / 1_000 + " " + orders(book));
        }

        @Override
        public void onSnapshotLoaded(OrderBook book, long micros) {
          told.add("seeded " + (micros - T0) / 1_000);
        }

        @Override
        public void onInvalidated(Reason reason, long micros) {
          told.add("invalid " + reason.text() + " " + (micros - T0) / 1_000);
        }

        @Override
        public void onAudited(Audit audit) {
          told.add(
              "audited " + audit.agreement() + " -" + audit.orphans() + " +" + audit.phantoms());
        }

        @Override
        public void onFrameCompared(Comparison comparison) {
          told.add("compared");
        }
      };
  private int eventNumber;

  @Test
  void isOfUseFromTheMillisecondBehindASnapshotOn() {
    created(1, Side.BUY, "10", "1", 5);
    snapshot(10_400, 1, 1, order(1, "10", "1"));
    created(2, Side.BUY, "9", "1", 8);
    created(3, Side.BUY, "8", "1", 10);
    assertThat(rebuild.isValid()).isFalse();
    created(4, Side.BUY, "7", "1", 12);
    created(5, Side.BUY, "6", "1", 13);
    assertThat(told).containsExactly("seeded 10", "complete 10 1:1 3:1", "complete 12 1:1 3:1 4:1");
  }

  @Test
  void appliesTheSnapshotsOwnMillisecondIdempotently() {
    snapshot(10_400, 1, 1, order(1, "10", "0.5"), order(2, "9", "1"));
    created(1, Side.BUY, "10", "1", 10);
    changed(1, Side.BUY, "10", "0.5", 10);
    deleted(3, Side.BUY, "10", "0", 10);
    deleted(2, Side.BUY, "9", "1", 10);
    created(9, Side.BUY, "1", "1", 11);
    assertThat(told).containsExactly("seeded 10", "complete 10 1:0.5");
  }

  @Test
  void needsEveryPartOfASnapshotInOrder() {
    snapshot(10_400, 1, 3, order(1, "10", "1"));
    snapshot(10_400, 3, 3, order(3, "8", "1"));
    created(9, Side.BUY, "1", "1", 20);
    created(10, Side.BUY, "1", "1", 21);
    assertThat(rebuild.isValid()).isFalse();
    snapshot(30_400, 1, 2, order(1, "10", "1"));
    created(11, Side.BUY, "1", "1", 30);
    snapshot(30_400, 2, 2, order(2, "9", "1"));
    created(12, Side.BUY, "1", "1", 31);
    assertThat(told).containsExactly("seeded 30", "complete 30 1:1 2:1 11:1");
    assertThat(rebuild.counts().skippedSnapshots()).isEqualTo(1);
  }

  @Test
  void refusesASnapshotOlderThanWhatHasPassed() {
    created(1, Side.BUY, "10", "1", 20);
    snapshot(10_400, 1, 1, order(1, "10", "1"));
    created(2, Side.BUY, "10", "1", 30);
    created(3, Side.BUY, "10", "1", 40);
    assertThat(told).isEmpty();
    assertThat(rebuild.counts().skippedSnapshots()).isEqualTo(1);
  }

  @Test
  void aCrossingTakerRestsOnceItDoesNotCross() {
    seed();
    created(5, Side.BUY, "12", "3", 20);
    created(6, Side.SELL, "20", "1", 21);
    deleted(2, Side.SELL, "11", "0", 23);
    changed(5, Side.BUY, "11", "2", 23);
    created(7, Side.SELL, "21", "1", 24);
    created(8, Side.SELL, "22", "1", 25);
    assertThat(told)
        .containsExactly(
            "complete 20 1:1 2:1 (5:3)",
            "complete 21 1:1 2:1 (5:3) 6:1",
            "complete 23 1:1 5:2 6:1",
            "complete 24 1:1 5:2 6:1 7:1");
    assertThat(rebuild.book().touch().orElseThrow().bid()).isEqualByComparingTo("12");
  }

  @Test
  void whatNeverRestsIsNotInTheBook() {
    seed();
    event(OrderAction.CREATED, 5, Side.BUY, 2, "999999999.00", "0", 20);
    event(OrderAction.CHANGED, 5, Side.BUY, 2, "11", "1", 20);
    event(OrderAction.CREATED, 6, Side.BUY, 4, "10.5", "1", 20);
    event(OrderAction.CREATED, 7, Side.SELL, 1, "0.00", "0", 20);
    created(8, Side.BUY, "9", "1", 21);
    deleted(5, Side.BUY, "11", "1", 21);
    deleted(6, Side.BUY, "11", "1", 21);
    created(9, Side.BUY, "8", "1", 22);
    assertThat(told).containsExactly("complete 20 1:1 2:1", "complete 21 1:1 2:1 8:1");
    assertThat(rebuild.counts().unknown()).isZero();
  }

  @Test
  void anOrderKeepsThePriceOfItsCreation() {
    seed();
    changed(1, Side.BUY, "9.99", "0.4", 20);
    created(9, Side.BUY, "8", "1", 21);
    assertThat(rebuild.book().order(1).orElseThrow().price()).isEqualByComparingTo("10");
    assertThat(rebuild.book().amountAt(Side.BUY, new BigDecimal("10"))).isEqualByComparingTo("0.4");
  }

  @Test
  void moreDecimalsThanBeforeAreHeldExactly() {
    seed();
    created(5, Side.BUY, "9.123456789", "0.00000000001", 20);
    created(6, Side.BUY, "9", "1E+3", 21);
    created(7, Side.BUY, "8", "1", 22);
    assertThat(orders(rebuild.book())).isEqualTo("1:1 2:1 5:0.00000000001 6:1000 7:1");
    assertThat(rebuild.book().order(5).orElseThrow().price()).isEqualByComparingTo("9.123456789");
    assertThat(rebuild.book().amountAt(Side.BUY, BigDecimal.TEN)).isEqualByComparingTo("1");
  }

  /** It could stand anywhere near the touch; once it is gone the book is as good as before. */
  @Test
  void aNumberThatDoesNotFitMakesTheBookInvalidAsLongAsItIsThere() {
    seed();
    created(5, Side.BUY, "9", "0.0000000000000000001", 20);
    created(6, Side.BUY, "9", "1000000000", 21);
    created(7, Side.BUY, "12345678901234567890", "1", 22);
    deleted(5, Side.BUY, "9", "0.0000000000000000001", 23);
    deleted(7, Side.BUY, "12345678901234567890", "1", 23);
    created(8, Side.BUY, "8", "1", 24);
    assertThat(told)
        .containsExactly("invalid number_out_of_range 20", "complete 23 1:1 2:1 6:1000000000");
    assertThat(rebuild.isValid()).isTrue();
  }

  /** A change can be what does not fit, and a level that holds too much. */
  @Test
  void anAmountThatGrowsOutOfRangeTakesOnlyItsOrder() {
    seed();
    created(5, Side.BUY, "9", "2", 20);
    created(6, Side.BUY, "9", "900000000000000000", 21);
    changed(5, Side.BUY, "9", "0.0000001", 22);
    created(7, Side.BUY, "8", "1", 23);
    assertThat(told.get(2)).isEqualTo("invalid number_out_of_range 22");
    deleted(5, Side.BUY, "9", "0.0000001", 24);
    created(8, Side.BUY, "7", "1", 25);
    assertThat(told).last().isEqualTo("complete 24 1:1 2:1 6:900000000000000000 7:1");
  }

  /** An offer that nobody can mean stands behind all others and harms none of them. */
  @Test
  void anOfferBeyondAllPricesLeavesTheBookAsItIs() throws IOException {
    seed();
    created(5, Side.SELL, "99999999999999999999", "1", 20);
    created(6, Side.BUY, "9.12", "1", 21);
    restart();
    created(7, Side.BUY, "8", "1", 22);
    assertThat(told).containsExactly("complete 20 1:1 2:1", "complete 21 1:1 2:1 6:1");
    assertThat(rebuild.book().restingOrders()).isEqualTo(5);
    // A snapshot that has it too is equal.
    snapshot(
        22_100,
        1,
        1,
        order(1, "10", "1"),
        sell(2, "11", "1"),
        order(6, "9.12", "1"),
        order(7, "8", "1"),
        sell(5, "99999999999999999999", "1"));
    created(8, Side.BUY, "7", "1", 23);
    assertThat(told).contains("audited 1.0 -0 +0");
  }

  @Test
  void anOrderThatMeetsTheBestPriceAndStaysLocksTheBook() throws IOException {
    seed();
    created(5, Side.SELL, "10", "2", 20);
    created(6, Side.BUY, "8", "1", 119);
    assertThat(rebuild.book().touch().orElseThrow().isLocked()).as("on its way").isFalse();
    restart();
    created(7, Side.BUY, "7", "1", 120);
    created(8, Side.BUY, "6", "1", 2_500);
    BestBidOffer touch = rebuild.book().touch().orElseThrow();
    assertThat(touch.isLocked()).isTrue();
    assertThat(touch.askAmount()).isEqualByComparingTo("2");
    assertThat(touch.spread()).isZero();
    deleted(5, Side.SELL, "10", "2", 2_600);
    created(9, Side.BUY, "5", "1", 2_700);
    assertThat(rebuild.book().touch().orElseThrow().ask()).isEqualByComparingTo("11");
    assertThat(told).noneMatch(what -> what.startsWith("invalid"));
    assertThat(rebuild.isValid()).isTrue();
  }

  @Test
  void aCrossedBookIsValidAgainWhenItsCauseIsGone() throws IOException {
    seed();
    created(5, Side.SELL, "9.5", "2", 20);
    created(6, Side.BUY, "8", "1", 1_000);
    created(7, Side.BUY, "7", "1", 1_500);
    created(8, Side.BUY, "6", "1", 1_600);
    assertThat(rebuild.isValid()).isFalse();
    assertThat(rebuild.reason()).isEqualTo(Reason.CROSSED);
    restart();
    deleted(5, Side.SELL, "9.5", "2", 1_700);
    created(9, Side.BUY, "5", "1", 1_800);
    assertThat(told)
        .containsExactly(
            "complete 20 1:1 2:1 (5:2)",
            "invalid crossed 1000",
            "complete 1700 1:1 2:1 6:1 7:1 8:1");
    assertThat(rebuild.isValid()).isTrue();
    assertThat(rebuild.counts().invalidations()).isEqualTo(1);
  }

  @Test
  void aCrossedBookIsValidAgainAtTheNextSnapshotAtTheLatest() {
    seed();
    created(5, Side.SELL, "9.5", "2", 20);
    created(6, Side.BUY, "8", "1", 1_500);
    snapshot(1_500_400, 1, 1, order(1, "9", "1"), sell(5, "9.5", "2"), order(6, "8", "1"));
    created(7, Side.BUY, "7", "1", 1_600);
    created(8, Side.BUY, "6", "1", 1_700);
    // Of orders 1, 2, 5 and 6 one is equal, of the levels 9, 8, 9.5, 10 and 11 one.
    assertThat(told)
        .containsExactly(
            "invalid crossed 20",
            "audited " + 2 / 9.0 + " -0 +1",
            "seeded 1500",
            "complete 1500 1:1 5:2 6:1",
            "complete 1600 1:1 5:2 6:1 7:1");
  }

  /** The exchange puts a taker into its book before it matches it. */
  @Test
  void aTakerInASnapshotDoesNotRestInIt() {
    snapshot(10_400, 1, 1, order(1, "10", "1"), sell(2, "11", "1"), order(50, "12", "3"));
    created(60, Side.BUY, "1", "1", 12);
    deleted(2, Side.SELL, "11", "0", 12);
    changed(50, Side.BUY, "11", "2", 12);
    created(61, Side.BUY, "2", "1", 14);
    created(62, Side.BUY, "3", "1", 15);
    assertThat(told)
        .containsExactly(
            "seeded 10",
            "complete 10 1:1 2:1 (50:3)",
            "complete 12 1:1 50:2 60:1",
            "complete 14 1:1 50:2 60:1 61:1");
    assertThat(rebuild.counts().crossedMicros()).isEqualTo(2_000);
  }

  @Test
  void aTakerInFlightAtASnapshotMakesNoRightBookInvalid() {
    seed();
    created(50, Side.BUY, "12", "3", 20);
    event(OrderAction.CREATED, 51, Side.SELL, 4, "9", "1", 20);
    snapshot(
        20_400,
        1,
        1,
        order(1, "10", "1"),
        sell(2, "11", "1"),
        order(50, "12", "3"),
        sell(51, "9", "1"));
    created(52, Side.BUY, "8", "1", 21);
    assertThat(told).containsExactly("audited 1.0 -0 +0", "complete 20 1:1 2:1 (50:3)");
  }

  /** Only together with what else marks an order without a limit it is no price. */
  @Test
  void ninesAreAPriceLikeAnyOther() {
    seed();
    event(OrderAction.DELETED, 2, Side.SELL, 0, "11", "1", 20);
    created(5, Side.SELL, "999999999", "1", 20);
    created(6, Side.SELL, "18234567890.55", "1", 20);
    created(7, Side.BUY, "999999998", "1", 20);
    withOriginal(8, Side.BUY, 0, "999999999", "0", 20);
    withOriginal(12, Side.SELL, 0, "1000000000", "0", 20);
    withOriginal(9, Side.BUY, 2, "999999999", "1", 20);
    withOriginal(10, Side.BUY, 1, "999999999", "1", 20);
    created(11, Side.BUY, "8", "1", 21);
    assertThat(told).containsExactly("complete 20 1:1 5:1 6:1 7:1 12:1");
  }

  @Test
  void aGapMakesItInvalidUntilTheNextSnapshotAndARepetitionOfItDoesNot() {
    seed();
    created(3, Side.BUY, "9", "1", 20);
    Gap gap =
        new Gap(Feed.ORDERS, T0 + 20_000, T0 + 30_000, id(eventNumber), id(eventNumber + 9), false);
    eventNumber += 8;
    rebuild.applyGap(gap, listener);
    created(4, Side.BUY, "8", "1", 30);
    snapshot(40_100, 1, 1, order(4, "8", "1"));
    created(5, Side.BUY, "7", "1", 40);
    created(6, Side.BUY, "6", "1", 41);
    assertThat(rebuild.applyGap(gap, listener)).isFalse();
    created(7, Side.BUY, "5", "1", 42);
    assertThat(told)
        .containsExactly(
            "invalid gap 20", "seeded 40", "complete 40 4:1 5:1", "complete 41 4:1 5:1 6:1");
    assertThat(rebuild.isValid()).isTrue();
  }

  /** What the topic refused is declared after events that follow it. */
  @Test
  void aGapThatIsDeclaredBehindItsEndMakesItInvalidAndARepetitionOfItDoesNot() throws IOException {
    seed();
    created(3, Side.BUY, "9", "1", 20);
    Gap gap =
        new Gap(Feed.ORDERS, T0 + 20_000, T0 + 30_000, id(eventNumber), id(eventNumber + 2), false);
    eventNumber++;
    created(5, Side.BUY, "8", "1", 30);
    created(6, Side.BUY, "7", "1", 40);
    assertThat(rebuild.applyGap(gap, listener)).isTrue();
    assertThat(rebuild.isValid()).isFalse();
    assertThat(rebuild.reason()).isEqualTo(Reason.GAP);
    told.clear();
    restart();
    // Of the millisecond of event 6, and without it.
    snapshot(40_100, 1, 1, order(3, "9", "1"), order(4, "6", "1"), order(5, "8", "1"));
    created(7, Side.BUY, "5", "1", 50);
    restart();
    assertThat(rebuild.applyGap(gap, listener)).isFalse();
    created(8, Side.BUY, "4", "1", 60);
    assertThat(told)
        .containsExactly(
            "seeded 40", "complete 40 3:1 4:1 5:1 6:1", "complete 50 3:1 4:1 5:1 6:1 7:1");

    // Nothing had come behind its end when it was declared, so that it names no event.
    rebuild.applyGap(
        new Gap(Feed.ORDERS, T0 + 50_000, T0 + 55_001, id(eventNumber - 1), "", false), listener);
    assertThat(rebuild.isValid()).isFalse();
  }

  /** Nobody knows whether the event that was lost stands behind the snapshot. */
  @Test
  void anInterruptionBetweenASnapshotAndTheFirstEventTakesTheSnapshotBack() {
    snapshot(10_400, 1, 1, order(1, "10", "1"));
    rebuild.interrupt(Reason.REFUSED, listener);
    created(2, Side.BUY, "9", "1", 20);
    created(3, Side.BUY, "8", "1", 30);
    assertThat(told).isEmpty();
    assertThat(rebuild.isValid()).isFalse();
    assertThat(rebuild.reason()).isEqualTo(Reason.REFUSED);
  }

  /** It could lack an order that was created in the gap behind it, and hold one that left there. */
  @Test
  void aSnapshotFromInsideAGapIsOfNoUse() throws IOException {
    seed();
    created(3, Side.BUY, "9", "1", 20);
    rebuild.applyGap(
        new Gap(Feed.ORDERS, T0 + 20_000, T0 + 40_000, id(eventNumber), id(eventNumber + 9), false),
        listener);
    eventNumber += 8;
    // A start that continues nothing names no events, and takes nothing back.
    rebuild.applyGap(new Gap(Feed.ORDERS, T0 + 20_000, T0 + 20_000, "", "", false), listener);
    restart();
    snapshot(30_100, 1, 1, order(3, "9", "1"));
    created(4, Side.BUY, "8", "1", 40);
    created(5, Side.BUY, "7", "1", 41);
    assertThat(rebuild.isValid()).isFalse();
    assertThat(rebuild.counts().skippedSnapshots()).isEqualTo(1);
    snapshot(41_200, 1, 1, order(4, "8", "1"));
    created(6, Side.BUY, "6", "1", 42);
    assertThat(told).containsExactly("invalid gap 20", "seeded 41", "complete 41 4:1 5:1");
  }

  @Test
  void aSnapshotIsComparedWithTheBookOfItsOwnMillisecond() {
    seed();
    // Of millisecond 20, the snapshot has the first event and not the second.
    snapshot(20_500, 1, 1, order(1, "10", "1"), sell(2, "11", "1"), order(3, "9", "1"));
    created(3, Side.BUY, "9", "1", 20);
    created(4, Side.BUY, "8", "1", 20);
    created(5, Side.BUY, "7", "1", 21);
    assertThat(told).containsExactly("audited 1.0 -0 +0", "complete 20 1:1 2:1 3:1 4:1");
    told.clear();
    // Order 4 is gone and order 6 was never told.
    snapshot(
        30_000,
        1,
        1,
        order(1, "10", "1"),
        sell(2, "11", "1"),
        order(3, "9", "1"),
        order(5, "7", "1"),
        order(6, "6", "1"));
    deleted(1, Side.BUY, "10", "1", 30);
    created(7, Side.BUY, "5", "1", 31);
    assertThat(told)
        .containsExactly(
            "complete 21 1:1 2:1 3:1 4:1 5:1",
            "audited 0.6 -1 +1",
            "invalid audit 30",
            "seeded 30",
            "complete 30 2:1 3:1 5:1 6:1");
  }

  @Test
  void repeatedEventsAreDropped() {
    seed();
    created(3, Side.BUY, "9", "1", 20);
    int before = eventNumber;
    deleted(3, Side.BUY, "9", "1", 21);
    eventNumber = before - 1;
    created(3, Side.BUY, "9", "1", 20);
    deleted(3, Side.BUY, "9", "1", 21);
    created(4, Side.BUY, "8", "1", 22);
    assertThat(told).containsExactly("complete 20 1:1 2:1 3:1", "complete 21 1:1 2:1");
    assertThat(rebuild.counts().repeated()).isEqualTo(2);
  }

  private void restart() throws IOException {
    ByteArrayOutputStream state = new ByteArrayOutputStream();
    rebuild.write(new DataOutputStream(state));
    rebuild.read(new DataInputStream(new ByteArrayInputStream(state.toByteArray())));
  }

  /** A valid book with a bid of 1 at 10 and an offer of 1 at 11. */
  private void seed() {
    snapshot(10_000, 1, 1, order(1, "10", "1"), sell(2, "11", "1"));
    created(99, Side.BUY, "1", "1", 20);
    deleted(99, Side.BUY, "1", "1", 20);
    told.clear();
  }

  private static String orders(OrderBook book) {
    StringBuilder text = new StringBuilder();
    for (long id = 0; id < 100; id++) {
      if (book.order(id).isPresent()) {
        boolean rests = java.util.Arrays.binarySearch(book.restingIds(), id) >= 0;
        String one = id + ":" + RowJson.plain(book.order(id).orElseThrow().amount());
        text.append(text.isEmpty() ? "" : " ").append(rests ? one : "(" + one + ")");
      }
    }
    return text.toString();
  }

  private record SideOrder(boolean sell, SnapshotOrder order) {}

  private static SideOrder order(long id, String price, String amount) {
    return new SideOrder(
        false, new SnapshotOrder(id, new BigDecimal(price), new BigDecimal(amount)));
  }

  private static SideOrder sell(long id, String price, String amount) {
    return new SideOrder(
        true, new SnapshotOrder(id, new BigDecimal(price), new BigDecimal(amount)));
  }

  private void snapshot(long after, int part, int parts, SideOrder... orders) {
    List<SnapshotOrder> bids = new ArrayList<>();
    List<SnapshotOrder> asks = new ArrayList<>();
    for (SideOrder order : orders) {
      (order.sell() ? asks : bids).add(order.order());
    }
    rebuild.applySnapshot(new SnapshotPart(T0 + after, part, parts, bids, asks), listener);
  }

  private void created(long id, Side side, String price, String amount, long millis) {
    event(OrderAction.CREATED, id, side, 0, price, amount, millis);
  }

  private void changed(long id, Side side, String price, String amount, long millis) {
    event(OrderAction.CHANGED, id, side, 0, price, amount, millis);
  }

  private void deleted(long id, Side side, String price, String amount, long millis) {
    event(OrderAction.DELETED, id, side, 0, price, amount, millis);
  }

  private void event(
      OrderAction action,
      long id,
      Side side,
      int subtype,
      String price,
      String amount,
      long millis) {
    event(action, id, side, subtype, price, amount, amount, millis);
  }

  private void withOriginal(
      long id, Side side, int subtype, String price, String original, long millis) {
    event(OrderAction.CREATED, id, side, subtype, price, "1", original, millis);
  }

  private void event(
      OrderAction action,
      long id,
      Side side,
      int subtype,
      String price,
      String amount,
      String original,
      long millis) {
    rebuild.applyOrder(
        new OrderEvent(
            action,
            id,
            side,
            subtype,
            new BigDecimal(price),
            new BigDecimal(amount),
            BigDecimal.ZERO,
            new BigDecimal(original),
            T0 + millis * 1_000,
            id(++eventNumber),
            false),
        listener);
  }

  private static String id(int number) {
    return String.format("%08d", number);
  }
}
