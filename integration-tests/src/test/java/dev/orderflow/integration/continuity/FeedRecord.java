package dev.orderflow.integration.continuity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record of the source topic as a consumer sees it.
 *
 * @param topic where it is
 * @param offset its place there
 * @param key the record key; empty when it has none
 * @param value the record's text
 * @param timestamp milliseconds since the epoch
 * @param headers all headers by name, as text
 */
public record FeedRecord(
    String topic,
    long offset,
    Optional<String> key,
    String value,
    long timestamp,
    Map<String, String> headers) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> OF_THE_EXCHANGE = Set.of("stream", "repair");

  /** A record that was consumed. */
  public static FeedRecord of(ConsumerRecord<String, String> consumed) {
    Map<String, String> headers = new LinkedHashMap<>();
    consumed
        .headers()
        .forEach(
            header ->
                headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
    return new FeedRecord(
        consumed.topic(),
        consumed.offset(),
        Optional.ofNullable(consumed.key()),
        consumed.value(),
        consumed.timestamp(),
        headers);
  }

  /** Whether the exchange sent it, and not the connector about the feed. */
  public boolean isOfTheExchange() {
    return OF_THE_EXCHANGE.contains(headers.getOrDefault("origin", ""));
  }

  /** Whether it is a frame received over the WebSocket. */
  public boolean isStream() {
    return headers.getOrDefault("origin", "").equals("stream");
  }

  /** The channel, such as {@code live_orders_btcusd}. */
  public String channel() {
    return headers.getOrDefault("channel", "");
  }

  /** Which connection it came over. */
  public long session() {
    return Long.parseLong(headers.get("session"));
  }

  /** The value as JSON. */
  public JsonNode frame() {
    return json(value);
  }

  /** A frame as JSON. */
  public static JsonNode json(String frame) {
    try {
      return JSON.readTree(frame);
    } catch (JsonProcessingException e) {
      throw new AssertionError("not a frame: " + frame, e);
    }
  }
}
