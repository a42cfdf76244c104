package dev.orderflow.dashboard.market;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All markets, by name, and what a reader is sent of them: the whole of one, or what changed since
 * the round that the reader has seen.
 */
public final class Markets {

  /** More would not fit the memory that the README names. */
  private static final int MOST = 64;

  /** Money stays the text it is, so that the page shows every digit. */
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .withConfigOverride(
              BigDecimal.class,
              each -> each.setFormat(JsonFormat.Value.forShape(JsonFormat.Shape.STRING)))
          .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
          .build();

  private final Map<String, MarketState> byName = new TreeMap<>();
  private long round = 1;

  /**
   * What a reader looks at.
   *
   * @param market its name; empty for any
   * @param interval length of the candles; empty for any
   */
  public record View(String market, String interval) {}

  /**
   * The market of that name, new where it is the first time.
   *
   * @param name such as {@code btcusd}
   * @return empty where there are too many, or the name is none
   */
  public Optional<MarketState> of(String name) {
    if (!byName.containsKey(name)
        && (byName.size() >= MOST || !name.matches("[a-z0-9][a-z0-9_-]{0,31}"))) {
      return Optional.empty();
    }
    return Optional.of(byName.computeIfAbsent(name, each -> new MarketState(() -> round)));
  }

  /** Whether some market has a price to show. */
  public boolean hasPrice() {
    return byName.values().stream().anyMatch(MarketState::hasPrice);
  }

  /**
   * The view that a reader gets who wants one: the same where it is there, else another.
   *
   * @param wanted what was asked for
   * @return what there is; both empty while there is nothing
   */
  public View resolve(View wanted) {
    return Optional.of(wanted.market())
        .filter(byName::containsKey)
        .or(() -> byName.keySet().stream().findFirst())
        .map(name -> new View(name, byName.get(name).interval(wanted.interval())))
        .orElse(new View("", ""));
  }

  /**
   * The round that changes belong to now, which a reader of a frame written now has seen.
   *
   * @return at least 1; 0 is the round of a reader who has seen nothing
   */
  public long round() {
    return round;
  }

  /** Begins the next round: what was seen so far is told apart from what comes now. */
  public void nextRound() {
    round++;
  }

  /**
   * A frame.
   *
   * @param view as resolved
   * @param seen the round that the reader has seen of this view; 0 for nothing
   * @param now wall clock, microseconds since the epoch
   * @param status about the topics and the server; empty where it is not due
   * @return a JSON object in one line, UTF-8; empty where nothing changed
   */
  public Optional<byte[]> frame(View view, long seen, long now, Optional<?> status) {
    Map<String, Object> changes = new LinkedHashMap<>();
    MarketState market = byName.get(view.market());
    if (market != null) {
      market.write(changes, view.interval(), seen);
      if (status.isPresent() || seen == 0) {
        market.writeTrust(changes, now);
      }
    }
    status.ifPresent(
        each -> {
          changes.put("status", each);
          changes.put("markets", byName.keySet());
        });
    if (changes.isEmpty() && seen > 0) {
      return Optional.empty();
    }
    Map<String, Object> frame = new LinkedHashMap<>();
    frame.put("full", seen == 0);
    frame.put("sent", now);
    frame.put("market", view.market());
    frame.put("interval", view.interval());
    frame.putAll(changes);
    try {
      return Optional.of(JSON.writeValueAsBytes(frame));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a frame cannot be written", e);
    }
  }
}
