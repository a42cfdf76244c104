package dev.orderflow.simulator.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A book kept as the reference describes: a snapshot with order ids, then order events over it. */
final class ReferenceBook {
  private record Resting(boolean bid, BigDecimal price, BigDecimal amount) {}

  private final Map<Long, Resting> orders = new TreeMap<>();

  ReferenceBook(JsonNode snapshot, List<JsonNode> events) {
    snapshot.get("bids").forEach(row -> put(true, row));
    snapshot.get("asks").forEach(row -> put(false, row));
    long at = snapshot.get("microtimestamp").asLong() / 1000;
    // Events have whole milliseconds, so those of the snapshot's own are applied once more.
    events.stream()
        .filter(event -> event.path("data").path("microtimestamp").asLong() / 1000 >= at)
        .forEach(this::apply);
  }

  private void put(boolean bid, JsonNode row) {
    orders.put(
        row.get(2).asLong(),
        new Resting(
            bid,
            new BigDecimal(row.get(0).asText()).stripTrailingZeros(),
            new BigDecimal(row.get(1).asText()).stripTrailingZeros()));
  }

  private void apply(JsonNode event) {
    JsonNode data = event.get("data");
    long id = data.get("id").asLong();
    BigDecimal price = new BigDecimal(data.get("price_str").asText()).stripTrailingZeros();
    BigDecimal amount = new BigDecimal(data.get("amount_str").asText()).stripTrailingZeros();
    switch (event.get("event").asText()) {
      case "order_created" -> {
        boolean unpriced =
            price.signum() == 0 || price.compareTo(BigDecimal.valueOf(999_999_999)) >= 0;
        if (!unpriced) {
          orders.put(id, new Resting(data.get("order_type").asInt() == 0, price, amount));
        }
      }
      case "order_changed" ->
          orders.computeIfPresent(id, (key, old) -> new Resting(old.bid(), old.price(), amount));
      default -> orders.remove(id);
    }
  }

  /** The book as lines of text, in the order of ids. */
  List<String> lines() {
    return orders.entrySet().stream()
        .map(
            entry ->
                entry.getKey()
                    + (entry.getValue().bid() ? " bid " : " ask ")
                    + entry.getValue().amount().toPlainString()
                    + "@"
                    + entry.getValue().price().toPlainString())
        .toList();
  }
}
