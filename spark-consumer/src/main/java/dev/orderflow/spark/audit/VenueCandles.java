package dev.orderflow.spark.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.orderflow.spark.market.Interval;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The exchange's candles, over {@code GET /api/v2/ohlc/{market}/}.
 *
 * <p>A reply holds the newest candles up to its end, a thousand at most, so pages go backwards.
 */
final class VenueCandles {

  /** The lengths that the exchange makes, in seconds. */
  private static final Set<Long> STEPS =
      Set.of(60L, 180L, 300L, 900L, 1800L, 3600L, 7200L, 14400L, 21600L, 43200L, 86400L);

  private static final int PAGE = 1_000;
  private static final int ATTEMPTS = 3;
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** The exchange allows 400 requests a second; nobody needs an audit in a hurry. */
  private static final Duration PAUSE = Duration.ofMillis(100);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final URI url;

  /** The exchange at an address such as {@code https://www.bitstamp.net}. */
  VenueCandles(URI url) {
    this.url = url;
  }

  static boolean knows(Interval interval) {
    return STEPS.contains(interval.micros() / 1_000_000);
  }

  /**
   * The candles of a time.
   *
   * @param from start of the first, microseconds since the epoch
   * @param to start of the last, microseconds since the epoch
   * @return candles by start, those without trades too, as the exchange has them
   * @throws IOException naming what went wrong
   */
  SortedMap<Long, CandleFigures> between(String market, Interval interval, long from, long to)
      throws IOException, InterruptedException {
    TreeMap<Long, CandleFigures> candles = new TreeMap<>();
    long end = to;
    while (end >= from) {
      long step = interval.micros();
      long start = Math.max(from, end - (PAGE - 1) * step);
      page(market, interval, start, end, candles);
      end = start - step;
    }
    return candles;
  }

  private void page(
      String market,
      Interval interval,
      long start,
      long end,
      SortedMap<Long, CandleFigures> candles)
      throws IOException, InterruptedException {
    String query =
        String.format(
            Locale.ROOT,
            "/api/v2/ohlc/%s/?step=%d&limit=%d&start=%d&end=%d",
            market,
            interval.micros() / 1_000_000,
            PAGE,
            start / 1_000_000,
            end / 1_000_000);
    for (JsonNode candle : rows(query)) {
      long at = candle.path("timestamp").asLong() * 1_000_000;
      if (at >= start && at <= end) {
        candles.put(at, figures(candle));
      }
    }
  }

  private JsonNode rows(String query) throws IOException, InterruptedException {
    IOException failure = new IOException("not asked");
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      Thread.sleep(PAUSE.toMillis() * attempt * attempt);
      try {
        HttpResponse<String> reply =
            client.send(
                HttpRequest.newBuilder(url.resolve(query)).timeout(TIMEOUT).build(),
                HttpResponse.BodyHandlers.ofString());
        if (reply.statusCode() != 200) {
          throw new IOException("the exchange answered " + reply.statusCode());
        }
        JsonNode rows = JSON.readTree(reply.body()).path("data").path("ohlc");
        if (!rows.isArray()) {
          throw new IOException("the exchange's answer holds no candles");
        }
        return rows;
      } catch (IOException failed) {
        failure = new IOException(url.getHost() + query + ": " + failed, failed);
      }
    }
    throw failure;
  }

  private static CandleFigures figures(JsonNode candle) throws IOException {
    try {
      return CandleFigures.of(candle);
    } catch (IllegalArgumentException none) {
      throw new IOException("the exchange's answer: " + none.getMessage(), none);
    }
  }
}
