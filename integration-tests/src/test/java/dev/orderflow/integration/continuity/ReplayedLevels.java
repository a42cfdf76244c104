package dev.orderflow.integration.continuity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orderflow.simulator.exchange.BookView;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * A market's price levels, kept from the topic alone: from a frame of a whole book, or from a
 * snapshot and the differences behind it.
 */
final class ReplayedLevels {

  private final NavigableMap<BigDecimal, BigDecimal> bids =
      new TreeMap<>(Comparator.<BigDecimal>reverseOrder());
  private final NavigableMap<BigDecimal, BigDecimal> asks = new TreeMap<>();
  private OptionalLong time = OptionalLong.empty();
  private int rows = Integer.MAX_VALUE;
  private int partsRead;

  /** From here on the book is not known. */
  void forget() {
    bids.clear();
    asks.clear();
    partsRead = 0;
    time = OptionalLong.empty();
  }

  /** A frame with the best rows of both sides, levels or single orders. */
  void replace(JsonNode frame) {
    forget();
    add(frame);
    rows = frame.path("bids").size();
    time = OptionalLong.of(frame.path("microtimestamp").asLong());
  }

  /** Takes a snapshot's part in; true when it was the last. */
  boolean read(JsonNode snapshot) {
    if (snapshot.path("part").asInt() == 1) {
      forget();
    }
    partsRead++;
    add(snapshot);
    int parts = snapshot.path("parts").asInt();
    boolean whole = partsRead == parts && snapshot.path("part").asInt() == parts;
    if (whole) {
      time = OptionalLong.of(snapshot.path("microtimestamp").asLong());
    }
    return whole;
  }

  private void add(JsonNode book) {
    add(book.path("bids"), bids);
    add(book.path("asks"), asks);
  }

  private static void add(JsonNode side, Map<BigDecimal, BigDecimal> levels) {
    side.forEach(row -> levels.merge(number(row, 0), number(row, 1), BigDecimal::add));
  }

  /** Applies differences; those that a snapshot has already are not applied. */
  void apply(JsonNode frame) {
    long at = frame.path("microtimestamp").asLong();
    if (time.isEmpty() || at <= time.getAsLong()) {
      return;
    }
    change(frame.path("bids"), bids);
    change(frame.path("asks"), asks);
    time = OptionalLong.of(at);
  }

  private static void change(JsonNode side, Map<BigDecimal, BigDecimal> levels) {
    for (JsonNode row : side) {
      if (number(row, 1).signum() == 0) {
        levels.remove(number(row, 0));
      } else {
        levels.put(number(row, 0), number(row, 1));
      }
    }
  }

  private static BigDecimal number(JsonNode row, int at) {
    return new BigDecimal(row.path(at).asText()).stripTrailingZeros();
  }

  /** The instant that the book is of, microseconds since the epoch; empty while it is unknown. */
  Optional<Long> knownAt() {
    return time.stream().boxed().findFirst();
  }

  /** How it differs from the exchange's own book; empty when level for level it does not. */
  Optional<String> differenceFrom(BookView truth) {
    return difference(bids, truth.bids()).or(() -> difference(asks, truth.asks()));
  }

  private Optional<String> difference(
      NavigableMap<BigDecimal, BigDecimal> side, List<BookView.Entry> entries) {
    NavigableMap<BigDecimal, BigDecimal> expected = new TreeMap<>(side.comparator());
    for (BookView.Entry entry : entries) {
      expected.merge(entry.price().stripTrailingZeros(), entry.amount(), BigDecimal::add);
    }
    // The last level of a frame of single orders may be cut in its midst.
    Optional<BigDecimal> cut =
        rows == Integer.MAX_VALUE || side.isEmpty()
            ? Optional.empty()
            : Optional.of(side.lastKey());
    Iterator<Map.Entry<BigDecimal, BigDecimal>> wanted = expected.entrySet().iterator();
    for (Map.Entry<BigDecimal, BigDecimal> level : side.entrySet()) {
      Map.Entry<BigDecimal, BigDecimal> other =
          wanted.hasNext() ? wanted.next() : Map.entry(BigDecimal.ZERO, BigDecimal.ZERO);
      boolean same =
          level.getKey().compareTo(other.getKey()) == 0
              && (level.getValue().compareTo(other.getValue()) == 0
                  || cut.filter(level.getKey()::equals).isPresent()
                      && level.getValue().compareTo(other.getValue()) < 0);
      if (!same) {
        return Optional.of("has level " + level + " for " + other);
      }
    }
    return rows == Integer.MAX_VALUE && wanted.hasNext()
        ? Optional.of("lacks level " + wanted.next())
        : Optional.empty();
  }
}
