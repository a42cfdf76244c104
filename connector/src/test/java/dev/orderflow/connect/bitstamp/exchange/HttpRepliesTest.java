package dev.orderflow.connect.bitstamp.exchange;

import static dev.orderflow.connect.bitstamp.exchange.Frames.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replies whose schema was never seen on the wire: used as they are, or refused, never a crash. */
class HttpRepliesTest {

  @Test
  void keepsAnOrderAsTheExchangeWroteIt() throws IOException {
    String data = "{\"id\":7, \"microtimestamp\":\"5000\", \"amount\":0.50, \"x\":{\"y\":[]}}";
    String reply = "[{\"event\":\"order_created\",\"event_id\":\"a-1\",\"data\":" + data + "}]";
    assertThat(HttpReplies.orders(utf8(reply)))
        .containsExactly(new OrderRow("a-1", "order_created", "", 7, 5000, data));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\\\"b", "a b"})
  void refusesWordsThatWouldBreakAFrame(String word) {
    String reply = "[{\"event\":\"" + word + "\",\"event_id\":\"a\",\"data\":{}}]";
    assertThatThrownBy(() -> HttpReplies.orders(utf8(reply))).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "", "abc", "1E999999999", "1E-999999999", "NaN"})
  void refusesPricesThatAreNone(String price) {
    String reply =
        "[{\"date\":\"1\",\"tid\":\"2\",\"price\":\""
            + price
            + "\",\"type\":\"0\",\"amount\":\"1E-8\"}]";
    assertThatThrownBy(() -> HttpReplies.trades(utf8(reply))).isInstanceOf(IOException.class);
  }

  @Test
  void readsATrade() throws IOException {
    String reply =
        "[{\"date\":\"1560481868\",\"tid\":\"90574283\",\"price\":\"8194.79\",\"type\":\"1\","
            + "\"amount\":\"1E-8\"}]";
    assertThat(HttpReplies.trades(utf8(reply)))
        .containsExactly(
            new TradeRow(90574283, 1_560_481_868_000_000L, false, "8194.79", "1E-8", 1));
  }

  /** The unit of its date is not documented where it is none of seconds. */
  @ParameterizedTest
  @ValueSource(strings = {"1560481868", "1560481868000", "1560481868000000"})
  void readsATradesDateInWhateverUnit(String date) throws IOException {
    String reply =
        "[{\"date\":\""
            + date
            + "\",\"tid\":\"2\",\"price\":\"1\",\"type\":\"0\",\"amount\":\"1\"}]";
    assertThat(HttpReplies.trades(utf8(reply)))
        .extracting(TradeRow::microtimestamp)
        .containsExactly(1_560_481_868_000_000L);
  }

  /** Nothing has happened, as far as the exchange lists it. */
  @ParameterizedTest
  @ValueSource(strings = {"[]", "{\"data\":[]}", "{\"warnings\":[],\"data\":{\"events\":[]}}"})
  void readsAListWithoutRows(String reply) throws IOException {
    assertThat(HttpReplies.orders(utf8(reply))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"data\":%s}",
        "{\"warnings\":[],\"data\":%s}",
        "{\"market\":\"btcusd\",\"data\":{\"events\":%s,\"more\":[1]},\"count\":1}"
      })
  void readsAListThatIsWrapped(String around) throws IOException {
    String rows = "[{\"event\":\"order_created\",\"event_id\":\"a-1\",\"data\":{\"id\":null}}]";
    assertThat(HttpReplies.orders(utf8(String.format(around, rows))))
        .containsExactly(
            new OrderRow("a-1", "order_created", "", Message.Data.NONE, -1, "{\"id\":null}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"reason\":[\"no\"]}",
        "7",
        "",
        "[{\"event\":\"x\"",
        "[]}",
        "[1]",
        "{\"errors\":[],\"data\":null}[",
        "[{\"event\":\"x\",\"event_id\":\"a\",\"data\":\"{}\"}]",
        "[{\"event\":\"x\",\"event_id\":null,\"data\":{}}]"
      })
  void refusesWhatHasNoRows(String reply) {
    assertThatThrownBy(() -> HttpReplies.orders(utf8(reply))).isInstanceOf(IOException.class);
  }

  @Test
  void readsABookThatIsWrapped() throws IOException {
    String reply =
        "{\"data\":{\"bids\":[[\"1\",\"2\",\"3\"]],\"microtimestamp\":\"5\",\"asks\":[]}}";
    assertThat(HttpReplies.book(utf8(reply)))
        .isEqualTo(new BookSnapshot(5, List.of("[\"1\",\"2\",\"3\"]"), List.of()));
  }

  @Test
  void refusesABookOfOneSide() {
    assertThatThrownBy(() -> HttpReplies.book(utf8("{\"microtimestamp\":\"5\",\"asks\":[]}")))
        .isInstanceOf(UnreadableReply.class);
  }

  @Test
  void readsMarketsAndTheirNames() throws IOException {
    String reply =
        "[{\"name\":\"BTC/USD\",\"market_symbol\":\"btcusd\"},{\"market_symbol\":\"x\"}]";
    assertThat(HttpReplies.markets(utf8(reply)))
        .containsExactly(Map.entry("btcusd", "BTC/USD"), Map.entry("x", "x"));
  }
}
