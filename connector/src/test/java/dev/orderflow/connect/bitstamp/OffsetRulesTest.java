package dev.orderflow.connect.bitstamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orderflow.connect.bitstamp.record.SourceOffsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code alterOffsets}, as Connect calls it: on a connector that was never started. */
class OffsetRulesTest {

  private static final String ID = "00065aad-a8b2-14c8-0000-000101000020";
  private static final Map<String, String> CONFIG =
      Map.of(
          "name", "bitstamp",
          "topic", "testTopic",
          "markets", "btcusd",
          "channels", "live_orders,live_trades,diff_order_book");

  static Stream<Arguments> good() {
    return Stream.of(
        Arguments.of("live_orders_btcusd", Map.of("event_id", ID)),
        Arguments.of("live_orders_btcusd", Map.of("event_id", ID, "microtimestamp", 1L)),
        Arguments.of("live_trades_btcusd", Map.of("trade_id", 629_876_235)),
        Arguments.of(
            "live_trades_btcusd",
            Map.of(
                "trade_id", 9L,
                "microtimestamp", 1L,
                "audited_trade_id", 5L,
                "audited_microtimestamp", 1L,
                "trades_since_audit", 2L)),
        Arguments.of("diff_order_book_btcusd", Map.of("microtimestamp", 1L)),
        Arguments.of("malformed", Map.of("microtimestamp", 1L)));
  }

  @ParameterizedTest
  @MethodSource("good")
  void takesAnOffsetFromWhichTheFeedCanBeResumed(String channel, Map<String, ?> offset) {
    assertThat(alter(Map.of("channel", channel), offset)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("good")
  void theTaskCanReadIt(String channel, Map<String, ?> offset) {
    assertThatCode(() -> SourceOffsets.position(offset)).doesNotThrowAnyException();
  }

  static Stream<Arguments> bad() {
    Map<String, String> orders = Map.of("channel", "live_orders_btcusd");
    Map<String, String> trades = Map.of("channel", "live_trades_btcusd");
    return Stream.of(
        Arguments.of(orders, Map.of("trade_id", 5), "event_id must be"),
        Arguments.of(orders, Map.of("event_id", 5), "event_id must be"),
        Arguments.of(orders, Map.of("event_id", "abc"), "event_id must be"),
        Arguments.of(orders, Map.of("event_id", ID, "trade_id", 5), "trade_id is not known here"),
        Arguments.of(
            orders,
            Map.of("event_id", ID, "microtimestamp", "5"),
            "microtimestamp must be a whole"),
        Arguments.of(trades, Map.of("event_id", ID), "trade_id is missing"),
        Arguments.of(trades, Map.of("trade_id", "5"), "trade_id must be a whole number"),
        Arguments.of(trades, Map.of("trade_id", -1L), "trade_id must be a whole number"),
        Arguments.of(trades, Map.of("trade_id", 1.5), "trade_id must be a whole number"),
        Arguments.of(
            trades,
            Map.of(
                "trade_id", 9,
                "microtimestamp", 9,
                "audited_trade_id", 5,
                "audited_microtimestamp", 1,
                "trades_since_audit", 2,
                "trade_ids_since_audit", "a.?"),
            "trade_ids_since_audit must be"),
        Arguments.of(
            Map.of("channel", "diff_order_book_btcusd"), Map.of(), "microtimestamp is missing"),
        Arguments.of(
            Map.of("channel", "live_orders_ethusd"),
            Map.of("event_id", ID),
            "does not read that channel, but diff_order_book_btcusd"),
        Arguments.of(Map.of("channel", "orders"), Map.of("event_id", ID), "does not read"),
        Arguments.of(Map.of("market", "btcusd"), Map.of("event_id", ID), "a source partition is"),
        Arguments.of(Map.of(), Map.of("event_id", ID), "a source partition is"));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void refusesAnyOtherWithTheReason(
      Map<String, ?> partition, Map<String, ?> offset, String reason) {
    assertThatThrownBy(() -> alter(partition, offset))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining(reason)
        .hasMessageContaining(partition.toString());
  }

  @ParameterizedTest
  @MethodSource("bad")
  void removesWhateverIsThere(Map<String, ?> partition) {
    assertThat(alter(partition, null)).isTrue();
  }

  @Test
  void aReset() {
    assertThat(new BitstampSourceConnector().alterOffsets(CONFIG, new HashMap<>())).isTrue();
  }

  private static boolean alter(Map<String, ?> partition, Map<String, ?> offset) {
    Map<Map<String, ?>, Map<String, ?>> offsets = Collections.singletonMap(partition, offset);
    return new BitstampSourceConnector().alterOffsets(CONFIG, offsets);
  }
}
