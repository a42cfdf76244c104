package dev.orderflow.simulator.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Price levels kept as the reference describes: a snapshot, then diffs that are newer. */
final class DiffBook {
  private final TreeMap<BigDecimal, BigDecimal> bids = new TreeMap<>(Comparator.reverseOrder());
  private final TreeMap<BigDecimal, BigDecimal> asks = new TreeMap<>();

  DiffBook(JsonNode snapshot, List<JsonNode> diffs) {
    set(snapshot);
    long at = snapshot.path("microtimestamp").asLong();
    diffs.stream()
        .map(diff -> diff.get("data"))
        .filter(data -> data.get("microtimestamp").asLong() > at)
        .forEach(this::set);
  }

  static DiffBook of(JsonNode levels) {
    return new DiffBook(levels, List.of());
  }

  /** Levels summed up from a book of orders. */
  static DiffBook ofOrders(JsonNode orders) {
    DiffBook book = of(new ObjectMapper().createObjectNode());
    orders.get("bids").forEach(row -> add(book.bids, row));
    orders.get("asks").forEach(row -> add(book.asks, row));
    return book;
  }

  DiffBook best(int depth) {
    while (bids.size() > depth) {
      bids.pollLastEntry();
    }
    while (asks.size() > depth) {
      asks.pollLastEntry();
    }
    return this;
  }

  Map<String, String> levels() {
    Map<String, String> levels = new LinkedHashMap<>();
    bids.forEach((price, amount) -> levels.put("bid " + price, amount.toPlainString()));
    asks.forEach((price, amount) -> levels.put("ask " + price, amount.toPlainString()));
    return levels;
  }

  private void set(JsonNode data) {
    data.path("bids").forEach(row -> set(bids, row));
    data.path("asks").forEach(row -> set(asks, row));
  }

  private static void set(Map<BigDecimal, BigDecimal> side, JsonNode row) {
    BigDecimal price = new BigDecimal(row.get(0).asText());
    BigDecimal amount = new BigDecimal(row.get(1).asText());
    if (amount.signum() == 0) {
      side.remove(price);
    } else {
      side.put(price, amount);
    }
  }

  private static void add(Map<BigDecimal, BigDecimal> side, JsonNode row) {
    side.merge(
        new BigDecimal(row.get(0).asText()), new BigDecimal(row.get(1).asText()), BigDecimal::add);
  }
}
