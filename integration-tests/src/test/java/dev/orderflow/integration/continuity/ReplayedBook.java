package dev.orderflow.integration.continuity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orderflow.simulator.exchange.BookView;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A market's resting orders, kept from the topic alone by the rules that the record contract gives
 * to its readers.
 */
final class ReplayedBook {

  private static final long MILLISECOND = 1_000;
  private static final BigDecimal MARKET_BUY = new BigDecimal(999_999_999);

  private final Map<Long, Resting> orders = new HashMap<>();
  private long snapshotMillis;
  private int partsRead;
  private int parts;
  private boolean known;
  private boolean comparable;
  private String lastEventId = "";

  /** A resting order. */
  private record Resting(BigDecimal price, BigDecimal amount) {}

  /** Takes a snapshot's part in; the first one forgets all that was known. */
  void read(JsonNode snapshot) {
    if (snapshot.path("part").asInt() == 1) {
      forget();
      snapshotMillis = snapshot.path("microtimestamp").asLong() / MILLISECOND;
      parts = snapshot.path("parts").asInt();
    }
    partsRead++;
    Stream.of("bids", "asks")
        .forEach(
            side ->
                snapshot
                    .path(side)
                    .forEach(
                        row ->
                            orders.put(
                                row.path(2).asLong(),
                                new Resting(
                                    new BigDecimal(row.path(0).asText()),
                                    new BigDecimal(row.path(1).asText())))));
    known = partsRead == parts && snapshot.path("part").asInt() == parts;
  }

  /** From here on the book is not known. */
  void forget() {
    orders.clear();
    partsRead = 0;
    known = false;
    comparable = false;
  }

  /** Applies an order event. */
  void apply(String eventId, String frame) {
    long millis = Long.parseLong(text(frame, "microtimestamp")) / MILLISECOND;
    if (!known || millis < snapshotMillis) {
      return;
    }
    lastEventId = eventId;
    comparable |= millis > snapshotMillis;
    long id = Long.parseLong(text(frame, "id_str"));
    BigDecimal amount = new BigDecimal(text(frame, "amount_str"));
    switch (text(frame, "event")) {
      case "order_created" -> {
        BigDecimal price = new BigDecimal(text(frame, "price_str"));
        if (price.signum() > 0 && price.compareTo(MARKET_BUY) < 0 && mayRest(frame)) {
          orders.put(id, new Resting(price, amount));
        }
      }
      case "order_changed" ->
          orders.computeIfPresent(id, (key, old) -> new Resting(old.price(), amount));
      case "order_deleted" -> orders.remove(id);
      default -> throw new AssertionError("not an order event: " + frame);
    }
  }

  /**
   * Immediate-or-cancel (4) and fill-or-kill (6) orders are created and deleted in one instant, in
   * the midst of which a repair's page may end; the exchange's own book never has them.
   */
  private static boolean mayRest(String frame) {
    return !frame.contains("\"order_subtype\":4,") && !frame.contains("\"order_subtype\":6,");
  }

  /** The event up to which the book is known for certain; empty when it is not known. */
  Optional<String> knownUntil() {
    return known && comparable ? Optional.of(lastEventId) : Optional.empty();
  }

  /** How it differs from the exchange's own book; empty when order for order it does not. */
  Optional<String> differenceFrom(BookView truth) {
    Map<Long, Resting> left = new HashMap<>(orders);
    for (BookView.Entry entry :
        Stream.concat(truth.bids().stream(), truth.asks().stream()).toList()) {
      Resting found = left.remove(entry.id());
      if (found == null) {
        return Optional.of("lacks " + entry);
      }
      if (found.price().compareTo(entry.price()) != 0
          || found.amount().compareTo(entry.amount()) != 0) {
        return Optional.of("has " + found + " for " + entry);
      }
    }
    return left.isEmpty() ? Optional.empty() : Optional.of("has orders that do not rest: " + left);
  }

  /** The text of a field that holds text; scanning is enough, frames are compared elsewhere. */
  private static String text(String frame, String name) {
    String start = "\"" + name + "\":\"";
    int from = frame.indexOf(start) + start.length();
    return frame.substring(from, frame.indexOf('"', from));
  }
}
