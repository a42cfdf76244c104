package dev.orderflow.benchmarks.connector;

import dev.orderflow.benchmarks.topic.ArrivedTrades;
import dev.orderflow.simulator.fault.FaultType;
import dev.orderflow.simulator.venue.TradeView;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What became of the trades that an exchange published while faults were injected, from the first
 * trade that arrived on.
 *
 * @param sent trades that were published
 * @param undeclared trades that are missing though no record says so
 * @param lost trades that are missing, by the last fault that had begun
 * @param doubled trades that are there more than once, by the last fault that had begun
 */
record FaultAccount(
    int sent, int undeclared, Map<FaultType, Integer> lost, Map<FaultType, Integer> doubled) {

  /** Copies the maps. */
  FaultAccount {
    lost = Map.copyOf(lost);
    doubled = Map.copyOf(doubled);
  }

  /**
   * Compares.
   *
   * @param published every trade, in order
   * @param arrived what a topic has, at least one trade
   * @param begun the faults by the time at which they began, exchange microseconds; at least one
   */
  static FaultAccount of(
      List<TradeView> published, ArrivedTrades arrived, TreeMap<Long, FaultType> begun) {
    long first = arrived.times().keySet().stream().mapToLong(Long::longValue).min().orElseThrow();
    int sent = 0;
    int undeclared = 0;
    Map<FaultType, Integer> lost = new EnumMap<>(FaultType.class);
    Map<FaultType, Integer> doubled = new EnumMap<>(FaultType.class);
    for (TradeView trade : published) {
      if (trade.id() < first) {
        continue;
      }
      sent++;
      int times = arrived.times().getOrDefault(trade.id(), 0);
      if (times == 1) {
        continue;
      }
      // A trade is published a little after its time, so the first fault may meet an older one.
      Map.Entry<Long, FaultType> fault =
          Optional.ofNullable(begun.floorEntry(trade.microtimestamp()))
              .orElseGet(begun::firstEntry);
      (times == 0 ? lost : doubled).merge(fault.getValue(), 1, Integer::sum);
      if (times == 0 && !arrived.declares(trade.microtimestamp())) {
        undeclared++;
      }
    }
    return new FaultAccount(sent, undeclared, lost, doubled);
  }

  /** All of a map's trades together. */
  static int sum(Map<FaultType, Integer> trades) {
    return trades.values().stream().mapToInt(Integer::intValue).sum();
  }
}
