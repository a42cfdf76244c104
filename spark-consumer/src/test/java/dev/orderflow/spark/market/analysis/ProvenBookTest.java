package dev.orderflow.spark.market.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.spark.market.MarketEvent;
import dev.orderflow.spark.market.MarketEvent.Feed;
import dev.orderflow.spark.market.MarketEvent.Gap;
import dev.orderflow.spark.market.MarketEvent.OrderAction;
import dev.orderflow.spark.market.MarketEvent.OrderEvent;
import dev.orderflow.spark.market.MarketEvent.Proof;
import dev.orderflow.spark.market.MarketEvent.SnapshotOrder;
import dev.orderflow.spark.market.MarketEvent.SnapshotPart;
import dev.orderflow.spark.market.MarketRow;
import dev.orderflow.spark.market.ProvenBy;
import dev.orderflow.spark.market.Side;
import dev.orderflow.spark.market.book.BookRow;
import dev.orderflow.spark.market.book.BookRow.Proven;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A row of the book says proven where everything since its snapshot is, and nothing else. */
class ProvenBookTest {

  private static final long T0 = 1_788_552_000_000_000L;
  private static final long SECOND = 1_000_000;

  private final List<MarketRow> rows = new ArrayList<>();
  private MarketAnalysis analysis = new MarketAnalysis("btcusd", AnalysisSettings.defaults());
  private int orders;

  @Test
  void aBookIsProvenFromItsSnapshotToItsEnd() {
    order(100);
    snapshot(200);
    order(900);
    proof(50, 1_000);
    order(1_100);

    assertThat(atSecond(1).proven())
        .isEqualTo(
            new Proven(
                Optional.of(ProvenBy.CHAIN),
                OptionalLong.of(T0 + 200_000),
                OptionalLong.of(T0 + SECOND)));
  }

  /** The event behind the second may have come before its proof. */
  @Test
  void aBookThatIsProvenInPartSaysUntilWhenAndIsProvenByALaterRow() {
    snapshot(200);
    order(800);
    proof(50, 800);
    order(1_100);
    proof(50, 2_050);
    order(2_100);

    assertThat(atSecond(1).proven())
        .isEqualTo(
            new Proven(
                Optional.empty(), OptionalLong.of(T0 + 200_000), OptionalLong.of(T0 + 800_000)));
    assertThat(atSecond(2).proven().by()).contains(ProvenBy.CHAIN);
    assertThat(atSecond(2).proven().since()).isEqualTo(atSecond(1).proven().since());
    assertThat(atSecond(2).proven().until().orElseThrow()).isGreaterThan(atSecond(1).micros());
  }

  @Test
  void aProofThatBeginsBehindTheSnapshotProvesNoBookUntilOneIsEqualToALaterSnapshot() {
    snapshot(200);
    order(300);
    proof(300, 1_000);
    order(1_100);
    assertThat(atSecond(1).proven()).isEqualTo(Proven.NOTHING);

    snapshot(1_100);
    proof(300, 2_000);
    order(2_100);
    order(3_100);
    proof(300, 4_000);
    order(4_100);
    assertThat(atSecond(4).proven().by()).contains(ProvenBy.CHAIN);
    assertThat(atSecond(4).proven().since()).hasValue(T0 + 1_100_000);
  }

  /** The later statement holds, and a book behind a gap begins anew. */
  @Test
  void aGapTakesProofAndBookBack() {
    snapshot(200);
    order(300);
    proof(50, 3_000);
    add(new Gap(Feed.ORDERS, T0 + 300_000, T0 + 900_000, "x", "y", false));
    snapshot(900);
    order(950);
    order(1_100);
    assertThat(atSecond(1).isValid()).isTrue();
    assertThat(atSecond(1).proven().by()).as("both ends are of the gap").isEmpty();

    proof(50, 3_000);
    order(2_100);
    assertThat(atSecond(2).proven().by()).as("a later proof overrides it").isPresent();
  }

  @Test
  void aProofOfTradesProvesNoBook() {
    snapshot(200);
    order(300);
    add(new Proof(Feed.TRADES, T0 + 50_000, T0 + 3 * SECOND, ProvenBy.LIST));
    order(1_100);
    assertThat(atSecond(1).proven()).isEqualTo(Proven.NOTHING);
  }

  @Test
  void whatIsProvenOutlivesARestart() throws IOException {
    snapshot(200);
    order(300);
    proof(50, 1_000);
    analysis = StateTest.read(StateTest.write(analysis), AnalysisSettings.defaults(), "btcusd");
    order(1_100);
    assertThat(atSecond(1).proven().by()).contains(ProvenBy.CHAIN);
  }

  private BookRow atSecond(int second) {
    return rows.stream()
        .filter(BookRow.class::isInstance)
        .map(BookRow.class::cast)
        .filter(row -> row.micros() == T0 + second * SECOND)
        .reduce((before, after) -> after)
        .orElseThrow();
  }

  private void proof(long from, long until) {
    add(new Proof(Feed.ORDERS, T0 + from * 1_000, T0 + until * 1_000, ProvenBy.CHAIN));
  }

  /** Holds every order created so far. */
  private void snapshot(long millis) {
    List<SnapshotOrder> bids = new ArrayList<>();
    for (int id = 1; id <= orders; id++) {
      bids.add(new SnapshotOrder(id, BigDecimal.TEN, BigDecimal.ONE));
    }
    add(new SnapshotPart(T0 + millis * 1_000, 1, 1, bids, List.of()));
  }

  private void order(long millis) {
    orders++;
    add(
        new OrderEvent(
            OrderAction.CREATED,
            orders,
            Side.BUY,
            0,
            BigDecimal.TEN,
            BigDecimal.ONE,
            BigDecimal.ZERO,
            BigDecimal.ONE,
            T0 + millis * 1_000,
            "%08d".formatted(orders),
            false));
  }

  private void add(MarketEvent event) {
    analysis.accept(event, rows::add);
  }
}
