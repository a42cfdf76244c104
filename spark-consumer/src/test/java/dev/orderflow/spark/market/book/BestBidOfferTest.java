package dev.orderflow.spark.market.book;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.spark.market.MarketEvent.OrderAction;
import dev.orderflow.spark.market.MarketEvent.OrderEvent;
import dev.orderflow.spark.market.Side;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BestBidOfferTest {

  private static final BigDecimal TWO = BigDecimal.valueOf(2);

  /** Digit for digit: rows are compared as text. */
  @Test
  void midIsTheExactHalfWithTheScaleOfADivision() {
    Random random = new Random(1);
    for (int i = 0; i < 100_000; i++) {
      BigDecimal bid = price(random);
      BigDecimal ask = price(random);
      BestBidOffer touch = new BestBidOffer(bid, BigDecimal.ONE, ask, BigDecimal.ONE);
      assertThat(touch.mid()).isEqualTo(bid.add(ask).divide(TWO));
    }
  }

  private static BigDecimal price(Random random) {
    return new BigDecimal(new BigInteger(1 + random.nextInt(66), random), random.nextInt(9));
  }

  /** Worked out by hand, with nothing equal on both sides, so that a swap of sides shows. */
  @Test
  void theHeavierSideDrawsThePriceToTheOther() {
    BestBidOffer touch =
        new BestBidOffer(
            new BigDecimal("100"), new BigDecimal("6"), new BigDecimal("104"), new BigDecimal("2"));

    // (104 · 6 + 100 · 2) / 8: three times as much bids, so it is three quarters of the way up.
    assertThat(touch.microprice()).isEqualByComparingTo("103");
    // (6 − 2) / 8
    assertThat(touch.imbalance()).isEqualByComparingTo("0.5");
    assertThat(touch.mid()).isEqualByComparingTo("102");
    assertThat(touch.spread()).isEqualByComparingTo("4");
    // 10,000 · 4 / 102
    assertThat(touch.spreadBasisPoints()).isEqualByComparingTo("392.1568627450980");
  }

  /** More bid than offered is above 0, in a band as at the touch. */
  @Test
  void theImbalanceOfABandIsOfItsBids() {
    BookRow.Depth depth = new BookRow.Depth(5, new BigDecimal("9"), 1, new BigDecimal("1"), 1);

    assertThat(depth.imbalance().orElseThrow()).isEqualByComparingTo("0.8");
  }

  /** A book keeps its touch while that stays, so each change of any of its parts must show. */
  @Test
  void theTouchOfABookFollowsEveryChangeOfTheBest() {
    Random random = new Random(2);
    OrderBook book = new OrderBook();
    Map<Long, OrderEvent> resting = new TreeMap<>();
    int seen = 0;
    for (long id = 1; id < 20_000; id++) {
      boolean buy = random.nextBoolean();
      String price = (buy ? 90 : 100) + random.nextInt(4) + "." + random.nextInt(10);
      String amount = 1 + random.nextInt(3) + "." + random.nextInt(3);
      OrderEvent created = event(OrderAction.CREATED, id, buy, price, amount);
      book.apply(created);
      resting.put(id, created);
      if (resting.size() > 6) {
        long gone = resting.keySet().stream().skip(random.nextInt(6)).findFirst().orElseThrow();
        OrderEvent ended = resting.remove(gone);
        book.apply(
            event(
                OrderAction.DELETED,
                gone,
                ended.side() == Side.BUY,
                ended.price().toString(),
                ended.amount().toString()));
      }
      Optional<BestBidOffer> touch = book.touch();
      BigDecimal bid = best(resting, Side.BUY);
      BigDecimal ask = best(resting, Side.SELL);
      assertThat(touch.isPresent()).isEqualTo(bid.signum() > 0 && ask.signum() > 0);
      if (touch.isPresent()) {
        seen++;
        assertThat(touch.get().bid()).isEqualByComparingTo(bid);
        assertThat(touch.get().ask()).isEqualByComparingTo(ask);
        assertThat(touch.get().bidAmount()).isEqualByComparingTo(at(resting, Side.BUY, bid));
        assertThat(touch.get().askAmount()).isEqualByComparingTo(at(resting, Side.SELL, ask));
        assertThat(book.touch()).isSameAs(touch);
      }
    }
    assertThat(seen).isGreaterThan(10_000);
  }

  private static BigDecimal best(Map<Long, OrderEvent> resting, Side side) {
    Comparator<BigDecimal> better = Comparator.naturalOrder();
    return resting.values().stream()
        .filter(order -> order.side() == side)
        .map(OrderEvent::price)
        .max(side == Side.BUY ? better : better.reversed())
        .orElse(BigDecimal.ZERO);
  }

  private static BigDecimal at(Map<Long, OrderEvent> resting, Side side, BigDecimal price) {
    return resting.values().stream()
        .filter(order -> order.side() == side && order.price().compareTo(price) == 0)
        .map(OrderEvent::amount)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static OrderEvent event(
      OrderAction action, long id, boolean buy, String price, String amount) {
    return new OrderEvent(
        action,
        id,
        buy ? Side.BUY : Side.SELL,
        0,
        new BigDecimal(price),
        new BigDecimal(amount),
        BigDecimal.ZERO,
        BigDecimal.ZERO,
        1_788_551_766_364_000L,
        "",
        false);
  }
}
