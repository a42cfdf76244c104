package dev.orderflow.integration.continuity;

import static dev.orderflow.simulator.server.DeliveryStatus.CLOSED;
import static dev.orderflow.simulator.server.DeliveryStatus.LOST;
import static dev.orderflow.simulator.server.DeliveryStatus.SENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.simulator.exchange.ChannelKind;
import dev.orderflow.simulator.exchange.PublicChannel;
import dev.orderflow.simulator.server.ConnectionView;
import dev.orderflow.simulator.server.Delivery;
import dev.orderflow.simulator.server.DeliveryStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What is excused and what is not. Frames 1, 2, 3 … were published in that order. */
class ChannelDeliveriesTest {

  private static final String BY_CLIENT = "close 1000 ";
  private static final String BY_FAULT = "dropped by a fault";

  private int connections;

  /** The third connection began while the second was still sent others. */
  private final ChannelDeliveries deliveries =
      new ChannelDeliveries(
          new ChannelDeliveries.Lives(Map.of()).with(1, 1, 9).with(2, 10, 30).with(3, 20, 40));

  @Test
  void whatAFaultKeptFromTheOnlyConnectionThatWentOnCannotBeKnown() {
    connection(1, "", SENT, LOST, SENT);

    assertThat(isUndetectable(2)).isTrue();
  }

  @Test
  void whatWasSentToAConnectionIsDue() {
    connection(1, BY_CLIENT, SENT, SENT, SENT);

    assertThat(isUndetectable(2)).isFalse();
  }

  @Test
  void whatOneOfTwoConnectionsBroughtIsDueThoughTheOtherLostIt() {
    connection(1, "", SENT, LOST, SENT);
    connection(1, "", SENT, SENT, SENT);

    assertThat(isUndetectable(2)).isFalse();
  }

  @Test
  void whatWasSentIntoASocketThatBrokeMayNeverHaveCome() {
    connection(1, "", SENT, LOST, SENT);
    connection(1, BY_FAULT, SENT, SENT);

    assertThat(isUndetectable(2)).isTrue();
  }

  @Test
  void theEndOfAConnectionWithoutASuccessorIsNoticed() {
    connection(1, BY_FAULT, SENT, LOST);
    connection(3, "", SENT);

    assertThat(isUndetectable(2)).isFalse();
  }

  @Test
  void aBrokenConnectionIsNoticedThoughItsSuccessorBeganBefore() {
    connection(1, BY_FAULT, SENT, LOST, CLOSED);
    connection(3, "", SENT);

    assertThat(isUndetectable(2)).isFalse();
  }

  @Test
  void aConnectionThatWasSentOthersUntilItBrokeHidesWhatItWasDenied() {
    connection(1, BY_FAULT, SENT);
    connection(2, BY_FAULT, SENT, LOST);
    connection(4, "", SENT);

    assertThat(isUndetectable(3)).isTrue();
  }

  @Test
  void aHandOverInOrderHidesWhatWasDeniedBeforeIt() {
    connection(1, BY_CLIENT, SENT, LOST);
    connection(3, "", SENT);

    assertThat(isUndetectable(2)).isTrue();
  }

  /** The task was stopped: the next one knows that time has passed. */
  @Test
  void aClosedConnectionWhoseSuccessorBeganLaterHidesNothing() {
    connection(1, BY_CLIENT, SENT, LOST);
    connection(4, "", SENT);
    published.add(3L);

    assertThat(isUndetectable(2)).isFalse();
  }

  @Test
  void whatNoConnectionCarriedIsNotExcused() {
    connection(1, "", SENT);
    published.add(2L);

    assertThat(isUndetectable(2)).isFalse();
  }

  /** A fault that reorders held it back until the connection ended. */
  @Test
  void whatIsNotedAsLostAtTheEndMayHaveBeenKeptFromTheMidst() {
    List<Delivery> log = List.of(delivery(1, SENT), delivery(3, SENT), delivery(2, LOST));
    deliveries.add(view(BY_FAULT), log);

    assertThat(deliveries.isUndetectable(2, List.of(3L))).isTrue();
  }

  @Test
  void aFrameIsLateOnlyBehindOneThatWasSentBefore() {
    List<Delivery> log = List.of(delivery(2, SENT), delivery(1, SENT), delivery(3, SENT));
    deliveries.add(view(""), log);

    assertThat(deliveries.isLate(1, 2)).isTrue();
    assertThat(deliveries.isLate(1, 3)).isFalse();
  }

  @Test
  void theFirstFrameDueIsTheFirstThatItsConnectionWasSent() {
    connection(1, BY_FAULT, SENT, SENT);
    connection(2, "", LOST, SENT, SENT);

    assertThat(deliveries.firstWith(4)).isEqualTo(3);
    assertThat(deliveries.firstWith(2)).isEqualTo(1);
  }

  private final Collection<Long> published = new TreeSet<>();

  private void connection(long firstFrame, String endReason, DeliveryStatus... statuses) {
    List<Delivery> log = new ArrayList<>();
    for (DeliveryStatus status : statuses) {
      log.add(delivery(firstFrame + log.size(), status));
      published.add(firstFrame + log.size() - 1);
    }
    deliveries.add(view(endReason), log);
  }

  private ConnectionView view(String endReason) {
    return new ConnectionView(++connections, endReason.isEmpty(), endReason, 0, 0, 0, List.of());
  }

  private static Delivery delivery(long frame, DeliveryStatus status) {
    return new Delivery(
        new PublicChannel(ChannelKind.ORDER_BOOK, "order_book_btcusd"), frame, 0, status);
  }

  private boolean isUndetectable(long frame) {
    return deliveries.isUndetectable(
        frame, published.stream().filter(other -> other > frame).toList());
  }
}
