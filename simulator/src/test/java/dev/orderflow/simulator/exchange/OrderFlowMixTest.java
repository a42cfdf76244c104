package dev.orderflow.simulator.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.simulator.market.Market;
import dev.orderflow.simulator.market.OrderEventKind;
import dev.orderflow.simulator.market.OrderKind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * An hour of btcusd looks like the captured ones: 70 to 150 events/s, nine in ten of them quotes
 * that are placed and cancelled, about one trade a second, bursts, a book of thousands of orders.
 */
class OrderFlowMixTest {
  private static final long START = 1_790_000_000_000_000L;
  private static final long SECOND = 1_000_000;
  private static final int SECONDS = 3_600;

  private static final Map<OrderKind, Long> BY_KIND = new EnumMap<>(OrderKind.class);
  private static final Map<Long, Long> BY_SECOND = new TreeMap<>();
  private static final List<Double> MINUTE_PRICES = new ArrayList<>();
  private static ExchangeMarket market;
  private static long fills;

  @BeforeAll
  static void run() {
    Exchange exchange =
        new Exchange(
            new ExchangeSettings(
                List.of(Market.named("btcusd").orElseThrow()),
                4,
                START,
                OptionalDouble.empty(),
                8_000,
                2_000_000,
                0));
    market = exchange.markets().get(0);
    FrameSink nobody =
        new FrameSink() {
          @Override
          public boolean wanted(PublicChannel channel) {
            return false;
          }

          @Override
          public void publish(Frame frame) {
            throw new AssertionError("nobody wants " + frame);
          }
        };
    while (exchange.advance(START + SECONDS * SECOND, 10_000, nobody) > 0) {
      assertThat(market.engine.book().size()).isPositive();
    }
    for (OrderEvent event : market.orders.from(0)) {
      BY_KIND.merge(event.orderKind(), 1L, Long::sum);
      BY_SECOND.merge(event.time() / SECOND, 1L, Long::sum);
      fills += event.kind() != OrderEventKind.CREATED && event.executed() > 0 ? 1 : 0;
    }
    long minute = -1;
    for (Trade trade : market.trades.from(0)) {
      long of = trade.time() / (60 * SECOND);
      if (of != minute) {
        MINUTE_PRICES.add((double) trade.price());
        minute = of;
      }
    }
  }

  @Test
  void rateMixAndBurstsAreAsMeasured() {
    double events = market.orders.end();
    assertThat(events / SECONDS).isBetween(70.0, 150.0);
    assertThat(market.trades.end() / (double) SECONDS).isBetween(0.5, 2.0);
    assertThat(BY_KIND.get(OrderKind.MAKER_OR_CANCEL) / events).isBetween(0.84, 0.94);
    assertThat(BY_KIND.get(OrderKind.IMMEDIATE_OR_CANCEL) / events).isBetween(0.05, 0.12);
    assertThat(fills / events).isLessThan(0.05);
    assertThat(BY_SECOND.values().stream().mapToLong(Long::longValue).max().orElseThrow())
        .isGreaterThan(500);
  }

  @Test
  void theBookStaysDeepAndHasAbsurdOrders() {
    BookView book = BookView.of(market.market, market.history.at(Long.MAX_VALUE).orElseThrow());
    double mid = book.bids().get(0).price().doubleValue();
    assertThat(book.bids().size() + book.asks().size()).isBetween(7_000, 9_500);
    assertThat(book.bids().get(book.bids().size() - 1).price().doubleValue()).isLessThan(mid / 2);
    assertThat(book.asks().get(book.asks().size() - 1).price().doubleValue())
        .isGreaterThan(mid * 1.9);
    double spread = book.asks().get(0).price().doubleValue() - mid;
    assertThat(spread / mid).isBetween(0.0, 0.001);
  }

  @Test
  void thePriceMovesAndItsMovesCluster() {
    List<Double> moves = new ArrayList<>();
    for (int i = 1; i < MINUTE_PRICES.size(); i++) {
      moves.add(Math.abs(Math.log(MINUTE_PRICES.get(i) / MINUTE_PRICES.get(i - 1))));
    }
    double mean = moves.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    assertThat(mean).isBetween(0.0001, 0.004);
    double fourth = moves.stream().mapToDouble(move -> Math.pow(move, 4)).average().orElseThrow();
    double second = moves.stream().mapToDouble(move -> move * move).average().orElseThrow();
    // A normal distribution has 3: moves of changing size have fatter tails.
    assertThat(fourth / (second * second)).isGreaterThan(3.0);
  }
}
