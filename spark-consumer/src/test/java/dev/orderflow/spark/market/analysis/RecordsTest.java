package dev.orderflow.spark.market.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import dev.orderflow.spark.market.Interval;
import dev.orderflow.spark.market.MarketEvent;
import dev.orderflow.spark.market.MarketEvent.Feed;
import dev.orderflow.spark.market.MarketEvent.Gap;
import dev.orderflow.spark.market.MarketEvent.OrderAction;
import dev.orderflow.spark.market.MarketEvent.OrderEvent;
import dev.orderflow.spark.market.MarketEvent.Proof;
import dev.orderflow.spark.market.MarketEvent.SnapshotOrder;
import dev.orderflow.spark.market.MarketEvent.SnapshotPart;
import dev.orderflow.spark.market.MarketEvent.TradeEvent;
import dev.orderflow.spark.market.MarketRow;
import dev.orderflow.spark.market.ProvenBy;
import dev.orderflow.spark.market.Side;
import dev.orderflow.spark.market.Trade;
import dev.orderflow.spark.market.alert.AlertRow;
import dev.orderflow.spark.market.alert.AlertSettings;
import dev.orderflow.spark.market.analysis.AnalysisSettings.Output;
import dev.orderflow.spark.market.book.BookRow;
import dev.orderflow.spark.market.book.BookSettings;
import dev.orderflow.spark.market.flow.FlowRow;
import dev.orderflow.spark.market.flow.FlowSettings;
import dev.orderflow.spark.market.order.OrderRow;
import dev.orderflow.spark.market.order.OrderSettings;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The rows of a small market, worked out by hand, are the documented examples. */
class RecordsTest {

  private static final long T0 = 1_788_551_766_000_000L;
  private static final long SECOND = 1_000_000;

  private final List<MarketRow> rows = new ArrayList<>();
  private final MarketAnalysis analysis =
      new MarketAnalysis(
          "btcusd",
          new AnalysisSettings(
              Set.of(Output.values()),
              new BookSettings(
                  100,
                  0.999,
                  SECOND,
                  3,
                  List.of(new BigDecimal("2"), new BigDecimal("50")),
                  2,
                  false,
                  10),
              new FlowSettings(List.of(new Interval(10 * SECOND)), 2 * SECOND, 60 * SECOND),
              OrderSettings.defaults(),
              AlertSettings.defaults()));
  private int eventNumber;

  @Test
  void areTheDocumentedExamples() throws IOException {
    // Read from before the interval on.
    order(OrderAction.CREATED, 19, Side.BUY, 0, "1.00", "1", "0", "1", -7_000_000);
    accept(trade(629_876_234, -7 * SECOND, 19, 18));
    order(OrderAction.DELETED, 19, Side.BUY, 0, "1.00", "1", "0", "1", -7_000_000);
    // Mid 100, so that a basis point is a cent.
    accept(
        new SnapshotPart(
            T0,
            1,
            1,
            List.of(
                resting(1, "99.95", "1.0"),
                resting(2, "99.95", "2.0"),
                resting(3, "99.90", "4"),
                resting(4, "99.74", "9"),
                resting(5, "99.00", "1")),
            List.of(
                resting(6, "100.05", "1"),
                resting(7, "100.10", "2"),
                resting(8, "100.25", "7"),
                resting(9, "101.01", "1"))));
    accept(new Proof(Feed.ORDERS, T0 - 8 * SECOND, T0 + 1_000, ProvenBy.CHAIN));
    order(OrderAction.CREATED, 20, Side.BUY, 5, "99.80", "0.50", "0", "0.50", 1_000);
    order(OrderAction.DELETED, 20, Side.BUY, 5, "99.80", "0.50", "0", "0.50", 500_000);
    order(OrderAction.CREATED, 21, Side.SELL, 0, "100.10", "0.30", "0", "0.30", 1_100_000);
    accept(trade(629_876_235, 2 * SECOND, 22, 6));
    order(OrderAction.CREATED, 22, Side.BUY, 4, "100.10", "1.10", "0", "1.10", 2_000_000);
    order(OrderAction.DELETED, 6, Side.SELL, 0, "100.05", "0", "1", "1.20", 2_000_000);
    order(OrderAction.CHANGED, 22, Side.BUY, 4, "100.05", "0.10", "1", "1.10", 2_000_000);
    order(OrderAction.DELETED, 22, Side.BUY, 4, "100.10", "0.10", "0", "1.10", 2_000_000);
    order(OrderAction.DELETED, 21, Side.SELL, 0, "100.10", "0.30", "0", "0.30", 3_500_000);
    order(OrderAction.CREATED, 23, Side.BUY, 0, "99.00", "1", "0", "1", 12_000_000);
    accept(trade(629_876_236, 12 * SECOND, 24, 25));
    accept(new Gap(Feed.ORDERS, T0 + 12 * SECOND, T0 + 13_250_000, id(eventNumber), id(99), false));

    BookRow book = first(BookRow.class);
    assertThat(book.isValid()).isTrue();
    OrderRow order =
        rows.stream()
            .filter(OrderRow.class::isInstance)
            .map(OrderRow.class::cast)
            .filter(row -> row.orderId() == 22)
            .findFirst()
            .orElseThrow();
    FlowRow complete =
        rows.stream()
            .filter(FlowRow.class::isInstance)
            .map(FlowRow.class::cast)
            .filter(FlowRow::isComplete)
            .findFirst()
            .orElseThrow();
    assertAll(
        () -> compare("book.json", book),
        () -> compare("book-invalid.json", last(BookRow.class)),
        () -> compare("flow.json", complete),
        () -> compare("order.json", order),
        () -> compare("alert.json", first(AlertRow.class)));
  }

  private static void compare(String name, MarketRow row) throws IOException {
    Path actual = Files.createDirectories(Path.of("target", "records")).resolve(name);
    Files.writeString(actual, row.toJson() + "\n");
    Path documented = Path.of(System.getProperty("records"), name);
    assertThat(documented).hasContent(row.toJson() + "\n");
  }

  private <R> R first(Class<R> type) {
    return rows.stream().filter(type::isInstance).map(type::cast).findFirst().orElseThrow();
  }

  private <R> R last(Class<R> type) {
    return rows.stream()
        .filter(type::isInstance)
        .map(type::cast)
        .reduce((before, after) -> after)
        .orElseThrow();
  }

  private void accept(MarketEvent event) {
    analysis.accept(event, rows::add);
  }

  private static SnapshotOrder resting(long id, String price, String amount) {
    return new SnapshotOrder(id, new BigDecimal(price), new BigDecimal(amount));
  }

  private static MarketEvent trade(long id, long after, long buyer, long seller) {
    return new TradeEvent(
        new Trade(
            id,
            T0 + after,
            new BigDecimal("100.05"),
            BigDecimal.ONE,
            Side.BUY,
            false,
            1,
            OptionalLong.of(buyer),
            OptionalLong.of(seller)));
  }

  private void order(
      OrderAction action,
      long id,
      Side side,
      int subtype,
      String price,
      String amount,
      String traded,
      String original,
      long after) {
    accept(
        new OrderEvent(
            action,
            id,
            side,
            subtype,
            new BigDecimal(price),
            new BigDecimal(amount),
            new BigDecimal(traded),
            new BigDecimal(original),
            T0 + after,
            id(++eventNumber),
            false));
  }

  private static String id(int number) {
    return String.format("%08d", number);
  }
}
