package dev.orderflow.simulator.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.SimulatorOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client that knows only Bitstamp's protocol agrees with the truth. */
class ExchangeProtocolTest {
  private Simulator simulator;

  @BeforeEach
  void start() throws IOException {
    simulator =
        Simulator.start(SimulatorOptions.defaults().seed(3).speed(20).markets("btcusd", "ethusd"));
  }

  @AfterEach
  void stop() {
    simulator.close();
  }

  @Test
  void aBookKeptByTheReferenceEqualsTheTruth() {
    try (ReferenceClient client = new ReferenceClient(simulator.webSocketUrl())) {
      client.subscribe("live_orders_btcusd");
      await().until(() -> client.data("live_orders_btcusd").size() > 5);
      JsonNode snapshot =
          ReferenceClient.parse(
              ReferenceClient.get(simulator.httpUrl() + "/api/v2/order_book/btcusd/?group=2&_=1")
                  .body());
      assertThat(snapshot.get("microtimestamp").asLong())
          .isGreaterThan(
              client.data("live_orders_btcusd").get(0).at("/data/microtimestamp").asLong());
      await().until(() -> client.data("live_orders_btcusd").size() > 3_000);
      long sent = halt(client);

      List<JsonNode> events = client.data("live_orders_btcusd");
      assertThat((long) events.size()).isEqualTo(sent);
      for (int i = 1; i < events.size(); i++) {
        assertThat(events.get(i).get("pre_event_id")).isEqualTo(events.get(i - 1).get("event_id"));
      }
      JsonNode truth =
          ReferenceClient.parse(
              ReferenceClient.get(simulator.httpUrl() + "/truth/book?market=btcusd").body());
      assertThat(truth.get("last_event_id"))
          .isEqualTo(events.get(events.size() - 1).get("event_id"));
      assertThat(new ReferenceBook(snapshot, events).lines())
          .hasSizeGreaterThan(7_500)
          .isEqualTo(new ReferenceBook(truth, List.of()).lines());
    }
  }

  @Test
  void tradesOnTheirChannelAreTheFillsOnTheOrderChannel() {
    try (ReferenceClient client = new ReferenceClient(simulator.webSocketUrl())) {
      client.subscribe("live_trades_btcusd");
      client.subscribe("live_orders_btcusd");
      await().until(() -> client.data("live_trades_btcusd").size() > 40);
      halt(client);

      List<String> fills = new ArrayList<>();
      for (JsonNode event : client.data("live_orders_btcusd")) {
        if (!event.at("/data/amount_traded").asText().equals("0")) {
          fills.add(fill(event.at("/data/id_str").asText(), event, "amount_traded"));
        }
      }
      List<JsonNode> trades = client.data("live_trades_btcusd");
      long first =
          client.data("live_orders_btcusd").get(0).at("/data/microtimestamp").asLong() + 1000;
      assertThat(fills).doesNotHaveDuplicates();
      for (JsonNode trade : trades) {
        if (trade.at("/data/microtimestamp").asLong() > first) {
          assertThat(fills)
              .contains(fill(trade.at("/data/buy_order_id").asText(), trade, "amount_str"))
              .contains(fill(trade.at("/data/sell_order_id").asText(), trade, "amount_str"));
        }
      }
      assertThat(trades.stream().map(trade -> trade.at("/data/id").asLong()).toList())
          .isSorted()
          .doesNotHaveDuplicates();
    }
  }

  private static String fill(String order, JsonNode frame, String amount) {
    return order
        + " "
        + frame.at("/data/" + amount).asText()
        + " "
        + frame.at("/data/price_str").asText()
        + " "
        + frame.at("/data/microtimestamp").asText();
  }

  @Test
  void aBookKeptFromDiffsEqualsTheBookChannel() {
    try (ReferenceClient client = new ReferenceClient(simulator.webSocketUrl())) {
      client.subscribe("diff_order_book_btcusd");
      client.subscribe("order_book_btcusd");
      client.subscribe("detail_order_book_btcusd");
      await().until(() -> client.data("diff_order_book_btcusd").size() > 2);
      JsonNode snapshot =
          ReferenceClient.parse(
              ReferenceClient.get(simulator.httpUrl() + "/api/v2/order_book/btcusd/?_=1").body());
      await().until(() -> client.data("diff_order_book_btcusd").size() > 30);
      halt(client);

      List<JsonNode> diffs = client.data("diff_order_book_btcusd");
      assertThat(diffs.stream().map(diff -> diff.at("/data/microtimestamp").asLong()).toList())
          .isSorted()
          .doesNotHaveDuplicates();
      JsonNode last = diffs.get(diffs.size() - 1);
      DiffBook book = new DiffBook(snapshot, diffs);
      JsonNode truth =
          ReferenceClient.parse(
              ReferenceClient.get(
                      simulator.httpUrl()
                          + "/truth/book?market=btcusd&microtimestamp="
                          + last.at("/data/microtimestamp").asText())
                  .body());
      assertThat(book.levels()).isEqualTo(DiffBook.ofOrders(truth).levels());

      JsonNode top = last(client.data("order_book_btcusd"));
      JsonNode at = truthAt(top);
      assertThat(top.at("/data/bids")).hasSize(100);
      assertThat(DiffBook.of(top.get("data")).levels())
          .isEqualTo(DiffBook.ofOrders(at).best(100).levels());
      JsonNode detail = last(client.data("detail_order_book_btcusd"));
      assertThat(detail.at("/data/asks")).hasSize(100);
      JsonNode detailTruth = truthAt(detail);
      for (int i = 0; i < 100; i++) {
        assertThat(detail.at("/data/bids/" + i)).isEqualTo(detailTruth.at("/bids/" + i));
        assertThat(detail.at("/data/asks/" + i)).isEqualTo(detailTruth.at("/asks/" + i));
      }
    }
  }

  private JsonNode truthAt(JsonNode frame) {
    return ReferenceClient.parse(
        ReferenceClient.get(
                simulator.httpUrl()
                    + "/truth/book?market=btcusd&microtimestamp="
                    + frame.at("/data/microtimestamp").asText())
            .body());
  }

  private static JsonNode last(List<JsonNode> frames) {
    return frames.get(frames.size() - 1);
  }

  @Test
  void answersControlMessagesWithTheVenuesTexts() {
    try (ReferenceClient client = new ReferenceClient(simulator.webSocketUrl())) {
      client.heartbeat();
      client.send("not json");
      client.send("{\"event\":\"bts:ping\"}");
      client.send("{\"event\":\"bts:subscribe\",\"data\":{}}");
      client.subscribe("order_book_BTCUSD-PERP");
      client.subscribe("private-my_orders_btcusd-1");
      client.subscribe("live_orders_fooxyz-perp");
      client.unsubscribe("live_orders_fooxyz-perp");
      client.ping();
      await().until(() -> client.frames().size() >= 8 && client.pongs() == 1);

      assertThat(client.frames())
          .containsExactly(
              "{\"event\":\"bts:heartbeat\",\"channel\":\"\",\"data\":{\"status\":\"success\"}}",
              error("null", "Incorrect JSON format."),
              error("null", "Bad subscription string."),
              error("null", "Bad subscription string."),
              error("null", "Invalid channel provided."),
              error("4009", "Connection is unauthorized."),
              "{\"event\":\"bts:subscription_succeeded\",\"channel\":\"live_orders_fooxyz-perp\","
                  + "\"data\":{}}",
              "{\"event\":\"bts:unsubscription_succeeded\",\"channel\":\"live_orders_fooxyz-perp\","
                  + "\"data\":{}}");
      assertThat(client.end()).isEmpty();
    }
  }

  private static String error(String code, String message) {
    return "{\"event\":\"bts:error\",\"channel\":\"\",\"data\":{\"code\":"
        + code
        + ",\"message\":\""
        + message
        + "\"}}";
  }

  @Test
  void acknowledgesBeforeDataAndStopsAfterUnsubscribing() {
    try (ReferenceClient client = new ReferenceClient(simulator.webSocketUrl())) {
      client.subscribe("live_orders_ethusd");
      await().until(() -> client.data("live_orders_ethusd").size() > 3);
      assertThat(client.frames().get(0)).contains("bts:subscription_succeeded");
      client.unsubscribe("live_orders_ethusd");
      await().until(() -> client.count(text -> text.contains("unsubscription_succeeded")) == 1);
      int before = client.data("live_orders_ethusd").size();
      long events = simulator.truth().markets().get(1).orderEvents();
      await().until(() -> simulator.truth().markets().get(1).orderEvents() > events + 50);
      assertThat(client.data("live_orders_ethusd")).hasSize(before);
    }
  }

  @Test
  void closesWith1009AboveFiveHundredTwelveBytes() {
    try (ReferenceClient client = new ReferenceClient(simulator.webSocketUrl())) {
      client.send(" ".repeat(512 - 25) + "{\"event\":\"bts:heartbeat\"}");
      await().until(() -> client.frames().size() == 1);
      client.send(" ".repeat(513));
      await().until(() -> !client.end().isEmpty());
      assertThat(client.end()).isEqualTo("close 1009 read limited at 513 bytes");
    }
  }

  @Test
  void dropsAClientThatSubscribesTo1025Channels() {
    try (ReferenceClient client = new ReferenceClient(simulator.webSocketUrl())) {
      IntStream.range(0, 1024).forEach(i -> client.subscribe("live_trades_m" + i));
      await().until(() -> client.frames().size() == 1024);
      assertThat(client.end()).isEmpty();
      client.subscribe("live_trades_m1024");
      await().until(() -> client.end().startsWith("error"));
    }
  }

  @Test
  void haltAnswersOnlyWhenEverythingIsWrittenAndResumeGoesOn() {
    try (ReferenceClient client = new ReferenceClient(simulator.webSocketUrl())) {
      client.subscribe("live_orders_btcusd");
      await().until(() -> client.data("live_orders_btcusd").size() > 500);
      long sent = halt(client);
      String last = simulator.truth().markets().get(0).lastEventId();
      assertThat(client.frames().get(client.frames().size() - 1)).contains(last);

      ReferenceClient.post(simulator.httpUrl() + "/control/resume", "");
      await().until(() -> client.data("live_orders_btcusd").size() > sent + 100);
    }
  }

  /** Halts, waits for the client to have all that was sent, and answers how much that was. */
  private long halt(ReferenceClient client) {
    JsonNode report =
        ReferenceClient.parse(
            ReferenceClient.post(simulator.httpUrl() + "/control/halt", "").body());
    assertThat(report.get("halted").asBoolean()).isTrue();
    assertThat(report.get("drained").asBoolean()).isTrue();
    long sent = report.at("/connections/0/data_frames").asLong();
    assertThat(report.get("data_frames").asLong()).isEqualTo(sent);
    await().until(() -> client.count(text -> !text.contains("\"bts:")) >= sent);
    assertThat(client.count(text -> !text.contains("\"bts:"))).isEqualTo(sent);
    return sent;
  }
}
