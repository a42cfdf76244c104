package dev.orderflow.connect.bitstamp.exchange;

import static dev.orderflow.connect.bitstamp.exchange.Frames.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageParserTest {

  private static final Channel ORDERS = new Channel(ChannelKind.LIVE_ORDERS, "btcusd");

  private final MessageParser parser = new MessageParser(List.of(ORDERS));

  @Test
  void readsAnOrderEvent() {
    assertThat(parser.parse(utf8(Frames.order(7))))
        .isEqualTo(
            new Message.Data(
                ORDERS,
                "order_created",
                1788551766371000L,
                Frames.eventId(7),
                Frames.eventId(6),
                2046839978831872L,
                "orderbook",
                Optional.empty()));
  }

  @Test
  void readsWhatAnOrderEventShowsOfATrade() {
    String filled =
        Frames.order(7).replace("\"amount_traded\":\"0\"", "\"amount_traded\":\"0.00572000\"");
    assertThat(((Message.Data) parser.parse(utf8(filled))).execution())
        .contains(new Execution("79728.11", "0.00572000", 1, Message.Data.NONE, 2046839978831872L));
  }

  @Test
  void readsATrade() {
    assertThat(parser.parse(utf8(Frames.trade(629876235))))
        .isEqualTo(
            new Message.Data(
                new Channel(ChannelKind.LIVE_TRADES, "btcusd"),
                "trade",
                1788551770815000L,
                "",
                "",
                629876235,
                "",
                Optional.of(
                    new Execution(
                        "79715.39", "0.00062132", 0, 2046839997059073L, 2046839970762754L))));
  }

  /** As where they are absent. */
  @Test
  void readsFieldsThatAreNull() {
    String trade =
        Frames.trade(629876235)
            .replaceFirst("\\{", "{\"event_id\":null,\"pre_event_id\":null,\"order_source\":null,");
    assertThat(parser.parse(utf8(trade))).isEqualTo(parser.parse(utf8(Frames.trade(629876235))));
    assertThat(parser.parse(utf8("{\"event\":\"bts:heartbeat\",\"channel\":null,\"data\":null}")))
        .isEqualTo(new Message.HeartbeatAnswered());
    assertThat(
            parser.parse(
                utf8(
                    "{\"event\":\"order_created\",\"channel\":\"live_orders_btcusd\","
                        + "\"data\":{\"id\":null,\"microtimestamp\":null}}")))
        .isEqualTo(
            new Message.Data(
                ORDERS, "order_created", Message.Data.NONE, "", "", Message.Data.NONE));
  }

  @Test
  void readsABookWhoseMarketHasAHyphen() {
    String frame =
        "{\"data\":{\"timestamp\":\"1789456316\",\"microtimestamp\":\"1789456316507635\","
            + "\"bids\":[[\"77049\",\"0.00000\"]],\"asks\":[]},"
            + "\"channel\":\"diff_order_book_btcusd-perp\",\"event\":\"data\"}";
    assertThat(parser.parse(utf8(frame)))
        .isEqualTo(
            new Message.Data(
                new Channel(ChannelKind.DIFF_ORDER_BOOK, "btcusd-perp"),
                "data",
                1789456316507635L,
                "",
                "",
                Message.Data.NONE));
  }

  @Test
  void readsControlMessagesWhateverTheirDataIs() {
    assertThat(
            parser.parse(
                utf8(
                    "{\"event\":\"bts:subscription_succeeded\",\"channel\":\"live_orders_btcusd\","
                        + "\"data\":{}}")))
        .isEqualTo(new Message.SubscriptionSucceeded("live_orders_btcusd"));
    assertThat(
            parser.parse(
                utf8(
                    "{\"event\":\"bts:heartbeat\",\"channel\":\"\","
                        + "\"data\":{\"status\":\"success\"}}")))
        .isEqualTo(new Message.HeartbeatAnswered());
    for (String data : List.of("\"\"", "null", "{}")) {
      assertThat(
              parser.parse(
                  utf8(
                      "{\"event\":\"bts:request_reconnect\",\"channel\":\"\",\"data\":"
                          + data
                          + "}")))
          .isEqualTo(new Message.ReconnectRequested());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "4009", "\"4009\""})
  void readsErrorsWithAndWithoutACode(String code) {
    String frame =
        "{\"event\":\"bts:error\",\"channel\":\"\",\"data\":{\"code\":"
            + code
            + ",\"message\":\"Bad subscription string.\"}}";
    assertThat(parser.parse(utf8(frame)))
        .isEqualTo(
            new Message.VenueError(code.equals("null") ? "" : "4009", "Bad subscription string."));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "[]",
        "42",
        "\"text\"",
        "{",
        "{\"event\":\"trade\"",
        "{}",
        "{\"event\":5}",
        "{\"event\":\"trade\",\"channel\":\"live_trades_btcusd\"}",
        "{\"event\":\"trade\",\"channel\":\"live_trades_btcusd\",\"data\":[]}",
        "{\"event\":\"trade\",\"channel\":\"live_trades_btcusd\",\"data\":\"{\\\"id\\\":1}\"}",
        "{\"event\":null,\"channel\":\"live_trades_btcusd\",\"data\":{}}",
        "{\"event\":\"trade\",\"channel\":\"nothing_btcusd\",\"data\":{}}",
        "{\"event\":\"trade\",\"channel\":\"live_trades_BTC/USD\",\"data\":{}}",
        "{\"event\":\"bts:new_control\",\"channel\":\"\",\"data\":{}}",
        "{\"event\":\"trade\",\"channel\":\"live_trades_btcusd\",\"data\":{\"id\":1.5}}",
        "{\"event\":\"trade\",\"channel\":\"live_trades_btcusd\",\"data\":{\"id\":-1}}",
        "{\"event\":\"trade\",\"channel\":\"live_trades_btcusd\",\"data\":{\"id\":{}}}",
        "{\"event\":\"trade\",\"channel\":\"live_trades_btcusd\","
            + "\"data\":{\"microtimestamp\":\"soon\"}}",
        "{\"event\":\"trade\",\"channel\":\"live_trades_btcusd\","
            + "\"data\":{\"microtimestamp\":\"999999999999999999\"}}",
        "{\"event\":\"trade\",\"channel\":\"live_trades_btcusd\",\"data\":{}} {}",
        "{\"event\":\"trade\",\"channel\":\"live_trades_btcusd\",\"data\":{}} x",
      })
  void callsBadFramesMalformed(String frame) {
    assertThat(parser.parse(utf8(frame))).isInstanceOf(Message.Malformed.class);
  }

  @Test
  void survivesDeepNestingHugeNumbersAndHugeFrames() {
    String nested = "{\"event\":\"trade\",\"channel\":\"c\",\"x\":" + "[".repeat(100_000);
    String number =
        "{\"event\":\"trade\",\"channel\":\"live_trades_btcusd\",\"data\":{\"id\":"
            + "9".repeat(100_000)
            + "}}";
    String huge = "{\"event\":\"" + "e".repeat(10_000_000);
    assertThat(Stream.of(nested, number, huge).map(frame -> parser.parse(utf8(frame))))
        .allSatisfy(message -> assertThat(message).isInstanceOf(Message.Malformed.class));
  }

  /** Cutting, flipping and repeating bytes of good frames must never throw. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void neverThrowsOnDamagedFrames(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] frame = utf8(random.nextBoolean() ? Frames.order(i) : Frames.trade(i));
      for (int damage = random.nextInt(4); damage >= 0; damage--) {
        frame[random.nextInt(frame.length)] = (byte) random.nextInt(256);
      }
      byte[] cut = java.util.Arrays.copyOf(frame, random.nextInt(frame.length + 1));
      assertThat(parser.parse(random.nextBoolean() ? cut : frame)).isNotNull();
    }
  }

  /** Frames of every kind and age, in the shapes that the exchange sent them in. */
  @ParameterizedTest
  @MethodSource("dataFrames")
  void readsEveryKindOfFrame(String frame) {
    assertThat(parser.parse(utf8(frame)))
        .isInstanceOfSatisfying(
            Message.Data.class,
            data -> {
              assertThat(data.event()).matches("order_(created|changed|deleted)|trade|data");
              assertThat(frame).contains(data.channel().name(), data.eventId());
              boolean known = frame.contains("\"microtimestamp\":");
              assertThat(data.microtimestamp() != Message.Data.NONE).isEqualTo(known);
              boolean carriesId = !data.event().equals("data");
              assertThat(data.id() != Message.Data.NONE).isEqualTo(carriesId);
            });
  }

  static List<String> dataFrames() throws IOException {
    return Frames.ofKind("data");
  }

  @ParameterizedTest
  @MethodSource("controlFrames")
  void readsEveryKindOfControlMessage(String frame) {
    assertThat(parser.parse(utf8(frame)))
        .isNotInstanceOf(Message.Data.class)
        .isNotInstanceOf(Message.Malformed.class);
  }

  static List<String> controlFrames() throws IOException {
    return Frames.ofKind("control");
  }
}
