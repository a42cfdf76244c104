package dev.orderflow.benchmarks.connector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.benchmarks.topic.ArrivedTrades;
import dev.orderflow.simulator.fault.FaultType;
import dev.orderflow.simulator.venue.TradeView;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Whose fault it is that a trade is missing or there twice. */
class FaultAccountTest {

  private static final TreeMap<Long, FaultType> BEGUN =
      new TreeMap<>(Map.of(300L, FaultType.DROP, 600L, FaultType.DUPLICATE));

  @Test
  void everyTradeIsCountedWithTheLastFaultThatHadBegun() {
    ArrivedTrades arrived =
        new ArrivedTrades(
            Map.of(2L, 1, 3L, 1, 5L, 1, 6L, 2, 7L, 3, 9L, 1),
            List.of(new ArrivedTrades.Stretch(300, 500)));

    FaultAccount account = FaultAccount.of(published(1, 9), arrived, BEGUN);

    assertThat(account)
        .as("trade 1 came before the first that arrived; 4 is missing and declared, 8 is not")
        .isEqualTo(
            new FaultAccount(
                8,
                1,
                Map.of(FaultType.DROP, 1, FaultType.DUPLICATE, 1),
                Map.of(FaultType.DUPLICATE, 2)));
    assertThat(FaultAccount.sum(account.lost())).isEqualTo(2);
  }

  @Test
  void aTradeThatIsPublishedLateIsTheFirstFaults() {
    ArrivedTrades arrived = new ArrivedTrades(Map.of(1L, 1, 3L, 1), List.of());

    assertThat(FaultAccount.of(published(1, 3), arrived, BEGUN).lost())
        .isEqualTo(Map.of(FaultType.DROP, 1));
  }

  /** A trade each 100 microseconds. */
  private static List<TradeView> published(long first, long last) {
    return LongStream.rangeClosed(first, last)
        .mapToObj(id -> new TradeView(id, 100 * id, ""))
        .toList();
  }
}
