package dev.orderflow.simulator.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;

/** A book kept from frames and snapshots alone, as any client would. */
final class PublishedBook {
  /** A resting order as texts of the wire. */
  record Resting(int type, BigDecimal price, BigDecimal amount) {}

  private final Map<Long, Resting> orders = new HashMap<>();
  private String lastEventId = "";
  private long breaks;
  private long events;

  static PublishedBook ofSnapshot(byte[] body) {
    try {
      PublishedBook book = new PublishedBook();
      JsonNode root = new ObjectMapper().readTree(body);
      for (JsonNode row : root.get("bids")) {
        book.orders.put(row.get(2).asLong(), resting(0, row));
      }
      for (JsonNode row : root.get("asks")) {
        book.orders.put(row.get(2).asLong(), resting(1, row));
      }
      return book;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static Resting resting(int type, JsonNode row) {
    return new Resting(
        type, new BigDecimal(row.get(0).asText()), new BigDecimal(row.get(1).asText()));
  }

  Map<Long, Resting> orders() {
    return orders;
  }

  long breaks() {
    return breaks;
  }

  long events() {
    return events;
  }

  void apply(String frame) {
    events++;
    if (!lastEventId.isEmpty() && !lastEventId.equals(text(frame, "pre_event_id"))) {
      breaks++;
    }
    lastEventId = text(frame, "event_id");
    long id = Long.parseLong(text(frame, "id_str"));
    switch (text(frame, "event")) {
      case "order_created" -> {
        BigDecimal price = new BigDecimal(text(frame, "price_str"));
        boolean sentinel = price.signum() == 0 || price.intValue() >= 999_999_999;
        if (!sentinel) {
          int type = frame.contains("\"order_type\":0,") ? 0 : 1;
          orders.put(id, new Resting(type, price, new BigDecimal(text(frame, "amount_str"))));
        }
      }
      case "order_changed" ->
          orders.computeIfPresent(
              id,
              (key, old) ->
                  new Resting(old.type(), old.price(), new BigDecimal(text(frame, "amount_str"))));
      case "order_deleted" -> orders.remove(id);
      default -> throw new AssertionError("unknown event in " + frame);
    }
  }

  /** The text of a field that holds text; scanning is enough, other tests read the JSON. */
  private static String text(String frame, String name) {
    String start = "\"" + name + "\":\"";
    int from = frame.indexOf(start) + start.length();
    return frame.substring(from, frame.indexOf('"', from));
  }
}
