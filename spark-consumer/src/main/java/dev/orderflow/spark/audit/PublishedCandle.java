package dev.orderflow.spark.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.orderflow.spark.market.Interval;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The newest revision of a candle, from the candles topic.
 *
 * @param market such as {@code btcusd}
 * @param interval its length
 * @param start microseconds since the epoch
 * @param isFinal whether it can change no more
 * @param isComplete whether every trade is in it
 * @param figures empty where no price is known
 * @param value the record's value
 */
record PublishedCandle(
    String market,
    Interval interval,
    long start,
    boolean isFinal,
    boolean isComplete,
    Optional<CandleFigures> figures,
    String value) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Reads a record's value.
   *
   * @return empty where it is no candle
   */
  static Optional<PublishedCandle> parse(String value) {
    try {
      JsonNode candle = JSON.readTree(value);
      return Optional.of(
          new PublishedCandle(
              candle.get("market").asText(),
              Interval.parse(candle.get("interval").asText()),
              ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(candle.get("start").asText())),
              candle.get("final").asBoolean(),
              candle.get("complete").asBoolean(),
              candle.get("open").isNull()
                  ? Optional.empty()
                  : Optional.of(CandleFigures.of(candle)),
              value));
    } catch (JsonProcessingException | RuntimeException notACandle) {
      return Optional.empty();
    }
  }

  /** Names the market and the length. */
  Series series() {
    return new Series(market, interval);
  }

  /**
   * All candles of a market of one length.
   *
   * @param market such as {@code btcusd}
   * @param interval the length
   */
  record Series(String market, Interval interval) {}
}
