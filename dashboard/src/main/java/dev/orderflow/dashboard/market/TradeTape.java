package dev.orderflow.dashboard.market;

import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** The newest trades, in the order in which they came, and which of them are large. */
final class TradeTape {

  private static final int KEPT = 1_500;
  private static final int SAMPLE = 500;
  private static final int LEAST_SAMPLE = 20;
  private static final double LARGE_QUANTILE = 0.98;

  private final Series trades;
  private final Deque<BigDecimal> amounts = new ArrayDeque<>();
  private long arrived;
  private Optional<BigDecimal> large = Optional.empty();
  private Optional<Trade> first = Optional.empty();
  private Optional<Trade> last = Optional.empty();

  TradeTape(Revision revision) {
    trades = new Series(revision, KEPT);
  }

  /** A trade is large when it is among the largest 2 % of the 500 before it. */
  void add(Trade trade) {
    boolean isLarge = large.isPresent() && trade.amount().compareTo(large.get()) > 0;
    trades.put(
        arrived++,
        "[%d,%s,%s,%d,%d,%d,%d]"
            .formatted(
                trade.micros() / 1_000,
                Json.text(trade.price().toPlainString()),
                Json.text(trade.amount().toPlainString()),
                trade.buy() ? 1 : 0,
                trade.id(),
                isLarge ? 1 : 0,
                trade.repaired() ? 1 : 0));
    amounts.addLast(trade.amount());
    if (amounts.size() > SAMPLE) {
      amounts.removeFirst();
    }
    if (amounts.size() >= LEAST_SAMPLE && arrived % LEAST_SAMPLE == 0) {
      large =
          amounts.stream().sorted().skip((long) (amounts.size() * LARGE_QUANTILE) - 1).findFirst();
    }
    if (first.isEmpty()) {
      first = Optional.of(trade);
    }
    if (last.isEmpty() || isNewer(trade, last.get())) {
      last = Optional.of(trade);
    }
  }

  /** A repaired trade may come late and must not become the last price. */
  private static boolean isNewer(Trade trade, Trade than) {
    return trade.id() > than.id();
  }

  Optional<Trade> first() {
    return first;
  }

  Optional<Trade> last() {
    return last;
  }

  Series series() {
    return trades;
  }
}
