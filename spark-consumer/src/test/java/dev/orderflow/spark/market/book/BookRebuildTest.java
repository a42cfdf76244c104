package dev.orderflow.spark.market.book;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.spark.market.MarketEvent.Feed;
import dev.orderflow.spark.market.MarketEvent.Gap;
import dev.orderflow.spark.market.MarketEvent.OrderAction;
import dev.orderflow.spark.market.MarketEvent.OrderEvent;
import dev.orderflow.spark.market.MarketEvent.SnapshotOrder;
import dev.orderflow.spark.market.MarketEvent.SnapshotPart;
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
        public void onInvalidated(Invalidity reason, long micros) {
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

  @Test
  void aNumberThatDoesNotFitMakesTheBookInvalid() {
    seed();
    created(5, Side.BUY, "9", "0.000000000000000001", 20);
    created(6, Side.BUY, "9", "1000000000", 21);
    assertThat(told).contains("invalid number_out_of_range 21");
    assertThat(rebuild.isValid()).isFalse();
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
    ByteArrayOutputStream state = new ByteArrayOutputStream();
    rebuild.write(new DataOutputStream(state));
    rebuild.read(new DataInputStream(new ByteArrayInputStream(state.toByteArray())));
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
    rebuild.applyOrder(
        new OrderEvent(
            action,
            id,
            side,
            subtype,
            new BigDecimal(price),
            new BigDecimal(amount),
            BigDecimal.ZERO,
            BigDecimal.ZERO,
            T0 + millis * 1_000,
            id(++eventNumber),
            false),
        listener);
  }

  private static String id(int number) {
    return String.format("%08d", number);
  }
}
