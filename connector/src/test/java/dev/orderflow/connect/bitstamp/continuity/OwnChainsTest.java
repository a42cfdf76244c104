package dev.orderflow.connect.bitstamp.continuity;

import static dev.orderflow.connect.bitstamp.continuity.ScriptedExchange.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.connect.bitstamp.exchange.Message;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Two sockets that show the same orders under ids of their own; the list has those of the first.
 */
class OwnChainsTest {

  private final ScriptedExchange exchange = new ScriptedExchange(1);
  private final ContinuityHarness harness =
      new ContinuityHarness(exchange, ContinuityHarness.SETTINGS, ORDERS);
  private final long first = harness.connect();
  private final long second = harness.connect();

  @Test
  void oneSocketLeadsAndNothingIsWrittenTwice() {
    for (int i = 0; i < 300; i++) {
      Message.Data order = exchange.nextOrder();
      if (i % 3 == 0) {
        harness.deliver(own(order), second);
        harness.deliver(order, first);
      } else {
        harness.deliver(order, first);
        harness.deliver(own(order), second);
      }
      harness.pass(Duration.ofMillis(20));
    }
    harness.pass(Duration.ofSeconds(10));

    assertThat(orderIds()).isEqualTo(published());
    assertThat(harness.outputs).noneMatch(Output.Gap.class::isInstance);
    assertThat(harness.isWaiting()).isFalse();
    assertThat(harness.statistics().duplicates()).isEqualTo(300);
  }

  /** It had come further than the one that led, and less far. */
  @Test
  void whenTheLeaderEndsTheOtherGoesOnBehindTheEventThatBothHad() {
    both(20);
    exchange.callFails = () -> true;
    for (int i = 0; i < 3; i++) {
      harness.deliver(own(exchange.nextOrder()), second);
    }
    harness.disconnect(first);
    for (int i = 0; i < 3; i++) {
      harness.deliver(own(exchange.nextOrder()), second);
    }
    assertThat(orderIds()).isEqualTo(published());

    long third = harness.connect();
    Message.Data last = exchange.nextOrder();
    harness.deliver(own(last), second);
    harness.disconnect(second);
    harness.deliver(last, third);
    harness.deliver(exchange.nextOrder(), third);
    harness.pass(Duration.ofMillis(200));

    assertThat(orderIds()).isEqualTo(published());
    assertThat(harness.outputs).noneMatch(Output.Gap.class::isInstance);
  }

  /** What the socket that leads now has lost was written already. */
  @Test
  void anEventThatOnlyTheOldLeaderHadIsNotWrittenTwice() {
    both(20);
    harness.deliver(exchange.nextOrder(), first);
    harness.deliver(exchange.nextOrder(), first);
    harness.disconnect(first);
    harness.deliver(own(exchange.nextOrder()), second);
    harness.pass(Duration.ofSeconds(6));
    harness.deliver(own(exchange.nextOrder()), second);
    harness.pass(Duration.ofSeconds(6));

    assertThat(orderIds()).isEqualTo(published());
    assertThat(harness.gaps(ORDERS, false)).isEmpty();
  }

  @Test
  void theSilenceOfTheLeaderIsAskedAboutThoughTheOtherSpeaks() {
    both(20);
    for (int i = 0; i < 130; i++) {
      harness.deliver(own(exchange.nextOrder()), second);
      harness.pass(Duration.ofSeconds(1));
    }
    assertThat(orderIds().size()).isGreaterThan(100);
    harness.deliver(exchange.nextOrder(), first);
    harness.pass(Duration.ofSeconds(6));
    assertThat(orderIds()).isEqualTo(published());
    assertThat(harness.gaps(ORDERS, true)).isNotEmpty();
    assertThat(harness.gaps(ORDERS, false)).isEmpty();
  }

  /** The list names them otherwise than the socket does. */
  @Test
  void whatASocketWithIdsOfItsOwnHasLostIsFetchedAgainAndAgain() {
    harness.disconnect(first);
    for (int i = 0; i < 8; i++) {
      harness.deliver(own(exchange.nextOrder()), second);
      harness.pass(Duration.ofSeconds(2));
      for (int lost = 0; lost < i; lost++) {
        exchange.nextOrder();
      }
      harness.deliver(own(exchange.nextOrder()), second);
      harness.pass(Duration.ofSeconds(9));
    }
    assertThat(orderIds()).isEqualTo(published());
    assertThat(harness.gaps(ORDERS, false)).isEmpty();
    assertThat(harness.gaps(ORDERS, true)).hasSize(7);
  }

  /** Copies of one event under two ids are let go as one. */
  @Test
  void aBoundOnWhatIsHeldWritesNothingTwice() {
    ContinuityHarness few = new ContinuityHarness(exchange, ContinuityHarness.holding(12), ORDERS);
    long one = few.connect();
    few.deliver(exchange.nextOrder(), one);
    few.pass(Duration.ofSeconds(4));
    long other = few.connect();
    exchange.callFails = () -> true;
    exchange.nextOrder();
    for (int i = 0; i < 10; i++) {
      Message.Data order = exchange.nextOrder();
      few.deliver(order, one);
      few.deliver(own(order), other);
    }
    few.pass(Duration.ofSeconds(60));
    for (int i = 0; i < 5; i++) {
      Message.Data order = exchange.nextOrder();
      few.deliver(order, one);
      few.deliver(own(order), other);
    }
    few.pass(Duration.ofSeconds(60));

    List<Long> written = few.written(ORDERS).stream().map(Message.Data::id).toList();
    assertThat(written).doesNotHaveDuplicates().hasSize(16);
    assertThat(few.gaps(ORDERS, false)).hasSize(1);
  }

  private void both(int orders) {
    for (int i = 0; i < orders; i++) {
      Message.Data order = exchange.nextOrder();
      harness.deliver(order, first);
      harness.deliver(own(order), second);
      harness.pass(Duration.ofMillis(200));
    }
    harness.pass(Duration.ofSeconds(4));
    assertThat(orderIds()).isEqualTo(published());
  }

  private List<Long> orderIds() {
    return harness.written(ORDERS).stream().map(Message.Data::id).toList();
  }

  private List<Long> published() {
    return exchange.orders.stream().map(Message.Data::id).toList();
  }

  private static Message.Data own(Message.Data data) {
    return new Message.Data(
        ORDERS,
        data.event(),
        data.microtimestamp(),
        ownId(data.eventId()),
        ownId(data.preEventId()),
        data.id(),
        data.orderSource(),
        Optional.empty());
  }

  private static String ownId(String id) {
    return id.substring(0, id.length() - 1) + '7';
  }
}
