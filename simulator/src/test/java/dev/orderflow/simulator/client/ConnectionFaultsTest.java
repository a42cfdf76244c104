package dev.orderflow.simulator.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orderflow.simulator.server.Delivery;
import dev.orderflow.simulator.server.DeliveryStatus;
import dev.orderflow.simulator.server.Fault;
import dev.orderflow.simulator.server.FaultReport;
import dev.orderflow.simulator.server.FaultType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every fault of a connection does what it says, to whom it says. */
class ConnectionFaultsTest extends FaultFixture {
  @Test
  void dropEndsTheConnectionWithAReset() {
    inject(Fault.of(FaultType.DROP));

    await().until(() -> client.end().startsWith("error"));
    await().until(() -> !simulator.truth().connections().get(0).open());
  }

  @Test
  void closeEndsOnlyTheNamedConnectionWithACloseFrame() {
    try (ReferenceClient other = new ReferenceClient(simulator.webSocketUrl())) {
      other.subscribe(ORDERS);
      await().until(() -> other.data(ORDERS).size() > 2);
      inject(Fault.of(FaultType.CLOSE).connection(2).close(1012, "service restart"));

      await().until(() -> other.end().equals("close 1012 service restart"));
      assertThat(client.end()).isEmpty();
    }
  }

  @Test
  void aDropAfterSoManyFramesLeavesTheFramesBeforeIt() {
    int before = client.data(ORDERS).size();
    FaultReport report = inject(Fault.of(FaultType.DROP).after(200).channel(ORDERS));
    assertThat(report.active()).isTrue();

    await().until(() -> client.end().startsWith("error"));
    List<Delivery> deliveries = simulator.truth().deliveries(1);
    assertThat(deliveries).hasSizeGreaterThan(before + 200);
    assertThat(deliveries.get(deliveries.size() - 1).status()).isEqualTo(DeliveryStatus.CLOSED);
    assertThat(hits(report)).isEqualTo(1);
  }

  @Test
  void aStallSendsNothingAtAllAndLosesWhatFallsIntoIt() {
    inject(Fault.of(FaultType.STALL));
    simulator.truth().now();
    settle();
    int before = client.frames().size();
    client.heartbeat();
    client.ping();
    long events = events();
    await().until(() -> events() > events + 200);
    assertThat(client.frames()).hasSize(before);
    assertThat(client.pongs()).isZero();
    assertThat(client.end()).isEmpty();

    simulator.faults().clear();
    await().until(() -> client.frames().size() > before + 50);
    assertThat(breaks()).isEqualTo(1);
    assertThat(deliveries(DeliveryStatus.STALLED)).isGreaterThanOrEqualTo(200);
  }

  @Test
  void aStallOfAChannelLeavesTheOthersAndTheHeartbeat() {
    client.subscribe("live_orders_ethusd");
    await().until(() -> client.data("live_orders_ethusd").size() > 2);
    inject(Fault.of(FaultType.STALL).channel(ORDERS).lasting(Duration.ofMillis(700)));
    settle();
    int before = client.data(ORDERS).size();
    int other = client.data("live_orders_ethusd").size();
    client.heartbeat();
    await().until(() -> client.data("live_orders_ethusd").size() > other + 20);
    await().until(() -> client.count(text -> text.contains("bts:heartbeat")) == 1);
    await().until(() -> client.data(ORDERS).size() > before + 20);
    assertThat(breaks()).isEqualTo(1);
  }

  @Test
  void muteStopsPongsAndHeartbeatsButNotData() {
    inject(Fault.of(FaultType.MUTE));
    client.ping();
    client.heartbeat();
    int before = client.data(ORDERS).size();
    await().until(() -> client.data(ORDERS).size() > before + 50);
    assertThat(client.pongs()).isZero();
    assertThat(client.count(text -> text.contains("bts:heartbeat"))).isZero();

    simulator.faults().clear();
    inject(Fault.of(FaultType.MUTE).lasting(Duration.ofMillis(300)));
    await()
        .until(
            () -> {
              client.ping();
              client.heartbeat();
              return client.pongs() > 0 && client.count(t -> t.contains("bts:heartbeat")) > 0;
            });
  }

  @Test
  void requestReconnectAsksFirstAndClosesLater() {
    Instant start = Instant.now();
    inject(Fault.of(FaultType.REQUEST_RECONNECT).delay(Duration.ofMillis(600)));
    await().until(() -> client.count(text -> text.contains("bts:request_reconnect")) == 1);
    int asked = client.frames().size();
    await().until(() -> client.end().startsWith("close 1001"));

    assertThat(Duration.between(start, Instant.now())).isGreaterThan(Duration.ofMillis(550));
    assertThat(client.frames().size()).isGreaterThan(asked);
    assertThat(client.frames())
        .contains("{\"event\":\"bts:request_reconnect\",\"channel\":\"\",\"data\":\"\"}");
    assertThat(breaks()).isZero();
  }

  @Test
  void loseTakesExactlySoManyFramesOutOfTheMiddle() {
    inject(Fault.of(FaultType.LOSE).after(20).count(7));
    await().until(() -> deliveries(DeliveryStatus.LOST) == 7);
    int before = client.data(ORDERS).size();
    await().until(() -> client.data(ORDERS).size() > before + 50);
    simulator.halt();

    assertThat(breaks()).isEqualTo(1);
    List<String> published = new ArrayList<>();
    for (Delivery delivery : simulator.truth().deliveries(1)) {
      if (delivery.status().sent()) {
        published.add(delivery.id());
      }
    }
    await().until(() -> client.data(ORDERS).size() == published.size());
    assertThat(client.data(ORDERS).stream().map(frame -> frame.get("event_id").asText()).toList())
        .isEqualTo(published);
  }

  @Test
  void loseHitsOnlyTheNamedChannel() {
    client.subscribe("live_orders_ethusd");
    inject(Fault.of(FaultType.LOSE).count(5).channel("live_orders_ethusd"));
    await().until(() -> deliveries(DeliveryStatus.LOST) == 5);
    assertThat(breaks()).isZero();
    assertThat(simulator.truth().deliveries(1))
        .filteredOn(delivery -> delivery.status() == DeliveryStatus.LOST)
        .allMatch(delivery -> delivery.channel().equals("live_orders_ethusd"));
  }

  @Test
  void duplicateSendsFramesTwice() {
    inject(Fault.of(FaultType.DUPLICATE).count(4));
    await().until(() -> deliveries(DeliveryStatus.DUPLICATED) == 4);
    simulator.halt();
    long sent = simulator.report().dataFrames();
    await().until(() -> client.data(ORDERS).size() == sent);

    List<String> ids =
        client.data(ORDERS).stream().map(frame -> frame.get("event_id").asText()).toList();
    assertThat(ids.size() - ids.stream().distinct().count()).isEqualTo(4);
  }

  @Test
  void reorderSendsAWindowInReverse() {
    FaultReport report = inject(Fault.of(FaultType.REORDER).count(5));
    await().until(() -> hits(report) == 5);
    int before = client.data(ORDERS).size();
    await().until(() -> client.data(ORDERS).size() > before + 20);

    List<String> ids =
        client.data(ORDERS).stream().map(frame -> frame.get("event_id").asText()).toList();
    long descents = 0;
    for (int i = 1; i < ids.size(); i++) {
      descents += ids.get(i).compareTo(ids.get(i - 1)) < 0 ? 1 : 0;
    }
    assertThat(descents).isEqualTo(4);
    assertThat(ids).doesNotHaveDuplicates();
    List<JsonNode> sorted = new ArrayList<>(client.data(ORDERS));
    sorted.sort((a, b) -> a.get("event_id").asText().compareTo(b.get("event_id").asText()));
    assertThat(breaks(sorted)).isZero();
  }

  @Test
  void aReorderThatRunsOutOfTimeHoldsNothingBackAnyMore() {
    FaultReport report = inject(Fault.of(FaultType.REORDER).count(100_000));
    await().until(() -> hits(report) > 1);
    await().until(() -> !active(report));
    int before = client.data(ORDERS).size();
    await().until(() -> client.data(ORDERS).size() > before + 20);

    List<JsonNode> sorted = new ArrayList<>(client.data(ORDERS));
    sorted.sort((a, b) -> a.get("event_id").asText().compareTo(b.get("event_id").asText()));
    assertThat(breaks(sorted)).isZero();
  }

  @Test
  void garbageIsSentBesideTheData() {
    inject(Fault.of(FaultType.GARBAGE).count(3));
    await().until(() -> client.count(text -> text.startsWith("%%%")) == 3);
    assertThat(client.end()).isEmpty();
    assertThat(breaks()).isZero();
    assertThat(simulator.truth().connections().get(0).injectedFrames()).isEqualTo(3);
  }

  @Test
  void aBrokenFrameViolatesTheWebSocketProtocol() {
    inject(Fault.of(FaultType.BROKEN_FRAME));
    await().until(() -> client.end().startsWith("error"));
  }

  @Test
  void truncateSendsHalfAFrame() {
    inject(Fault.of(FaultType.TRUNCATE).count(2));
    await()
        .until(
            () -> client.count(text -> text.startsWith("{\"data\"") && !text.endsWith("}")) == 2);
    assertThat(deliveries(DeliveryStatus.TRUNCATED)).isEqualTo(2);
    assertThat(client.end()).isEmpty();
  }

  @Test
  void hugeSendsAFrameOfTenMegabytes() {
    inject(Fault.of(FaultType.HUGE).channel(ORDERS));
    await().until(() -> client.count(text -> text.length() == 10 * 1024 * 1024) == 1);
    int before = client.frames().size();
    await().until(() -> client.frames().size() > before + 20);
  }

  @Test
  void aChainRestartNamesAPredecessorThatNeverWas() {
    inject(Fault.of(FaultType.CHAIN_RESTART));
    await().until(() -> breaks() == 1);
    JsonNode restarted =
        client.data(ORDERS).stream()
            .filter(frame -> frame.get("pre_event_id").asText().endsWith("-0000-000000000020"))
            .findFirst()
            .orElseThrow();
    assertThat(restarted.get("pre_event_id").asText())
        .isGreaterThan(restarted.get("event_id").asText());
    assertThat(
            simulator
                .truth()
                .orderEvents(
                    "btcusd",
                    restarted.get("event_id").asText(),
                    restarted.get("event_id").asText())
                .get(0)
                .preEventId())
        .isNotEqualTo(restarted.get("pre_event_id").asText());
  }
}
