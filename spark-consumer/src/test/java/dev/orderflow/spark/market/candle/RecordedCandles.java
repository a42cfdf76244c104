package dev.orderflow.spark.market.candle;

import dev.orderflow.spark.market.CompletenessRow;
import dev.orderflow.spark.market.Interval;
import dev.orderflow.spark.market.Trade;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Keeps what a series says, in order. */
final class RecordedCandles implements CandleOutput {

  final List<Candle> revisions = new ArrayList<>();
  final List<Trade> lateTrades = new ArrayList<>();
  final List<CompletenessRow> completeness = new ArrayList<>();

  @Override
  public void candle(Candle candle) {
    revisions.add(candle);
  }

  @Override
  public void lateTrade(Trade trade) {
    lateTrades.add(trade);
  }

  @Override
  public void completeness(CompletenessRow row) {
    completeness.add(row);
  }

  /** The newest revision of each candle, as a compacted topic holds it. */
  Map<Interval, Map<Long, Candle>> newest() {
    Map<Interval, Map<Long, Candle>> newest = new TreeMap<>();
    for (Candle candle : revisions) {
      newest.computeIfAbsent(candle.interval(), i -> new TreeMap<>()).put(candle.start(), candle);
    }
    return newest;
  }

  List<String> texts() {
    return revisions.stream().map(candle -> CandleJson.value("btcusd", candle)).toList();
  }
}
