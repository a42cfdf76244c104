package dev.orderflow.simulator.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.SimulatorOptions;
import dev.orderflow.simulator.fault.Fault;
import dev.orderflow.simulator.fault.FaultReport;
import dev.orderflow.simulator.fault.FaultType;
import dev.orderflow.simulator.server.Delivery;
import dev.orderflow.simulator.server.Disposition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every fault does what it says, to whom it says, and never to the truth. */
class FaultsTest {
  private static final String ORDERS = "live_orders_btcusd";

  private Simulator simulator;
  private ReferenceClient client;

  @BeforeEach
  void start() throws IOException {
    simulator =
        Simulator.start(SimulatorOptions.defaults().seed(11).speed(10).markets("btcusd", "ethusd"));
    client = new ReferenceClient(simulator.webSocketUrl());
    client.subscribe(ORDERS);
    await().until(() -> client.data(ORDERS).size() > 2);
  }

  @AfterEach
  void stop() {
    client.close();
    simulator.close();
  }

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
    assertThat(deliveries.get(deliveries.size() - 1).disposition()).isEqualTo(Disposition.CLOSED);
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
    assertThat(deliveries(Disposition.STALLED)).isGreaterThanOrEqualTo(200);
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
    inject(Fault.of(FaultType.MUTE).lasting(Duration.ofMillis(500)));
    Instant start = Instant.now();
    client.ping();
    client.heartbeat();
    int before = client.data(ORDERS).size();
    await().until(() -> client.data(ORDERS).size() > before + 50);
    assertThat(client.pongs()).isZero();
    assertThat(client.count(text -> text.contains("bts:heartbeat"))).isZero();

    await()
        .until(
            () -> {
              client.ping();
              client.heartbeat();
              return client.pongs() > 0 && client.count(t -> t.contains("bts:heartbeat")) > 0;
            });
    assertThat(Duration.between(start, Instant.now())).isGreaterThan(Duration.ofMillis(400));
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
    await().until(() -> deliveries(Disposition.LOST) == 7);
    int before = client.data(ORDERS).size();
    await().until(() -> client.data(ORDERS).size() > before + 50);
    simulator.halt();

    assertThat(breaks()).isEqualTo(1);
    List<String> published = new ArrayList<>();
    for (Delivery delivery : simulator.truth().deliveries(1)) {
      if (delivery.disposition().sent()) {
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
    await().until(() -> deliveries(Disposition.LOST) == 5);
    assertThat(breaks()).isZero();
    assertThat(simulator.truth().deliveries(1))
        .filteredOn(delivery -> delivery.disposition() == Disposition.LOST)
        .allMatch(delivery -> delivery.channel().equals("live_orders_ethusd"));
  }

  @Test
  void duplicateSendsFramesTwice() {
    inject(Fault.of(FaultType.DUPLICATE).count(4));
    await().until(() -> deliveries(Disposition.DUPLICATED) == 4);
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
    assertThat(deliveries(Disposition.TRUNCATED)).isEqualTo(2);
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

  @Test
  void refuseTurnsConnectionsAwayForAWhile() {
    inject(Fault.of(FaultType.REFUSE).lasting(Duration.ofMillis(400)));
    assertThatThrownBy(() -> new ReferenceClient(simulator.webSocketUrl()))
        .isInstanceOf(CompletionException.class);
    assertThat(client.end()).isEmpty();
    await()
        .ignoreExceptionsInstanceOf(CompletionException.class)
        .untilAsserted(() -> new ReferenceClient(simulator.webSocketUrl()).close());

    inject(Fault.of(FaultType.REFUSE).status(503));
    assertThatThrownBy(() -> new ReferenceClient(simulator.webSocketUrl()))
        .hasStackTraceContaining("503");
  }

  @Test
  void aBurstReachesFiftyThousandFramesASecond() {
    long start = simulator.truth().now();
    inject(Fault.of(FaultType.BURST).channel(ORDERS).lasting(Duration.ofMillis(300)));
    // Real time passes ten times as fast on this exchange.
    long end = start + 3_000_000;
    await().until(() -> lastEventTime() > end);
    simulator.halt();
    long inBurst =
        simulator.truth().orderEvents("btcusd").stream()
            .filter(event -> event.microtimestamp() >= start && event.microtimestamp() < end)
            .count();
    assertThat(inBurst).isBetween(12_000L, 18_000L);
    long sent = simulator.report().dataFrames();
    await().until(() -> client.frames().size() > sent);
    assertThat(breaks()).isZero();
  }

  private long lastEventTime() {
    String id = simulator.truth().markets().get(0).lastEventId().orElseThrow();
    return Long.parseLong(id.replace("-", ""), 0, 16, 16);
  }

  @Test
  void aFaultForTheNextConnectionLeavesTheOpenOnesAlone() {
    FaultReport report = inject(Fault.of(FaultType.LOSE).nextConnection().count(3));
    int before = client.data(ORDERS).size();
    await().until(() -> client.data(ORDERS).size() > before + 20);
    assertThat(hits(report)).isZero();
    try (ReferenceClient other = new ReferenceClient(simulator.webSocketUrl())) {
      other.subscribe(ORDERS);
      await().until(() -> hits(report) == 3);
    }
    assertThat(breaks()).isZero();
  }

  @Test
  void httpFailsSlowsAndThrottlesTheNamedPathOnly() {
    String book = simulator.httpUrl() + "/api/v2/order_book/btcusd/?_=1";
    String markets = simulator.httpUrl() + "/api/v2/markets/";
    inject(Fault.of(FaultType.HTTP_FAIL).path("order_book").status(502).after(1).count(1));
    assertThat(ReferenceClient.get(book).statusCode()).isEqualTo(200);
    assertThat(ReferenceClient.get(markets).statusCode()).isEqualTo(200);
    assertThat(ReferenceClient.get(book).statusCode()).isEqualTo(502);
    assertThat(ReferenceClient.get(book).statusCode()).isEqualTo(200);

    inject(Fault.of(FaultType.HTTP_FAIL).path("order_book").status(0).count(9));
    assertThatThrownBy(() -> ReferenceClient.get(book)).isInstanceOf(UncheckedIOException.class);
    simulator.faults().clear();

    inject(Fault.of(FaultType.HTTP_SLOW).delay(Duration.ofMillis(300)));
    Instant start = Instant.now();
    assertThat(ReferenceClient.get(markets).statusCode()).isEqualTo(200);
    assertThat(Duration.between(start, Instant.now())).isGreaterThan(Duration.ofMillis(290));

    inject(Fault.of(FaultType.HTTP_THROTTLE));
    HttpResponse<String> throttled = ReferenceClient.get(markets);
    assertThat(throttled.statusCode()).isEqualTo(429);
    assertThat(throttled.body()).contains("\"response_code\": \"400.002\"");
  }

  @Test
  void aStaleSnapshotIsTheBookOfThePast() {
    long oldest = simulator.truth().now();
    await().until(() -> simulator.truth().now() > oldest + 6_000_000);
    inject(Fault.of(FaultType.STALE_SNAPSHOT).age(Duration.ofSeconds(5)));
    JsonNode stale = book();
    long time = stale.get("microtimestamp").asLong();
    assertThat(time).isLessThan(simulator.truth().now() - 5_000_000);
    JsonNode truth =
        ReferenceClient.parse(
            ReferenceClient.get(
                    simulator.httpUrl() + "/truth/book?market=btcusd&microtimestamp=" + time)
                .body());
    assertThat(stale.get("bids")).isEqualTo(truth.get("bids"));
    assertThat(book().get("microtimestamp").asLong()).isGreaterThan(time);
  }

  private JsonNode book() {
    return ReferenceClient.parse(
        ReferenceClient.get(simulator.httpUrl() + "/api/v2/order_book/btcusd/?group=2&_=1").body());
  }

  @Test
  void orderDataCanBeWithoutHistoryAndCanBreakOff() {
    String form = "market=BTC/USD&order_source=orderbook";
    String url = simulator.httpUrl() + "/api/v2/order_data/";
    inject(Fault.of(FaultType.NO_HISTORY));
    HttpResponse<String> none = ReferenceClient.form(url, form);
    assertThat(none.statusCode()).isEqualTo(404);
    assertThat(none.body()).contains("404.008");
    assertThat(ReferenceClient.form(url, form).statusCode()).isEqualTo(200);

    inject(Fault.of(FaultType.ORDER_DATA_CUT).after(1));
    assertThat(ReferenceClient.form(url, form).statusCode()).isEqualTo(200);
    assertThatThrownBy(() -> ReferenceClient.form(url, form))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(ReferenceClient.form(url, form).statusCode()).isEqualTo(200);
  }

  @Test
  void faultsAreInjectedOverHttpToo() {
    String url = simulator.httpUrl() + "/faults";
    JsonNode added =
        ReferenceClient.parse(
            ReferenceClient.post(
                    url,
                    "{\"type\":\"lose\",\"connection\":1,\"channel\":\"live_orders_btcusd\","
                        + "\"after\":3,\"count\":2}")
                .body());
    assertThat(added.get("type").asText()).isEqualTo("lose");
    await().until(() -> deliveries(Disposition.LOST) == 2);
    assertThat(ReferenceClient.parse(ReferenceClient.get(url).body()).get(0).get("hits").asInt())
        .isEqualTo(2);

    assertThat(ReferenceClient.post(url, "{\"type\":\"mislay\"}").body()).contains("mislay");
    assertThat(ReferenceClient.post(url, "{\"type\":\"lose\",\"frames\":2}").body())
        .contains("field 'frames' is not known");
    assertThat(ReferenceClient.post(url, "{\"type\":\"drop\",\"connection\":99}").body())
        .contains("connection 99 is not open");
    assertThat(ReferenceClient.post(url, "[").statusCode()).isEqualTo(400);
    assertThat(ReferenceClient.delete(url).statusCode()).isEqualTo(200);
  }

  @Test
  void faultsNeverTouchTheTruth() {
    inject(Fault.of(FaultType.LOSE).count(30));
    inject(Fault.of(FaultType.TRUNCATE).count(30));
    inject(Fault.of(FaultType.DUPLICATE).count(30));
    await().until(() -> deliveries(Disposition.DUPLICATED) == 30);
    simulator.halt();
    var events = simulator.truth().orderEvents("btcusd");
    for (int i = 1; i < events.size(); i++) {
      assertThat(events.get(i).preEventId()).isEqualTo(events.get(i - 1).eventId());
    }
    JsonNode rows =
        ReferenceClient.parse(
            ReferenceClient.form(
                    simulator.httpUrl() + "/api/v2/order_data/",
                    "market=btcusd&order_source=orderbook&since_id=" + events.get(0).eventId())
                .body());
    for (int i = 0; i < rows.size(); i++) {
      assertThat(rows.get(i).get("event_id").asText()).isEqualTo(events.get(i).eventId());
    }
  }

  private FaultReport inject(Fault fault) {
    return simulator.faults().inject(fault);
  }

  private long hits(FaultReport fault) {
    return simulator.faults().reports().get((int) fault.id() - 1).hits();
  }

  private long deliveries(Disposition disposition) {
    return simulator.truth().deliveries(1).stream()
        .filter(delivery -> delivery.disposition() == disposition)
        .count();
  }

  private long events() {
    return simulator.truth().markets().get(0).orderEvents();
  }

  private long breaks() {
    return breaks(client.data(ORDERS));
  }

  private static long breaks(List<JsonNode> frames) {
    long breaks = 0;
    for (int i = 1; i < frames.size(); i++) {
      boolean linked = frames.get(i).get("pre_event_id").equals(frames.get(i - 1).get("event_id"));
      breaks += linked ? 0 : 1;
    }
    return breaks;
  }

  /** Waits until the client has every frame that was written before now. */
  private void settle() {
    long sent = simulator.report().connections().get(0).dataFrames();
    await().until(() -> client.count(text -> !text.contains("\"bts:")) >= sent);
  }
}
