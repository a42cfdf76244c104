package dev.orderflow.spark.market.candle;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;

/**
 * The candle as it stands in the output topic.
 *
 * <p>Money is decimal text without trailing zeros, so that equal numbers are equal text; times are
 * ISO-8601 in UTC. Where there is no price the fields are null, never absent.
 */
public final class CandleJson {

  private static final JsonFactory JSON = new JsonFactory();

  private CandleJson() {}

  /**
   * The record's key, under which the newest revision of a candle is the one that counts.
   *
   * @param market such as {@code btcusd}
   * @param candle the candle
   * @return market, interval and start, such as {@code btcusd|1m|2026-01-01T00:00:00Z}
   */
  public static String key(String market, Candle candle) {
    return market + '|' + candle.interval() + '|' + time(candle.start());
  }

  /**
   * The record's value.
   *
   * @param market such as {@code btcusd}
   * @param candle the candle
   * @return a JSON object in one line
   */
  public static String value(String market, Candle candle) {
    StringWriter text = new StringWriter(512);
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("market", market);
      json.writeStringField("interval", candle.interval().toString());
      json.writeStringField("start", time(candle.start()));
      json.writeStringField("end", time(candle.end()));
      money(json, "open", candle.prices().map(Candle.Prices::open).orElse(null));
      money(json, "high", candle.prices().map(Candle.Prices::high).orElse(null));
      money(json, "low", candle.prices().map(Candle.Prices::low).orElse(null));
      money(json, "close", candle.prices().map(Candle.Prices::close).orElse(null));
      Candle.Totals totals = candle.totals();
      money(json, "volume", totals.volume());
      money(json, "quote_volume", totals.quoteVolume());
      money(json, "vwap", candle.vwap().orElse(null));
      json.writeNumberField("trades", totals.trades());
      money(json, "buy_volume", totals.buyVolume());
      money(json, "sell_volume", totals.sellVolume());
      id(json, "first_trade_id", totals.firstTradeId());
      id(json, "last_trade_id", totals.lastTradeId());
      json.writeBooleanField("complete", candle.isComplete());
      json.writeNumberField("missing_ms", candle.missingMillis());
      json.writeNumberField("late_trades", candle.lateTrades());
      json.writeNumberField("repaired_trades", totals.repairedTrades());
      json.writeBooleanField("final", candle.isFinal());
      json.writeBooleanField("revised", candle.isRevised());
      json.writeNumberField("revision", candle.revision());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static String time(long micros) {
    return Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1_000).toString();
  }

  private static void money(JsonGenerator json, String name, BigDecimal value) throws IOException {
    if (value == null) {
      json.writeNullField(name);
    } else {
      // A zero keeps its scale when stripped of zeros in some forms; signum tells it apart.
      json.writeStringField(
          name, value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString());
    }
  }

  private static void id(JsonGenerator json, String name, long id) throws IOException {
    if (id == 0) {
      json.writeNullField(name);
    } else {
      json.writeNumberField(name, id);
    }
  }
}
