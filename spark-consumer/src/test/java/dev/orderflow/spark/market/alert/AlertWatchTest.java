package dev.orderflow.spark.market.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.spark.market.MarketEvent.OrderAction;
import dev.orderflow.spark.market.MarketEvent.OrderEvent;
import dev.orderflow.spark.market.MarketEvent.SnapshotOrder;
import dev.orderflow.spark.market.MarketEvent.SnapshotPart;
import dev.orderflow.spark.market.Side;
import dev.orderflow.spark.market.alert.AlertRow.Kind;
import dev.orderflow.spark.market.analysis.AnalysisSettings;
import dev.orderflow.spark.market.analysis.AnalysisSettings.Output;
import dev.orderflow.spark.market.analysis.MarketAnalysis;
import dev.orderflow.spark.market.book.BookSettings;
import dev.orderflow.spark.market.flow.FlowSettings;
import dev.orderflow.spark.market.order.OrderSettings;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is alerted, and what it says. */
class AlertWatchTest {

  private static final long T0 = 1_788_552_000_000_000L;

  private final List<AlertRow> alerts = new ArrayList<>();
  private final MarketAnalysis analysis =
      new MarketAnalysis(
          "btcusd",
          new AnalysisSettings(
              Set.of(Output.ALERTS),
              new BookSettings(1_000, 1, 1_000_000, 1, List.of(), 20, false, 10),
              FlowSettings.defaults(),
              OrderSettings.defaults(),
              new AlertSettings(25, 20, 20, 20, 0.9, 10, 0.5, 10, 0.8)));
  private int eventNumber;
  private long orderNumber = 1_000;

  /** Eight levels of 1 a side from 99.9 down and 100.1 up; walls of 60 at 99.5 and 100.5. */
  @BeforeEach
  void seed() {
    List<SnapshotOrder> bids = new ArrayList<>();
    List<SnapshotOrder> asks = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      bids.add(resting(10 + i, new BigDecimal("99.9").subtract(cents(i)), "1"));
      asks.add(resting(30 + i, new BigDecimal("100.1").add(cents(i)), "1"));
    }
    bids.add(resting(1, new BigDecimal("99.5"), "30"));
    bids.add(resting(2, new BigDecimal("99.5"), "30"));
    asks.add(resting(3, new BigDecimal("100.5"), "60"));
    analysis.accept(new SnapshotPart(T0, 1, 1, bids, asks), row -> {});
    // Twenty orders of 1, far away, that make the median.
    for (int i = 0; i < 20; i++) {
      created(Side.BUY, "90", "1", 10 + i);
    }
    created(Side.BUY, "90", "1", 1_010);
    assertThat(alerts).isEmpty();
  }

  @Test
  void aLargeOrderNearTheTouch() {
    created(Side.BUY, "99.8", "19", 1_020);
    created(Side.BUY, "99.0", "500", 1_030);
    assertThat(alerts).isEmpty();
    created(Side.SELL, "100.2", "25", 1_040);
    assertThat(alerts).hasSize(1);
    assertThat(alerts.get(0).kind()).isEqualTo(Kind.LARGE_ORDER);
    assertThat(alerts.get(0).text())
        .isEqualTo(
            "An order to sell 25 at 100.2 was created, 10 bps from the best price of its side; "
                + "the recent median is 1.");
  }

  @Test
  void aWallThatIsCancelled() {
    event(OrderAction.DELETED, 1, Side.BUY, "99.5", "30", "0", 1_100);
    event(OrderAction.CHANGED, 2, Side.BUY, "99.5", "25", "5", 1_200);
    created(Side.BUY, "90", "1", 2_010);
    assertThat(alerts).extracting(AlertRow::kind).containsExactly(Kind.WALL_PULLED);
    assertThat(alerts.get(0).text())
        .isEqualTo("Bids at 99.5 fell by 35 of 60 since the last row: 5 executed, 30 cancelled.");
  }

  @Test
  void aWallThatIsExecuted() {
    event(OrderAction.CHANGED, 3, Side.SELL, "100.5", "20", "40", 1_100);
    created(Side.BUY, "90", "1", 2_010);
    assertThat(alerts).extracting(AlertRow::kind).containsExactly(Kind.WALL_EATEN);
    assertThat(alerts.get(0).text())
        .isEqualTo(
            "Offers at 100.5 fell by 40 of 60 since the last row: 40 executed, 0 cancelled.");
  }

  @Test
  void aWideSpreadOnceWhenItBegins() {
    for (int second = 2; second < 15; second++) {
      created(Side.BUY, "90", "1", second * 1_000L + 10);
    }
    event(OrderAction.DELETED, 30, Side.SELL, "100.1", "1", "0", 14_500);
    for (int second = 15; second < 19; second++) {
      created(Side.BUY, "90", "1", second * 1_000L + 10);
    }
    assertThat(alerts).extracting(AlertRow::kind).containsExactly(Kind.WIDE_SPREAD);
    assertThat(alerts.get(0).text())
        .isEqualTo("The spread, bps, is 20.999; 90 % of recent seconds had at most 20.");
  }

  @Test
  void quantilesAreThoseOfTheLastValues() {
    SplittableRandom random = new SplittableRandom(1);
    RecentValues recent = new RecentValues(50);
    List<Double> all = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      double value = random.nextInt(40);
      recent.add(value);
      all.add(value);
      double[] last =
          all.subList(Math.max(0, all.size() - 50), all.size()).stream()
              .mapToDouble(Double::doubleValue)
              .toArray();
      Arrays.sort(last);
      assertThat(recent.quantile(0.9)).isEqualTo(last[(int) Math.ceil(0.9 * last.length) - 1]);
      assertThat(recent.quantile(0.5)).isEqualTo(last[(int) Math.ceil(0.5 * last.length) - 1]);
    }
  }

  private void created(Side side, String price, String amount, long millis) {
    event(OrderAction.CREATED, ++orderNumber, side, price, amount, "0", millis);
  }

  private void event(
      OrderAction action,
      long id,
      Side side,
      String price,
      String amount,
      String traded,
      long millis) {
    analysis.accept(
        new OrderEvent(
            action,
            id,
            side,
            0,
            new BigDecimal(price),
            new BigDecimal(amount),
            new BigDecimal(traded),
            BigDecimal.ZERO,
            T0 + millis * 1_000,
            String.format("%08d", ++eventNumber),
            false),
        row -> alerts.add((AlertRow) row));
  }

  private static SnapshotOrder resting(long id, BigDecimal price, String amount) {
    return new SnapshotOrder(id, price, new BigDecimal(amount));
  }

  private static BigDecimal cents(int count) {
    return BigDecimal.valueOf(count, 2);
  }
}
