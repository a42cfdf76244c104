package dev.orderflow.dashboard.market;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The newest trades, in the order in which they came, and which of them are large. */
final class TradeTape {

  private static final int KEPT = 1_500;
  private static final int SAMPLE = 500;
  private static final int LEAST_SAMPLE = 20;
  private static final double LARGE_QUANTILE = 0.98;

  /** A trade as the page gets it; the time in milliseconds. */
  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  record Row(
      long at,
      BigDecimal price,
      BigDecimal amount,
      boolean buy,
      long id,
      boolean large,
      boolean repaired) {}

  private final Series<Row> rows;
  private final Deque<BigDecimal> amounts = new ArrayDeque<>();
  private long arrived;
  private Optional<BigDecimal> large = Optional.empty();
  private Optional<Trade> first = Optional.empty();
  private Optional<Trade> last = Optional.empty();

  TradeTape(LongSupplier round) {
    rows = new Series<>(round, KEPT);
  }

  /** A trade is large when it is among the largest 2 % of the 500 before it. */
  void add(Trade trade) {
    boolean isLarge = large.isPresent() && trade.amount().compareTo(large.get()) > 0;
    rows.append(
        new Row(
            trade.micros() / 1_000,
            trade.price(),
            trade.amount(),
            trade.buy(),
            trade.id(),
            isLarge,
            trade.repaired()));
    amounts.addLast(trade.amount());
    if (amounts.size() > SAMPLE) {
      amounts.removeFirst();
    }
    if (++arrived % LEAST_SAMPLE == 0) {
      large =
          amounts.stream().sorted().skip((long) (amounts.size() * LARGE_QUANTILE) - 1).findFirst();
    }
    first = first.or(() -> Optional.of(trade));
    // A repaired trade may come late and must not become the last price.
    if (last.isEmpty() || trade.id() > last.get().id()) {
      last = Optional.of(trade);
    }
  }

  Optional<Trade> first() {
    return first;
  }

  Optional<Trade> last() {
    return last;
  }

  Series<Row> rows() {
    return rows;
  }
}
