package dev.orderflow.spark.market.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.spark.market.MarketEvent;
import dev.orderflow.spark.market.MarketEvent.Gap;
import dev.orderflow.spark.market.MarketEvent.OrderAction;
import dev.orderflow.spark.market.MarketEvent.OrderEvent;
import dev.orderflow.spark.market.MarketEvent.TradeEvent;
import dev.orderflow.spark.market.Reason;
import dev.orderflow.spark.market.Side;
import dev.orderflow.spark.market.Trade;
import dev.orderflow.spark.market.alert.AlertSettings;
import dev.orderflow.spark.market.analysis.AnalysisSettings.Output;
import dev.orderflow.spark.market.book.BookSettings;
import dev.orderflow.spark.market.flow.FlowSettings;
import dev.orderflow.spark.market.order.FinalStatus;
import dev.orderflow.spark.market.order.OrderRow;
import dev.orderflow.spark.market.order.OrderRow.Loss;
import dev.orderflow.spark.market.order.OrderRow.SeenFrom;
import dev.orderflow.spark.market.order.OrderSettings;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Every order that ended has one row, and it says what the exchange's own frames say. {@code
 * -Dorders.events=1000000} makes the market longer.
 */
class OrdersAgainstTruthTest {

  private static final int EVENTS = Integer.getInteger("orders.events", 50_000);

  @Test
  void everyFateIsTheTruth() {
    SimulatedMarket market = SimulatedMarket.run("btcusd", 11, 2_000, EVENTS);
    List<MarketEvent> truth = market.events();
    List<MarketEvent> feed = market.events();
    SimulatedMarket.place(feed, market.snapshot(SimulatedMarket.START, 2), 0);

    Map<Long, OrderRow> rows = rows(feed, OrderSettings.defaults(), true);

    Truth told = new Truth(truth);
    Map<FinalStatus, Integer> fates = new EnumMap<>(FinalStatus.class);
    long last = BookAgainstTruthTest.lastMicros(feed);
    Set<Long> expected = new HashSet<>();
    for (OrderEvent end : told.ends.values()) {
      if (last - end.micros() > 6_000_000) {
        expected.add(end.orderId());
      }
    }
    assertThat(rows.keySet()).containsAll(expected);
    for (OrderRow row : rows.values()) {
      told.check(row, true);
      fates.merge(row.status(), 1, Integer::sum);
      assertThat(row.isJoined() || row.seenFrom() != SeenFrom.CREATED).as(row::toJson).isTrue();
    }
    System.out.printf("fates: %d order events, every row the truth: %s%n", EVENTS, fates);
    assertThat(fates)
        .containsOnlyKeys(FinalStatus.FILLED, FinalStatus.PARTLY_FILLED, FinalStatus.CANCELLED);
  }

  @Test
  void anEndInsideAGapIsUnknownAndNothingElse() {
    SimulatedMarket market = SimulatedMarket.run("btcusd", 12, 1_000, 30_000);
    List<MarketEvent> truth = market.events();
    List<MarketEvent> feed = market.events();
    List<Gap> gaps = new ArrayList<>();
    for (int from : new int[] {4_000, 12_000, 20_000}) {
      gaps.add(SimulatedMarket.lose(feed, from, 400).orElseThrow());
    }
    SimulatedMarket.place(feed, market.snapshot(SimulatedMarket.START, 2), 0);
    for (Gap gap : gaps) {
      SimulatedMarket.place(feed, market.snapshot(gap.toMicros() + 100_000, 1), 1);
    }
    Set<Long> seen = new HashSet<>();
    Set<Long> endsSeen = new HashSet<>();
    for (MarketEvent event : feed) {
      if (event instanceof OrderEvent order) {
        seen.add(order.orderId());
        if (order.action() == OrderAction.DELETED) {
          endsSeen.add(order.orderId());
        }
      }
    }

    Map<Long, OrderRow> rows = rows(feed, OrderSettings.defaults(), true);

    Truth told = new Truth(truth);
    long last = BookAgainstTruthTest.lastMicros(feed);
    int unknown = 0;
    for (OrderEvent end : told.ends.values()) {
      boolean lost = !endsSeen.contains(end.orderId());
      OrderRow row = rows.get(end.orderId());
      if (lost && row != null) {
        unknown++;
        assertThat(row.status()).isEqualTo(FinalStatus.UNKNOWN);
        assertThat(row.loss()).contains(Loss.GAP);
        assertThat(row.reason()).contains(Reason.GAP);
        assertThat(row.filled()).as("its last fills may lie in the gap").isEmpty();
        assertThat(row.isJoined()).isFalse();
        assertThat(end.micros())
            .isBetween(row.aliveAt().getAsLong(), row.goneAt().getAsLong() + 999);
      } else if (lost) {
        assertThat(seen).as("an order that lived inside the gap").doesNotContain(end.orderId());
      } else if (last - end.micros() > 6_000_000) {
        assertThat(row).isNotNull();
        told.check(row, false);
      }
    }
    assertThat(unknown).isGreaterThan(50);
  }

  /** Trades that come later than an order waits explain nothing, and its row says so. */
  @Test
  void anOrderWhoseTradesDoNotComeSaysSo() {
    SimulatedMarket market = SimulatedMarket.run("btcusd", 15, 500, 10_000);
    List<MarketEvent> feed = market.events();
    feed.removeIf(TradeEvent.class::isInstance);
    SimulatedMarket.place(feed, market.snapshot(SimulatedMarket.START, 1), 0);

    Map<Long, OrderRow> rows = rows(feed, OrderSettings.defaults(), true);

    assertThat(rows.values())
        .filteredOn(row -> row.filled().orElseThrow().signum() > 0)
        .isNotEmpty()
        .allMatch(row -> !row.isJoined())
        .allMatch(row -> row.reason().equals(java.util.Optional.of(Reason.NOT_JOINED)));
    assertThat(rows.values())
        .filteredOn(row -> row.filled().orElseThrow().signum() == 0)
        .isNotEmpty()
        .allMatch(row -> row.isJoined() && row.reason().isEmpty());
  }

  @Test
  void beyondTheBoundTheOldestEndAsUnknownAndOnlyOnce() {
    SimulatedMarket market = SimulatedMarket.run("btcusd", 13, 1_000, 10_000);
    List<MarketEvent> feed = market.events();
    SimulatedMarket.place(feed, market.snapshot(SimulatedMarket.START, 1), 0);

    Map<Long, OrderRow> rows = rows(feed, new OrderSettings(800, 5_000_000), true);

    assertThat(rows.values())
        .filteredOn(row -> row.loss().equals(java.util.Optional.of(Loss.STATE_BOUND)))
        .hasSizeGreaterThan(200)
        .allMatch(row -> row.status() == FinalStatus.UNKNOWN)
        .allMatch(row -> row.reason().equals(java.util.Optional.of(Reason.TOO_MANY_ORDERS)));
  }

  private static Map<Long, OrderRow> rows(
      List<MarketEvent> feed, OrderSettings orders, boolean once) {
    AnalysisSettings settings =
        new AnalysisSettings(
            Set.of(Output.ORDERS),
            BookSettings.defaults(),
            FlowSettings.defaults(),
            orders,
            AlertSettings.defaults());
    MarketAnalysis analysis = new MarketAnalysis("btcusd", settings);
    Map<Long, OrderRow> rows = new LinkedHashMap<>();
    for (MarketEvent event : feed) {
      analysis.accept(
          event,
          row -> {
            OrderRow order = (OrderRow) row;
            OrderRow before = rows.put(order.orderId(), order);
            assertThat(once ? before : null).as("a second row").isNull();
          });
    }
    return rows;
  }

  /** Fates worked out from all frames at once, without any state. */
  private static final class Truth {
    private final Map<Long, OrderEvent> creations = new HashMap<>();
    private final Map<Long, OrderEvent> ends = new LinkedHashMap<>();
    private final Map<Long, BigDecimal> executed = new HashMap<>();
    private final Map<Long, List<Trade>> trades = new HashMap<>();

    Truth(List<MarketEvent> events) {
      for (MarketEvent event : events) {
        if (event instanceof OrderEvent order) {
          executed.merge(order.orderId(), order.traded(), BigDecimal::add);
          if (order.action() == OrderAction.CREATED) {
            creations.put(order.orderId(), order);
          } else if (order.action() == OrderAction.DELETED) {
            ends.put(order.orderId(), order);
          }
        } else if (event instanceof TradeEvent traded) {
          Trade trade = traded.trade();
          for (long id :
              new long[] {trade.buyOrderId().getAsLong(), trade.sellOrderId().getAsLong()}) {
            trades.computeIfAbsent(id, key -> new ArrayList<>()).add(trade);
          }
        }
      }
    }

    void check(OrderRow row, boolean nothingIsMissing) {
      long id = row.orderId();
      OrderEvent end = ends.get(id);
      assertThat(end).as(row::toJson).isNotNull();
      BigDecimal traded = executed.get(id);
      assertThat(row.endedAt()).hasValue(end.micros());
      assertThat(row.side()).isEqualTo(end.side());
      assertThat(row.filled().orElseThrow()).as(row::toJson).isEqualByComparingTo(traded);
      assertThat(row.cancelled().orElseThrow()).isEqualByComparingTo(end.amount());
      FinalStatus fate = FinalStatus.CANCELLED;
      if (traded.signum() > 0) {
        fate = end.amount().signum() == 0 ? FinalStatus.FILLED : FinalStatus.PARTLY_FILLED;
      }
      assertThat(row.status()).isEqualTo(fate);
      OrderEvent creation = creations.get(id);
      if (nothingIsMissing) {
        assertThat(row.seenFrom())
            .isEqualTo(creation == null ? SeenFrom.SNAPSHOT : SeenFrom.CREATED);
      }
      if (creation != null && row.seenFrom() == SeenFrom.CREATED) {
        assertThat(row.createdAt()).hasValue(creation.micros());
        assertThat(row.price().isPresent()).isEqualTo(creation.isPriced());
        row.price().ifPresent(p -> assertThat(p).isEqualByComparingTo(creation.price()));
        if (creation.original().signum() > 0) {
          assertThat(row.created().orElseThrow()).isEqualByComparingTo(creation.original());
        }
      }
      BigDecimal maker = BigDecimal.ZERO;
      BigDecimal taker = BigDecimal.ZERO;
      BigDecimal quote = BigDecimal.ZERO;
      for (Trade trade : trades.getOrDefault(id, List.of())) {
        boolean buys = trade.buyOrderId().getAsLong() == id;
        if (buys == (trade.aggressorSide() == Side.BUY)) {
          taker = taker.add(trade.amount());
        } else {
          maker = maker.add(trade.amount());
        }
        quote = quote.add(trade.notional());
      }
      assertThat(row.maker().amount()).isEqualByComparingTo(maker);
      assertThat(row.taker().amount()).isEqualByComparingTo(taker);
      assertThat(row.maker().quote().add(row.taker().quote())).isEqualByComparingTo(quote);
    }
  }

  @Test
  void whatIsSeenDoesNotDependOnWhenTradesComeWithinTheWait() {
    SimulatedMarket market = SimulatedMarket.run("btcusd", 14, 500, 10_000);
    List<MarketEvent> feed = market.events();
    SimulatedMarket.place(feed, market.snapshot(SimulatedMarket.START, 1), 0);
    Map<Long, OrderRow> asPublished = rows(feed, OrderSettings.defaults(), true);
    SplittableRandom random = new SplittableRandom(14);
    for (int i = 0; i < feed.size(); i++) {
      if (feed.get(i) instanceof TradeEvent) {
        // Some 40 events are about half a second.
        int to = Math.max(0, Math.min(feed.size() - 1, i + random.nextInt(81) - 40));
        feed.add(to, feed.remove(i));
      }
    }

    Map<Long, OrderRow> shuffled = rows(feed, OrderSettings.defaults(), true);

    long last = BookAgainstTruthTest.lastMicros(feed) - 6_000_000;
    asPublished.values().removeIf(row -> row.endedAt().orElseThrow() > last);
    assertThat(shuffled).containsAllEntriesOf(asPublished);
  }
}
