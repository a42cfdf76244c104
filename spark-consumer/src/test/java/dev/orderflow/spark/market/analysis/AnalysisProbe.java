package dev.orderflow.spark.market.analysis;

import dev.orderflow.spark.market.MarketEvent;
import dev.orderflow.spark.market.alert.AlertRow;
import dev.orderflow.spark.market.alert.AlertSettings;
import dev.orderflow.spark.market.analysis.AnalysisSettings.Output;
import dev.orderflow.spark.market.book.BookSettings;
import dev.orderflow.spark.market.flow.FlowSettings;
import dev.orderflow.spark.market.order.OrderSettings;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Measures how many events of one market a thread analyses in a second, without parsing and without
 * Spark. Run by hand: {@code AnalysisProbe EVENTS ROUNDS}.
 */
final class AnalysisProbe {

  private AnalysisProbe() {}

  public static void main(String[] arguments) throws IOException {
    int events = Integer.parseInt(arguments[0]);
    int rounds = Integer.parseInt(arguments[1]);
    SimulatedMarket market = SimulatedMarket.run("btcusd", 1, 8_000, events);
    List<MarketEvent> feed = market.events();
    SimulatedMarket.place(feed, market.snapshot(SimulatedMarket.START, 3), 0);
    for (int round = 0; round < rounds; round++) {
      measure("book", feed, Set.of(Output.BOOK));
      measure("flow", feed, Set.of(Output.FLOW));
      measure("orders", feed, Set.of(Output.ORDERS));
      measure("everything", feed, Set.of(Output.values()));
    }
  }

  private static void measure(String name, List<MarketEvent> feed, Set<Output> outputs)
      throws IOException {
    AnalysisSettings settings =
        new AnalysisSettings(
            outputs,
            BookSettings.defaults(),
            FlowSettings.defaults(),
            OrderSettings.defaults(),
            AlertSettings.defaults());
    MarketAnalysis analysis = new MarketAnalysis("btcusd", settings);
    Map<String, Integer> kinds = new TreeMap<>();
    long start = System.nanoTime();
    for (MarketEvent event : feed) {
      analysis.accept(
          event,
          row -> {
            String kind =
                row instanceof AlertRow alert
                    ? alert.kind().toString()
                    : row.getClass().getSimpleName();
            kinds.merge(kind, 1, Integer::sum);
          });
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    long before = System.nanoTime();
    byte[] state = StateTest.write(analysis);
    long between = System.nanoTime();
    StateTest.read(state, settings, "btcusd");
    System.out.printf(
        "%-10s %,9.0f events/s; state %,d bytes, written in %.1f ms, read in %.1f ms; %s%n",
        name,
        feed.size() / seconds,
        state.length,
        (between - before) / 1e6,
        (System.nanoTime() - between) / 1e6,
        kinds);
  }
}
