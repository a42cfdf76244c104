package dev.orderflow.connect.bitstamp.continuity;

import static dev.orderflow.connect.bitstamp.continuity.ScriptedExchange.ORDERS;
import static dev.orderflow.connect.bitstamp.continuity.ScriptedExchange.TRADES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.connect.bitstamp.exchange.Message;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is let go when more is held back than may be. */
class HeldBoundTest {

  private final ScriptedExchange exchange = new ScriptedExchange(1);

  private ContinuityHarness holding(int frames) {
    return new ContinuityHarness(exchange, ContinuityHarness.holding(frames), ORDERS, TRADES);
  }

  /** A book can be asked for again. */
  @Test
  void whatWaitsForABookIsLetGoFirst() {
    ContinuityHarness harness = holding(10);
    exchange.callFails = () -> true;
    long session = harness.connect();
    for (int i = 0; i < 8; i++) {
      harness.deliver(exchange.nextOrder(), session);
    }
    harness.pass(Duration.ofMillis(20));
    assertThat(harness.written(ORDERS)).isEmpty();
    Message.Data late = exchange.nextOrder();
    harness.deliver(exchange.nextOrder(), session);
    harness.deliver(exchange.nextOrder(), session);
    harness.pass(Duration.ofMillis(20));
    assertThat(harness.written(ORDERS)).hasSize(8);
    harness.deliver(late, session);
    harness.pass(Duration.ofMillis(20));

    assertThat(harness.written(ORDERS)).isEqualTo(exchange.orders);
    assertThat(harness.gaps(ORDERS, false)).isEmpty();
  }

  @Test
  void theChannelThatHoldsMostIsLetGoAlone() {
    ContinuityHarness harness = holding(20);
    long first = harness.connect();
    harness.deliver(exchange.nextOrder(), first);
    harness.deliver(exchange.nextTrade(), first);
    harness.pass(Duration.ofSeconds(4));
    harness.disconnect(first);
    exchange.callFails = () -> true;
    long session = harness.connect();
    for (int i = 0; i < 18; i++) {
      harness.deliver(exchange.nextTrade(), session);
    }
    Message.Data late = exchange.nextOrder();
    harness.deliver(exchange.nextOrder(), session);
    harness.pass(Duration.ofMillis(20));
    assertThat(harness.written(TRADES)).hasSize(1);
    harness.deliver(exchange.nextOrder(), session);
    harness.pass(Duration.ofMillis(20));
    assertThat(harness.written(TRADES)).isEqualTo(exchange.trades);
    harness.deliver(late, session);
    harness.pass(Duration.ofMillis(20));

    assertThat(harness.written(ORDERS)).isEqualTo(exchange.orders);
    assertThat(harness.gaps(ORDERS, false)).isEmpty();
  }
}
