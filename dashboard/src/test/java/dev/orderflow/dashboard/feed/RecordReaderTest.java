package dev.orderflow.dashboard.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.orderflow.dashboard.market.Markets;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read of records as the connector and the jobs write them. */
class RecordReaderTest {

  private static final long NOW = 1_788_551_770_000_000L;

  private final Markets markets = new Markets();
  private final RecordReader reader = new RecordReader(markets);

  private static Received record(String value, Map<String, String> headers) {
    RecordHeaders all = new RecordHeaders();
    headers.forEach((name, text) -> all.add(name, text.getBytes(StandardCharsets.UTF_8)));
    return new Received(
        new ConsumerRecord<>(
            "topic",
            0,
            0,
            NOW / 1_000,
            TimestampType.CREATE_TIME,
            0,
            0,
            new byte[0],
            value.getBytes(StandardCharsets.UTF_8),
            all,
            Optional.empty()),
        true,
        NOW + 5_000);
  }

  private static Received source(String channel, String event, String value) {
    return record(
        value,
        Map.of(
            "channel",
            channel + "_btcusd",
            "event",
            event,
            "origin",
            "stream",
            "received_at",
            Long.toString(NOW + 2_000)));
  }

  private JsonNode frame() throws Exception {
    Markets.View view = markets.resolve(new Markets.View("btcusd", "1m"));
    return new ObjectMapper()
        .readTree(markets.frame(view, 0, NOW + 5_000, Optional.empty()).orElseThrow());
  }

  private static String golden(String name) throws Exception {
    return Files.readString(Path.of(System.getProperty("records"), name));
  }

  @Test
  void whatIsDatedFarAheadIsRefused() throws Exception {
    String trade =
        """
        {"data":{"id":1,"type":0,"price_str":"1","amount_str":"1","microtimestamp":"%d"}}""";
    String candle =
        """
        {"market":"btcusd","interval":"1m","start":"9999-01-01T00:00:00Z","open":"1"}""";

    assertThatThrownBy(
            () ->
                reader.read(
                    Role.SOURCE, source("live_trades", "trade", trade.formatted(Long.MAX_VALUE))))
        .hasMessageContaining("too far ahead");
    assertThatThrownBy(() -> reader.read(Role.CANDLES, record(candle, Map.of())))
        .hasMessageContaining("too far ahead");
    String order =
        """
        {"market":"btcusd","fate":"filled","ended_at":"9999-01-01T00:00:00Z"}""";
    assertThatThrownBy(() -> reader.read(Role.ORDERS, record(order, Map.of())))
        .hasMessageContaining("too far ahead");
    reader.read(Role.SOURCE, source("live_trades", "trade", trade.formatted(NOW)));
    assertThat(frame().at("/trust/last_event").asLong()).isEqualTo(NOW / 1_000);
  }

  @ParameterizedTest
  @CsvSource({
    "gap-unrepaired.json, live_orders, false, 1788551766349, 1788551766364",
    "gap-repaired.json, live_orders, true, 1788551766349, 1788551766364",
    "gap-trades.json, live_trades, false, 1788551770815, 1788580000000"
  })
  void theConnectorsGapsAreRead(String file, String channel, boolean repaired, long from, long to)
      throws Exception {
    reader.read(Role.SOURCE, source(channel, "orderflow:gap", golden(file)));
    JsonNode gap = frame().at("/gaps/0");
    assertThat(gap.get(0).asLong()).isEqualTo(from);
    assertThat(gap.get(1).asLong()).isEqualTo(to);
    assertThat(gap.get(2).asBoolean()).isEqualTo(repaired);
    assertThat(gap.get(3).asText()).isEqualTo(channel + "_btcusd");
  }

  @Test
  void theConnectorsSessionsAreRead() throws Exception {
    reader.read(
        Role.SOURCE, source("live_orders", "orderflow:session", golden("session-started.json")));
    assertThat(frame().at("/trust/coverage/down")).isEmpty();
    reader.read(
        Role.SOURCE, source("live_orders", "orderflow:session", golden("session-ended.json")));
    assertThat(frame().at("/trust/coverage/down/0").toString())
        .isEqualTo("[\"live_orders_btcusd\",1788551766500]");
    reader.read(Role.SOURCE, source("live_orders", "orderflow:snapshot", golden("snapshot.json")));
  }

  /** It says of events that they are written, and is none itself. */
  @Test
  void aProofChangesNothing() throws Exception {
    reader.read(Role.SOURCE, source("live_orders", "order_created", "{}"));
    JsonNode before = frame().at("/trust/last_event");
    reader.read(Role.SOURCE, source("live_orders", "orderflow:proof", "{}"));
    reader.read(Role.SOURCE, source("live_orders", "orderflow:weather", "{}"));
    assertThat(frame().at("/trust/last_event")).isEqualTo(before);
    assertThat(frame().at("/gaps")).isEmpty();
  }

  @Test
  void aTradeIsReadWithTheDigitsOfItsText() throws Exception {
    reader.read(
        Role.SOURCE,
        source(
            "live_trades",
            "trade",
            """
            {"data":{"id":629876235,"timestamp":"1788551770","amount":0.00043,"amount_str":"0.00043000","price":79829.0,"price_str":"79829.00","type":1,"microtimestamp":"1788551769998000"},"channel":"live_trades_btcusd","event":"trade"}"""));
    JsonNode frame = frame();
    assertThat(frame.at("/price/last").asText()).isEqualTo("79829.00");
    assertThat(frame.at("/trades/0").toString())
        .isEqualTo("[1788551769998,\"79829.00\",\"0.00043000\",false,629876235,false,false]");
    assertThat(frame.at("/trust/latency/exchange/p50").asLong()).isBetween(3_900L, 4_100L);
    assertThat(frame.at("/trust/latency/kafka/p50").asLong()).isBetween(2_900L, 3_100L);
    assertThat(frame.at("/trust/last_event").asLong()).isEqualTo(1788551769998L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{\"data\":1}",
        "{\"data\":{\"id\":1,\"type\":0,\"price\":\"1\"}}",
        "{\"data\":{\"id\":1,\"type\":2,\"price\":\"1\",\"amount\":\"1\"}}",
        "{\"data\":{\"id\":1,\"type\":0,\"price\":\"1e999999999\",\"amount\":\"1\"}}",
        "{\"data\":{\"id\":1,\"type\":0,\"price\":{},\"amount\":\"1\"}}"
      })
  void whatIsNoTradeIsRejectedWithAReason(String value) {
    assertThatThrownBy(() -> reader.read(Role.SOURCE, source("live_trades", "trade", value)))
        .isInstanceOf(RejectedRecordException.class)
        .message()
        .isNotBlank();
  }

  @Test
  void aCandleIsRead() throws Exception {
    reader.read(
        Role.CANDLES,
        record(
            """
            {"market":"btcusd","interval":"1m","start":"2026-01-01T00:00:00Z","end":"2026-01-01T00:01:00Z","open":"1","high":"3","low":"0.5","close":"2","volume":"10","quote_volume":"20","vwap":"2","trades":4,"complete":false,"missing_ms":1200,"late_trades":0,"repaired_trades":1,"final":true,"revised":true,"revision":3}""",
            Map.of("received_at", Long.toString(NOW))));
    assertThat(frame().at("/candles/0").toString())
        .isEqualTo(
            "[1767225600000,\"1\",\"3\",\"0.5\",\"2\",\"10\",\"2\",4,false,1200,true,3,true,true]");
    assertThat(frame().at("/trust/latency/spark/p50").asLong()).isBetween(4_900L, 5_100L);
  }

  @Test
  void whatTheJobsPublishIsRead() throws Exception {
    Map<Role, String> examples =
        Map.of(
            Role.CANDLES, "candle.json",
            Role.BOOK, "book.json",
            Role.FLOW, "flow.json",
            Role.ORDERS, "order.json",
            Role.ALERTS, "alert.json");
    for (Map.Entry<Role, String> each : examples.entrySet()) {
      reader.read(each.getKey(), record(golden(each.getValue()), Map.of()));
    }
    JsonNode frame = frame();
    assertThat(frame.at("/candles/0/4").asText()).isEqualTo("101");
    assertThat(frame.at("/book/touch/microprice").asText()).isEqualTo("100.025");
    assertThat(frame.at("/points/0").toString())
        .isEqualTo("[1788551760000,10.0,0.5,100.0,100.025]");
    assertThat(frame.path("flow_interval").asText()).isEqualTo("10s");
    assertThat(frame.at("/flow/0/1").asDouble()).isEqualTo(1.3);
    assertThat(frame.at("/order_ends/0").toString())
        .isEqualTo("[1788551760000,0,1,0,0,\"1\",\"0.1\"]");
    assertThat(frame.at("/alerts/0/1").asText()).isEqualTo("book_invalid");

    reader.read(Role.BOOK, record(golden("book-invalid.json"), Map.of()));
    assertThat(frame().at("/book/reason").asText()).isEqualTo("gap");
  }

  @Test
  void aRowOfAnUnknownFateOrTimeIsRejected() {
    assertThatThrownBy(
            () ->
                reader.read(
                    Role.ORDERS, record("{\"market\":\"btcusd\",\"fate\":\"lost\"}", Map.of())))
        .hasMessage("fate is unknown: lost");
    assertThatThrownBy(
            () ->
                reader.read(Role.BOOK, record("{\"market\":\"btcusd\",\"at\":\"now\"}", Map.of())))
        .hasMessage("at is not a time");
  }
}
