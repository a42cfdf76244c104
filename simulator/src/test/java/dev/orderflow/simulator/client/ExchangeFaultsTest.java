package dev.orderflow.simulator.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orderflow.simulator.server.DeliveryStatus;
import dev.orderflow.simulator.server.Fault;
import dev.orderflow.simulator.server.FaultReport;
import dev.orderflow.simulator.server.FaultType;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Faults of the exchange and of its HTTP do what they say, and none ever touches the truth. */
class ExchangeFaultsTest extends FaultFixture {
  @Test
  void refuseTurnsConnectionsAwayForAWhile() {
    inject(Fault.of(FaultType.REFUSE));
    assertThatThrownBy(() -> new ReferenceClient(simulator.webSocketUrl()))
        .isInstanceOf(CompletionException.class);
    assertThat(client.end()).isEmpty();
    simulator.faults().clear();
    new ReferenceClient(simulator.webSocketUrl()).close();

    inject(Fault.of(FaultType.REFUSE).lasting(Duration.ofMillis(400)));
    await()
        .ignoreExceptionsInstanceOf(CompletionException.class)
        .untilAsserted(() -> new ReferenceClient(simulator.webSocketUrl()).close());

    inject(Fault.of(FaultType.REFUSE).status(503));
    assertThatThrownBy(() -> new ReferenceClient(simulator.webSocketUrl()))
        .hasStackTraceContaining("503");
  }

  @Test
  void aBurstReachesFiftyThousandFramesASecond() {
    // On an exchange that stands still, so that the burst begins at the time that is read.
    simulator.halt();
    long start = simulator.truth().now();
    inject(Fault.of(FaultType.BURST).channel(ORDERS).lasting(Duration.ofMillis(300)));
    simulator.resume();
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
    String id = simulator.truth().markets().get(0).lastEventId();
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
    await().until(() -> deliveries(DeliveryStatus.LOST) == 2);
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
    await().until(() -> deliveries(DeliveryStatus.DUPLICATED) == 30);
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
}
