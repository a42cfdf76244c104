package dev.orderflow.spark.market.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.spark.market.Interval;
import dev.orderflow.spark.market.MarketEvent;
import dev.orderflow.spark.market.MarketEvent.Feed;
import dev.orderflow.spark.market.MarketEvent.FillWithoutTrade;
import dev.orderflow.spark.market.MarketEvent.Gap;
import dev.orderflow.spark.market.MarketEvent.OrderAction;
import dev.orderflow.spark.market.MarketEvent.OrderEvent;
import dev.orderflow.spark.market.MarketEvent.Proof;
import dev.orderflow.spark.market.MarketEvent.TradeEvent;
import dev.orderflow.spark.market.MarketRow;
import dev.orderflow.spark.market.ProvenBy;
import dev.orderflow.spark.market.Reason;
import dev.orderflow.spark.market.Side;
import dev.orderflow.spark.market.Trade;
import dev.orderflow.spark.market.alert.AlertRow;
import dev.orderflow.spark.market.alert.AlertSettings;
import dev.orderflow.spark.market.analysis.AnalysisSettings.Output;
import dev.orderflow.spark.market.book.BookSettings;
import dev.orderflow.spark.market.flow.FlowRow;
import dev.orderflow.spark.market.flow.FlowSettings;
import dev.orderflow.spark.market.order.OrderSettings;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tape against the order chain: what differs is alerted once and proves nothing. */
class TapeAuditTest {

  private static final long SECOND = 1_000_000;
  private static final long T0 = SimulatedMarket.START;
  private static final long DOUBT = 600 * SECOND;
  private static final Interval ONE = Interval.parse("1s");
  private static final AnalysisSettings SETTINGS =
      new AnalysisSettings(
          Set.of(Output.FLOW, Output.ALERTS),
          BookSettings.defaults(),
          new FlowSettings(
              Stream.of("1s", "10s").map(Interval::parse).toList(), 2 * SECOND, 1_200 * SECOND),
          OrderSettings.defaults(),
          AlertSettings.defaults());

  private final Map<String, FlowRow> flow = new TreeMap<>();
  private final List<AlertRow> alerts = new ArrayList<>();
  private MarketAnalysis analysis = new MarketAnalysis("btcusd", SETTINGS);
  private long eventNumber;
  private long tradeNumber = 1_000_000;

  /** Trades and orders of which any are lost, late, without their orders, or declared. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void whatDiffersIsAlertedAndNotProvenAndNothingElse(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    PlainAudit plain = new PlainAudit();
    for (MarketEvent event : faulty(SimulatedMarket.run("btcusd", seed, 300, 8_000), random)) {
      plain.see(event);
      accept(event);
      if (random.nextInt(200) == 0) {
        analysis.endOfBatch(this::take);
        analysis = StateTest.read(StateTest.write(analysis), SETTINGS, "btcusd");
      }
    }
    long end = plain.last / SECOND * SECOND;
    proveAll(plain.last);
    assertThat(alerts).as("in doubt").isEmpty();
    Set<Long> different = plain.different();
    assertThat(different).isNotEmpty();
    int proven = 0;
    for (FlowRow row : flow.values()) {
      long rowEnd = row.start() + row.interval().micros();
      if (!row.isComplete() || rowEnd > end) {
        assertThat(row.proven()).isEmpty();
        continue;
      }
      boolean differs = different.stream().anyMatch(at -> at >= row.start() && at < rowEnd);
      assertThat(row.provenReason())
          .as("%s", row)
          .isEqualTo(differs ? Optional.of(Reason.FILLS_DIFFER) : Optional.empty());
      assertThat(row.proven().isEmpty()).as("%s", row).isEqualTo(differs);
      proven += differs ? 0 : 1;
    }
    assertThat(proven).isGreaterThan(10);

    // Ten minutes later nobody looks for a trade any more.
    passBoth(plain.last + DOUBT + 3 * SECOND);
    Set<Long> alerted = new TreeSet<>();
    alerts.forEach(alert -> assertThat(alerted.add(alert.micros())).isTrue());
    Set<Long> expected = new TreeSet<>();
    different.forEach(at -> expected.add(ONE.startOf(at) + SECOND));
    assertThat(alerted).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"btcusd", "xrpusd", "ethbtc"})
  void whereNothingIsAtFaultEverythingIsProven(String symbol) {
    List<MarketEvent> events = SimulatedMarket.run(symbol, 3, 300, 6_000).events();
    PlainAudit plain = new PlainAudit();
    events.forEach(plain::see);
    events.forEach(this::accept);
    proveAll(plain.last);
    assertThat(flow.values())
        .filteredOn(FlowRow::isComplete)
        .hasSizeGreaterThan(10)
        .allSatisfy(row -> assertThat(row.proven()).contains(ProvenBy.LIST));
    passBoth(plain.last + DOUBT + 3 * SECOND);
    assertThat(alerts).isEmpty();
  }

  private static List<MarketEvent> faulty(SimulatedMarket market, SplittableRandom random) {
    List<MarketEvent> feed = new ArrayList<>();
    TreeMap<Integer, List<MarketEvent>> later = new TreeMap<>();
    List<MarketEvent> events = market.events();
    for (int i = 0; i < events.size(); i++) {
      MarketEvent event = events.get(i);
      boolean fill = event instanceof OrderEvent order && order.traded().signum() > 0;
      int dice = i < 200 ? 1_000 : random.nextInt(50);
      if (event instanceof TradeEvent trade && dice < 4) {
        // Nobody has it, and of some the connector says so, at once or later.
        if (dice < 2) {
          List<MarketEvent> said = new ArrayList<>();
          Trade lost = trade.trade();
          said.add(new FillWithoutTrade(lost.buyOrderId().getAsLong(), lost.micros()));
          said.add(new FillWithoutTrade(lost.sellOrderId().getAsLong(), lost.micros()));
          later.put(i + random.nextInt(300), said);
        }
      } else if (event instanceof TradeEvent trade && dice < 8) {
        later.put(i + random.nextInt(2_000), List.of(trade));
      } else if (event instanceof TradeEvent trade && dice < 11) {
        feed.add(new TradeEvent(repaired(trade.trade())));
      } else if (event instanceof TradeEvent trade && dice < 13) {
        long at = trade.trade().micros();
        feed.add(new Gap(Feed.TRADES, at, at, "", "", false, Reason.REFUSED));
      } else if (fill && dice < 3) {
        OrderEvent order = (OrderEvent) event;
        if (dice == 0) {
          later.put(
              i + random.nextInt(300),
              List.of(new Gap(Feed.ORDERS, order.micros(), order.micros(), "", "", false)));
        }
      } else {
        feed.add(event);
      }
      while (!later.isEmpty() && later.firstKey() <= i) {
        feed.addAll(later.pollFirstEntry().getValue());
      }
    }
    later.values().forEach(feed::addAll);
    return feed;
  }

  /** As the exchange's list of trades has it. */
  private static Trade repaired(Trade trade) {
    return new Trade(
        trade.id(),
        trade.micros() - trade.micros() % SECOND,
        trade.price(),
        trade.amount(),
        trade.aggressorSide(),
        true,
        trade.session(),
        OptionalLong.empty(),
        OptionalLong.empty());
  }

  @Test
  void aFillAtTheEdgeOfAnIntervalIsNotAlertedWhereItsTradeComesLater() {
    rest(1, T0);
    make(1, 7, T0 + SECOND - 1_000, "1");
    passBoth(T0 + 5 * SECOND);
    proveAll(T0 + 5 * SECOND);
    assertThat(row(0).provenReason()).as("its trade is on the way").contains(Reason.FILLS_DIFFER);
    trade(1, 7, T0 + SECOND - 1_000, "1");
    assertThat(row(0).proven()).contains(ProvenBy.LIST);
    assertThat(row(0).provenReason()).isEmpty();
    passBoth(T0 + 2 * DOUBT);
    assertThat(alerts).isEmpty();
  }

  @Test
  void aFillWithoutATradeIsAlertedOnceUnlessTheConnectorSaysSo() {
    rest(1, T0);
    make(1, 7, T0 + 2 * SECOND, "0.3");
    make(1, 8, T0 + 2 * SECOND, "0.2");
    make(1, 9, T0 + 4 * SECOND, "0.25");
    passBoth(T0 + 6 * SECOND);
    proveAll(T0 + 6 * SECOND);
    accept(new FillWithoutTrade(1, T0 + 4 * SECOND));
    assertThat(row(2).proven()).isEmpty();
    assertThat(row(4).proven()).as("said by the connector").contains(ProvenBy.LIST);
    passBoth(T0 + DOUBT + 10 * SECOND);
    assertThat(alerts).hasSize(1);
    assertThat(alerts.get(0).kind()).isEqualTo(AlertRow.Kind.FILLS_DIFFER);
    assertThat(alerts.get(0).micros()).isEqualTo(T0 + 3 * SECOND);
    assertThat(alerts.get(0).value()).contains(new BigDecimal("0.5"));
    assertThat(alerts.get(0).threshold().orElseThrow()).isZero();
    assertThat(alerts.get(0).text())
        .isEqualTo(
            "Of 1 order fills and trades differ since 2026-09-04T20:00:02Z: order events executed"
                + " 0.5, trades 0.");
  }

  @Test
  void aTradeWithoutAFillOfItsMakerIsAlerted() {
    rest(1, T0);
    trade(1, 7, T0 + 2 * SECOND, "0.3");
    passBoth(T0 + DOUBT + 10 * SECOND);
    assertThat(alerts).extracting(AlertRow::micros).containsExactly(T0 + 3 * SECOND);
  }

  /** What both sides said of that time was decided and is forgotten. */
  @Test
  void whatComesAfterThatIsNotCompared() {
    rest(1, T0);
    make(1, 7, T0 + 2 * SECOND, "0.3");
    trade(1, 7, T0 + 2 * SECOND, "0.3");
    passBoth(T0 + DOUBT + 10 * SECOND);
    trade(1, 7, T0 + 2 * SECOND, "0.3");
    passBoth(T0 + 2 * DOUBT + 20 * SECOND);
    assertThat(alerts).isEmpty();
  }

  /** The taker's amounts may be in the other currency, so that it need not show a fill. */
  @Test
  void ofATakerThatShowsNoFillNothingIsConcluded() {
    rest(1, T0);
    make(1, 7, T0 + 2 * SECOND, "0.3");
    trade(1, 7, T0 + 2 * SECOND, "0.3");
    passBoth(T0 + DOUBT + 10 * SECOND);
    assertThat(alerts).isEmpty();
  }

  @Test
  void ofAnOrderWhoseBeginningIsNotKnownNothingIsConcluded() {
    rest(1, T0);
    make(99, 7, T0 + 2 * SECOND, "0.3");
    passBoth(T0 + DOUBT + 10 * SECOND);
    assertThat(alerts).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ORDERS", "TRADES"})
  void whereAChannelHasAGapNothingIsDecided(Feed feed) {
    rest(1, T0);
    make(1, 7, T0 + 2 * SECOND, "0.3");
    passBoth(T0 + 6 * SECOND);
    accept(new Gap(feed, T0 + SECOND, T0 + 3 * SECOND, "", "", false));
    passBoth(T0 + DOUBT + 10 * SECOND);
    assertThat(alerts).extracting(AlertRow::kind).doesNotContain(AlertRow.Kind.FILLS_DIFFER);
  }

  /** Only that both channels were read past it, not that time passed on one of them. */
  @Test
  void whereOneChannelIsSilentNothingIsDecided() {
    rest(1, T0);
    make(1, 7, T0 + 2 * SECOND, "0.3");
    order(OrderAction.CREATED, 50, T0 + 2 * DOUBT, "1", "0");
    assertThat(alerts).isEmpty();
    trade(1_000, 1_001, T0 + 2 * DOUBT, "1");
    assertThat(alerts).hasSize(1);
  }

  /** What stays open for ten minutes are takers that show no fill, and what differs. */
  @Test
  void aTakerInDoubtCostsAFewBytes() throws IOException {
    int inDoubt = stateAfterAnHour(false);
    int settled = stateAfterAnHour(true);

    System.out.printf(
        "market: %d bytes with 600 takers in doubt, %d with none, %d bytes each%n",
        inDoubt, settled, (inDoubt - settled) / 600);
    assertThat((inDoubt - settled) / 600).isBetween(1, 60);
  }

  /** A trade a second. */
  private int stateAfterAnHour(boolean takersShowFills) throws IOException {
    analysis = new MarketAnalysis("btcusd", SETTINGS);
    for (int second = 1; second <= 3_600; second++) {
      long at = T0 + second * SECOND;
      long id = 2L * second;
      order(OrderAction.CREATED, id, at, "1", "0");
      order(OrderAction.DELETED, id, at, "0", "1");
      order(OrderAction.CREATED, id + 1, at, "1", "0");
      order(
          OrderAction.DELETED,
          id + 1,
          at,
          takersShowFills ? "0" : "1",
          takersShowFills ? "1" : "0");
      trade(id, id + 1, at, "1");
    }
    return StateTest.write(analysis).length;
  }

  private void rest(long id, long at) {
    passBoth(at - SECOND);
    order(OrderAction.CREATED, id, at, "1", "0");
  }

  /** An order that rests executes something. */
  private void make(long id, long taker, long at, String traded) {
    assertThat(taker).isNotEqualTo(id);
    order(OrderAction.CHANGED, id, at, "0.5", traded);
  }

  /** An order that rests and one that takes what nobody else looks at. */
  private void passBoth(long at) {
    order(OrderAction.CREATED, 10_000 + at, at, "1", "0");
    long maker = 20_000 + at;
    order(OrderAction.CREATED, maker, at, "1", "0");
    order(OrderAction.CHANGED, maker, at, "0", "1");
    trade(maker, 30_000 + at, at, "1");
  }

  private void order(OrderAction action, long id, long at, String amount, String traded) {
    accept(
        new OrderEvent(
            action,
            id,
            Side.SELL,
            0,
            BigDecimal.TEN,
            new BigDecimal(amount),
            new BigDecimal(traded),
            BigDecimal.ONE,
            at,
            String.format("f%08d", ++eventNumber),
            false));
  }

  private void trade(long maker, long taker, long at, String amount) {
    accept(
        new TradeEvent(
            new Trade(
                ++tradeNumber,
                at,
                BigDecimal.TEN,
                new BigDecimal(amount),
                Side.BUY,
                false,
                1,
                OptionalLong.of(taker),
                OptionalLong.of(maker))));
  }

  private void proveAll(long until) {
    accept(new Proof(Feed.ORDERS, T0 - 1, until, ProvenBy.CHAIN));
    accept(new Proof(Feed.TRADES, T0 - 1, until, ProvenBy.LIST));
  }

  private void accept(MarketEvent event) {
    analysis.accept(event, this::take);
  }

  private void take(MarketRow row) {
    if (row instanceof FlowRow each) {
      flow.put(each.interval() + "|" + each.start(), each);
    } else if (row instanceof AlertRow each && each.kind() == AlertRow.Kind.FILLS_DIFFER) {
      alerts.add(each);
    }
  }

  private FlowRow row(long second) {
    return flow.get("1s|" + (T0 + second * SECOND));
  }

  /** The same by the letter, from everything at once. */
  private static final class PlainAudit {
    private final List<OrderEvent> fills = new ArrayList<>();
    private final List<Trade> trades = new ArrayList<>();
    private final Set<Long> limited = new HashSet<>();
    private final Set<OrderEvent> unknown = new HashSet<>();
    private final List<long[]> undecided = new ArrayList<>();
    private final Set<String> said = new HashSet<>();
    private long firstOrder = -1;
    private long firstTrade = -1;
    private long last;

    void see(MarketEvent event) {
      if (event instanceof OrderEvent order) {
        firstOrder = firstOrder < 0 ? order.micros() : firstOrder;
        last = Math.max(last, order.micros());
        if (order.action() == OrderAction.CREATED && order.isPriced()) {
          limited.add(order.orderId());
        }
        if (order.traded().signum() > 0) {
          fills.add(order);
          if (!limited.contains(order.orderId())) {
            unknown.add(order);
          }
        }
      } else if (event instanceof TradeEvent trade) {
        firstTrade = firstTrade < 0 ? trade.trade().micros() : firstTrade;
        trades.add(trade.trade());
        if (trade.trade().buyOrderId().isEmpty()) {
          long second = ONE.startOf(trade.trade().micros());
          undecided.add(new long[] {second, second + SECOND});
        }
      } else if (event instanceof Gap gap && gap.reason() == Reason.REFUSED) {
        // What was declared missing the proofs in the end take back.
        undecided.add(new long[] {gap.fromMicros(), gap.toMicros() + 1});
      } else if (event instanceof FillWithoutTrade fill) {
        said.add(fill.orderId() + "|" + fill.micros());
      }
    }

    /** The times at which an order's fills and trades differ. */
    Set<Long> different() {
      undecided.add(new long[] {Long.MIN_VALUE, Math.max(firstOrder, firstTrade) + 1});
      Map<String, BigDecimal> filled = new HashMap<>();
      Map<String, BigDecimal> traded = new HashMap<>();
      Set<String> makers = new HashSet<>();
      for (OrderEvent fill : fills) {
        filled.merge(fill.orderId() + "|" + fill.micros(), fill.traded(), BigDecimal::add);
        if (unknown.contains(fill)) {
          said.add(fill.orderId() + "|" + fill.micros());
        }
      }
      for (Trade trade : trades) {
        if (trade.buyOrderId().isPresent()) {
          String buyer = trade.buyOrderId().getAsLong() + "|" + trade.micros();
          String seller = trade.sellOrderId().getAsLong() + "|" + trade.micros();
          traded.merge(buyer, trade.amount(), BigDecimal::add);
          traded.merge(seller, trade.amount(), BigDecimal::add);
          makers.add(trade.aggressorSide() == Side.BUY ? seller : buyer);
        }
      }
      Set<String> all = new TreeSet<>(filled.keySet());
      all.addAll(makers);
      Set<Long> different = new TreeSet<>();
      for (String each : all) {
        long at = Long.parseLong(each.substring(each.indexOf('|') + 1));
        BigDecimal ofOrders = filled.getOrDefault(each, BigDecimal.ZERO);
        BigDecimal ofTrades = traded.getOrDefault(each, BigDecimal.ZERO);
        if (ofOrders.compareTo(ofTrades) != 0
            && !said.contains(each)
            && undecided.stream().noneMatch(range -> range[0] < at + 1_000 && range[1] > at)) {
          different.add(at);
        }
      }
      return different;
    }
  }
}
