package dev.orderflow.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orderflow.integration.continuity.FeedRecord;
import dev.orderflow.simulator.exchange.TradeView;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A candle made of what the exchange traded, to compare a published one with. It keeps sums, not
 * trades.
 */
final class TrueCandle {

  private static final BigDecimal VWAP_ERROR = new BigDecimal("1E-15");

  private final long firstId;
  private final BigDecimal open;
  private BigDecimal high;
  private BigDecimal low;
  private BigDecimal close;
  private BigDecimal buyVolume = BigDecimal.ZERO;
  private BigDecimal sellVolume = BigDecimal.ZERO;
  private BigDecimal quoteVolume = BigDecimal.ZERO;
  private long lastId;
  private long trades;

  private TrueCandle(long firstId, BigDecimal open) {
    this.firstId = firstId;
    this.open = open;
    high = open;
    low = open;
    close = open;
  }

  /**
   * The candles of trades by start, microseconds since the epoch.
   *
   * @param trades of one market, oldest first
   */
  static Map<Long, TrueCandle> of(List<TradeView> trades, long lengthMicros) {
    Map<Long, TrueCandle> candles = new TreeMap<>();
    for (TradeView trade : trades) {
      long start = trade.microtimestamp() - trade.microtimestamp() % lengthMicros;
      JsonNode data = FeedRecord.json(trade.frame()).path("data");
      candles
          .computeIfAbsent(start, s -> new TrueCandle(trade.id(), number(data, "price_str")))
          .add(trade.id(), data);
    }
    return candles;
  }

  private void add(long id, JsonNode data) {
    BigDecimal price = number(data, "price_str");
    BigDecimal amount = number(data, "amount_str");
    high = high.max(price);
    low = low.min(price);
    close = price;
    lastId = id;
    trades++;
    quoteVolume = quoteVolume.add(price.multiply(amount));
    if (data.path("type").asInt() == 0) {
      buyVolume = buyVolume.add(amount);
    } else {
      sellVolume = sellVolume.add(amount);
    }
  }

  /** Compares every field that trades decide. */
  void assertEqualTo(JsonNode candle) {
    assertSame(candle, "open", open);
    assertSame(candle, "high", high);
    assertSame(candle, "low", low);
    assertSame(candle, "close", close);
    assertSame(candle, "buy_volume", buyVolume);
    assertSame(candle, "sell_volume", sellVolume);
    assertSame(candle, "volume", buyVolume.add(sellVolume));
    assertSame(candle, "quote_volume", quoteVolume);
    assertThat(candle.path("trades").asLong()).as("trades of %s", candle).isEqualTo(trades);
    assertThat(candle.path("first_trade_id").asLong())
        .as("first_trade_id of %s", candle)
        .isEqualTo(firstId);
    assertThat(candle.path("last_trade_id").asLong())
        .as("last_trade_id of %s", candle)
        .isEqualTo(lastId);
    BigDecimal product = number(candle, "vwap").multiply(buyVolume.add(sellVolume));
    assertThat(product.subtract(quoteVolume).abs())
        .as("vwap of %s", candle)
        .isLessThanOrEqualTo(quoteVolume.multiply(VWAP_ERROR));
  }

  private static void assertSame(JsonNode candle, String name, BigDecimal truth) {
    assertThat(number(candle, name)).as("%s of %s", name, candle).isEqualByComparingTo(truth);
  }

  private static BigDecimal number(JsonNode node, String name) {
    return new BigDecimal(node.path(name).asText());
  }
}
