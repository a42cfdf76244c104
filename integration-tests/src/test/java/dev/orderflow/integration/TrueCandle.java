package dev.orderflow.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.orderflow.simulator.venue.TradeView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A candle made of what the exchange traded, to compare a published one with. */
final class TrueCandle {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<JsonNode> trades = new ArrayList<>();

  /** The candles of trades by start, microseconds since the epoch. */
  static Map<Long, TrueCandle> of(List<TradeView> trades, long lengthMicros) {
    Map<Long, TrueCandle> candles = new TreeMap<>();
    for (TradeView trade : trades) {
      long start = trade.microtimestamp() - trade.microtimestamp() % lengthMicros;
      candles.computeIfAbsent(start, s -> new TrueCandle()).trades.add(data(trade));
    }
    return candles;
  }

  private static JsonNode data(TradeView trade) {
    try {
      return JSON.readTree(trade.frame()).path("data");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Compares every field that trades decide. */
  void assertEqualTo(JsonNode candle) {
    assertThat(number(candle, "open")).as("open of %s", candle).isEqualByComparingTo(price(0));
    assertThat(number(candle, "close"))
        .as("close of %s", candle)
        .isEqualByComparingTo(price(trades.size() - 1));
    assertThat(number(candle, "high"))
        .as("high of %s", candle)
        .isEqualByComparingTo(
            trades.stream().map(t -> number(t, "price_str")).max(BigDecimal::compareTo).get());
    assertThat(number(candle, "low"))
        .as("low of %s", candle)
        .isEqualByComparingTo(
            trades.stream().map(t -> number(t, "price_str")).min(BigDecimal::compareTo).get());
    assertThat(candle.path("trades").asLong()).as("trades of %s", candle).isEqualTo(trades.size());
    assertThat(number(candle, "buy_volume"))
        .as("buy_volume of %s", candle)
        .isEqualByComparingTo(volume(0));
    assertThat(number(candle, "sell_volume"))
        .as("sell_volume of %s", candle)
        .isEqualByComparingTo(volume(1));
    assertThat(number(candle, "volume"))
        .as("volume of %s", candle)
        .isEqualByComparingTo(volume(0).add(volume(1)));
    assertThat(number(candle, "quote_volume"))
        .as("quote_volume of %s", candle)
        .isEqualByComparingTo(quote());
    assertThat(number(candle, "vwap").multiply(number(candle, "volume")).subtract(quote()).abs())
        .as("vwap of %s", candle)
        .isLessThan(new BigDecimal("0.000001"));
    assertThat(candle.path("first_trade_id").asLong())
        .as("first_trade_id of %s", candle)
        .isEqualTo(trades.get(0).path("id").asLong());
    assertThat(candle.path("last_trade_id").asLong())
        .as("last_trade_id of %s", candle)
        .isEqualTo(trades.get(trades.size() - 1).path("id").asLong());
  }

  private BigDecimal price(int index) {
    return number(trades.get(index), "price_str");
  }

  private BigDecimal volume(int type) {
    return trades.stream()
        .filter(trade -> trade.path("type").asInt() == type)
        .map(trade -> number(trade, "amount_str"))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private BigDecimal quote() {
    return trades.stream()
        .map(trade -> number(trade, "price_str").multiply(number(trade, "amount_str")))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static BigDecimal number(JsonNode node, String name) {
    return new BigDecimal(node.path(name).asText());
  }
}
