package dev.orderflow.spark.market.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.orderflow.simulator.exchange.BookView;
import dev.orderflow.spark.market.Interval;
import dev.orderflow.spark.market.MarketEvent;
import dev.orderflow.spark.market.MarketEvent.OrderAction;
import dev.orderflow.spark.market.MarketEvent.OrderEvent;
import dev.orderflow.spark.market.MarketEvent.TradeEvent;
import dev.orderflow.spark.market.Reason;
import dev.orderflow.spark.market.Side;
import dev.orderflow.spark.market.alert.AlertSettings;
import dev.orderflow.spark.market.analysis.AnalysisSettings.Output;
import dev.orderflow.spark.market.book.BookSettings;
import dev.orderflow.spark.market.flow.FlowRow;
import dev.orderflow.spark.market.flow.FlowSettings;
import dev.orderflow.spark.market.flow.SideFlow;
import dev.orderflow.spark.market.order.OrderSettings;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The flow's figures against sums over the exchange's frames and its own books. {@code
 * -Dflow.events=100000} makes the market longer.
 */
class FlowAgainstTruthTest {

  private static final int EVENTS = Integer.getInteger("flow.events", 10_000);

  private static final Interval TEN = Interval.parse("10s");
  private static final long SECOND = 1_000_000;

  @Test
  void everyIntervalIsTheTruth() {
    SimulatedMarket market = SimulatedMarket.run("btcusd", 31, 300, EVENTS);
    List<MarketEvent> feed = market.events();
    SimulatedMarket.place(feed, market.snapshot(SimulatedMarket.START, 1), 0);
    MarketAnalysis analysis =
        new MarketAnalysis(
            "btcusd",
            new AnalysisSettings(
                Set.of(Output.FLOW),
                BookSettings.defaults(),
                new FlowSettings(List.of(TEN), 2 * SECOND, 60 * SECOND),
                OrderSettings.defaults(),
                AlertSettings.defaults()));
    Map<Long, FlowRow> rows = new TreeMap<>();
    feed.forEach(event -> analysis.accept(event, row -> put(rows, (FlowRow) row)));

    // The first holds what came before the first trade, the last was not read past its end.
    assertThat(rows.values()).filteredOn(FlowRow::isComplete).hasSizeGreaterThan(rows.size() - 3);
    assertThat(rows.values())
        .filteredOn(FlowRow::isBookComplete)
        .hasSizeGreaterThan(rows.size() - 3);
    assertThat(rows).hasSizeGreaterThan(5);
    BigDecimal delta = BigDecimal.ZERO;
    for (FlowRow row : rows.values()) {
      List<OrderEvent> orders =
          feed.stream()
              .filter(OrderEvent.class::isInstance)
              .map(OrderEvent.class::cast)
              .filter(order -> TEN.startOf(order.micros()) == row.start())
              .toList();
      check(row.bids(), orders.stream().filter(order -> order.side() == Side.BUY).toList());
      check(row.asks(), orders.stream().filter(order -> order.side() == Side.SELL).toList());
      BigDecimal bought = traded(feed, row.start(), Side.BUY);
      BigDecimal sold = traded(feed, row.start(), Side.SELL);
      delta = delta.add(bought).subtract(sold);
      assertThat(row.bought()).isEqualByComparingTo(bought);
      assertThat(row.sold()).isEqualByComparingTo(sold);
      assertThat(row.cumulativeDelta()).isEqualByComparingTo(delta);
      assertThat(row.revision()).isZero();
    }
    checkBookFigures(market, feed, rows);
    System.out.printf("flow: %d order events, %d intervals the truth%n", EVENTS, rows.size());
  }

  private static void put(Map<Long, FlowRow> rows, FlowRow row) {
    FlowRow before = rows.put(row.start(), row);
    assertThat(before == null || before.reason().equals(Optional.of(Reason.NOT_PAST_END)))
        .as("written twice")
        .isTrue();
  }

  private static void check(SideFlow flow, List<OrderEvent> orders) {
    List<OrderEvent> created = of(orders, OrderAction.CREATED);
    List<OrderEvent> cancelled =
        of(orders, OrderAction.DELETED).stream()
            .filter(order -> order.amount().signum() > 0)
            .toList();
    List<OrderEvent> filled = orders.stream().filter(order -> order.traded().signum() > 0).toList();
    assertThat(flow.created()).isEqualTo(created.size());
    assertThat(flow.createdAmount()).isEqualByComparingTo(amounts(created));
    assertThat(flow.changed()).isEqualTo(of(orders, OrderAction.CHANGED).size());
    assertThat(flow.cancelled()).isEqualTo(cancelled.size());
    assertThat(flow.cancelledAmount()).isEqualByComparingTo(amounts(cancelled));
    assertThat(flow.filled()).isEqualTo(filled.size());
    assertThat(flow.filledAmount())
        .isEqualByComparingTo(
            filled.stream().map(OrderEvent::traded).reduce(BigDecimal.ZERO, BigDecimal::add));
    assertThat(flow.quoteCancelled())
        .isEqualTo(cancelled.stream().filter(OrderEvent::isMakerOrCancel).count());
    assertThat(flow.quoteFilled())
        .isEqualTo(filled.stream().filter(OrderEvent::isMakerOrCancel).count());
  }

  /** Imbalance and volatility, from the exchange's book after every millisecond with events. */
  private static void checkBookFigures(
      SimulatedMarket market, List<MarketEvent> feed, Map<Long, FlowRow> rows) {
    TreeSet<Long> millis = new TreeSet<>();
    for (MarketEvent event : feed) {
      if (event instanceof OrderEvent order) {
        millis.add(order.micros());
      }
    }
    Map<Long, BigDecimal> imbalances = new TreeMap<>();
    Map<Long, Double> squares = new TreeMap<>();
    Best before = null;
    BigDecimal secondMid = null;
    for (long milli : millis) {
      Long next = millis.higher(milli);
      Best now = Best.of(market.bookAfter(milli));
      if (before != null) {
        imbalances.merge(TEN.startOf(milli), now.imbalanceAfter(before), BigDecimal::add);
      }
      before = now;
      if (next != null && next / SECOND != milli / SECOND) {
        BigDecimal mid = now.bid.price().add(now.ask.price());
        if (secondMid != null) {
          double change = Math.log(mid.doubleValue() / secondMid.doubleValue());
          squares.merge(TEN.startOf(milli), change * change, Double::sum);
        }
        secondMid = mid;
      }
    }
    for (FlowRow row : rows.values()) {
      assertThat(row.imbalance()).isEqualByComparingTo(imbalances.get(row.start()));
      assertThat(row.volatility().orElseThrow())
          .isCloseTo(Math.sqrt(squares.get(row.start())), within(1e-12));
    }
  }

  /** Best prices with all that rests at them. */
  private record Best(BookView.Entry bid, BookView.Entry ask) {
    static Best of(BookView book) {
      return new Best(best(book.bids()), best(book.asks()));
    }

    private static BookView.Entry best(List<BookView.Entry> side) {
      BigDecimal price = side.get(0).price();
      BigDecimal amount =
          side.stream()
              .takeWhile(entry -> entry.price().equals(price))
              .map(BookView.Entry::amount)
              .reduce(BigDecimal.ZERO, BigDecimal::add);
      return new BookView.Entry(0, price, amount);
    }

    /** The case distinction of the paper, written out by side. */
    BigDecimal imbalanceAfter(Best before) {
      BigDecimal demand =
          switch (bid.price().compareTo(before.bid.price())) {
            case 1 -> bid.amount();
            case 0 -> bid.amount().subtract(before.bid.amount());
            default -> before.bid.amount().negate();
          };
      BigDecimal supply =
          switch (ask.price().compareTo(before.ask.price())) {
            case 1 -> before.ask.amount().negate();
            case 0 -> ask.amount().subtract(before.ask.amount());
            default -> ask.amount();
          };
      return demand.subtract(supply);
    }
  }

  private static List<OrderEvent> of(List<OrderEvent> orders, OrderAction action) {
    return orders.stream().filter(order -> order.action() == action).toList();
  }

  private static BigDecimal amounts(List<OrderEvent> orders) {
    return orders.stream().map(OrderEvent::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static BigDecimal traded(List<MarketEvent> feed, long start, Side taker) {
    return feed.stream()
        .filter(TradeEvent.class::isInstance)
        .map(event -> ((TradeEvent) event).trade())
        .filter(trade -> trade.aggressorSide() == taker && TEN.startOf(trade.micros()) == start)
        .map(trade -> trade.amount())
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }
}
