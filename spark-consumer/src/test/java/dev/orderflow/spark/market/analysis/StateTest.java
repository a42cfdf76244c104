package dev.orderflow.spark.market.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orderflow.spark.market.CompletenessRow;
import dev.orderflow.spark.market.Interval;
import dev.orderflow.spark.market.MarketEvent;
import dev.orderflow.spark.market.MarketEvent.Gap;
import dev.orderflow.spark.market.MarketEvent.OrderAction;
import dev.orderflow.spark.market.MarketEvent.OrderEvent;
import dev.orderflow.spark.market.MarketRow;
import dev.orderflow.spark.market.Side;
import dev.orderflow.spark.market.alert.AlertSettings;
import dev.orderflow.spark.market.analysis.AnalysisSettings.Output;
import dev.orderflow.spark.market.book.BookSettings;
import dev.orderflow.spark.market.flow.FlowSettings;
import dev.orderflow.spark.market.order.OrderSettings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A state that is written and read again anywhere goes on as if nothing had happened. */
class StateTest {

  private static final AnalysisSettings EVERYTHING =
      new AnalysisSettings(
          Set.of(Output.values()),
          BookSettings.defaults().withTouchRows(true),
          new FlowSettings(
              List.of(Interval.parse("1s"), Interval.parse("10s"), Interval.parse("1m")),
              2_000_000,
              60_000_000),
          new OrderSettings(900, 5_000_000),
          new AlertSettings(25, 10, 200, 60, 0.9, 10, 0.5, 20, 0.9));

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void aRoundTripAnywhereChangesNoRow(long seed) throws IOException {
    List<MarketEvent> feed = troubledFeed(seed);
    List<String> whole = new ArrayList<>();
    MarketAnalysis uncut = new MarketAnalysis("btcusd", EVERYTHING);
    feed.forEach(event -> uncut.accept(event, row -> whole.add(row.toJson())));

    SplittableRandom random = new SplittableRandom(seed);
    List<String> cut = new ArrayList<>();
    MarketAnalysis analysis = new MarketAnalysis("btcusd", EVERYTHING);
    int trips = 0;
    for (MarketEvent event : feed) {
      if (random.nextInt(60) == 0) {
        trips++;
        analysis = read(write(analysis), EVERYTHING);
      }
      analysis.accept(event, row -> cut.add(row.toJson()));
    }

    assertThat(trips).isGreaterThan(100);
    assertThat(cut).isEqualTo(whole);
    Map<String, Integer> kinds = new TreeMap<>();
    whole.forEach(row -> kinds.merge(kind(row), 1, Integer::sum));
    assertThat(kinds).containsKeys("book", "flow", "order", "alert wall_pulled");
  }

  /** Parts of snapshots are cut apart too: every event is followed by a round trip. */
  @Test
  void aRoundTripAfterEveryEventChangesNoRow() throws IOException {
    SimulatedMarket market = SimulatedMarket.withBookFrames("ethusd", 9, 30, 1_500);
    List<MarketEvent> feed = market.events();
    SimulatedMarket.place(feed, market.snapshot(SimulatedMarket.START, 3), 0);
    long later = SimulatedMarket.START + 8_000_000;
    SimulatedMarket.place(feed, market.snapshot(later, 4), 0);
    List<String> whole = new ArrayList<>();
    List<String> cut = new ArrayList<>();
    MarketAnalysis uncut = new MarketAnalysis("ethusd", EVERYTHING);
    MarketAnalysis analysis = new MarketAnalysis("ethusd", EVERYTHING);
    for (MarketEvent event : feed) {
      uncut.accept(event, row -> whole.add(row.toJson()));
      analysis.accept(event, row -> cut.add(row.toJson()));
      analysis = read(write(analysis), EVERYTHING, "ethusd");
    }
    assertThat(cut).isEqualTo(whole);
    assertThat(analysis.counts()).isEqualTo(uncut.counts());
    assertThat(uncut.counts().audits()).isEqualTo(1);
  }

  /** The exchange's numbers of kinds of orders are its own, and need not stay small. */
  @Test
  void anUnknownKindOfOrderKeepsItsNumber() throws IOException {
    OrderEvent created =
        new OrderEvent(
            OrderAction.CREATED,
            7,
            Side.BUY,
            300,
            BigDecimal.TEN,
            BigDecimal.ONE,
            BigDecimal.ZERO,
            BigDecimal.ONE,
            SimulatedMarket.START,
            "1",
            false);
    OrderEvent deleted =
        new OrderEvent(
            OrderAction.DELETED,
            7,
            Side.BUY,
            300,
            BigDecimal.TEN,
            BigDecimal.ONE,
            BigDecimal.ZERO,
            BigDecimal.ONE,
            SimulatedMarket.START + 5_000,
            "2",
            false);
    MarketAnalysis analysis = new MarketAnalysis("btcusd", EVERYTHING);
    analysis.accept(created, row -> {});
    analysis = read(write(analysis), EVERYTHING);
    List<String> rows = new ArrayList<>();
    analysis.accept(deleted, row -> rows.add(row.toJson()));
    assertThat(rows).singleElement().asString().contains("\"subtype\":300");
  }

  /** A writer that was killed repeats what it had written since its last commit. */
  @Test
  void repetitionChangesNoFigure() {
    List<MarketEvent> feed = troubledFeed(5);
    List<MarketEvent> repeating = new ArrayList<>(feed);
    for (int from : new int[] {9_000, 6_000, 2_500}) {
      repeating.addAll(from, List.copyOf(repeating.subList(from - 700, from)));
    }
    assertThat(figures(repeating)).isEqualTo(figures(feed));
  }

  /** Everything but the counters of repetition, which are what differs. */
  private static List<String> figures(List<MarketEvent> feed) {
    AnalysisSettings settings =
        new AnalysisSettings(
            Set.of(Output.FLOW, Output.ORDERS),
            EVERYTHING.book(),
            EVERYTHING.flow(),
            EVERYTHING.orders(),
            EVERYTHING.alerts());
    MarketAnalysis analysis = new MarketAnalysis("btcusd", settings);
    List<String> rows = new ArrayList<>();
    feed.forEach(event -> analysis.accept(event, row -> rows.add(row.toJson())));
    return rows;
  }

  @ParameterizedTest
  @EnumSource(Output.class)
  void eachOutputAloneGivesTheRowsItGivesAmongOthers(Output output) {
    List<MarketEvent> feed = troubledFeed(6);
    AnalysisSettings alone =
        new AnalysisSettings(
            Set.of(output),
            EVERYTHING.book(),
            EVERYTHING.flow(),
            EVERYTHING.orders(),
            EVERYTHING.alerts());
    List<String> some = new ArrayList<>();
    List<String> all = new ArrayList<>();
    MarketAnalysis one = new MarketAnalysis("btcusd", alone);
    MarketAnalysis every = new MarketAnalysis("btcusd", EVERYTHING);
    Set<Object> kinds = new HashSet<>();
    feed.forEach(
        event -> {
          one.accept(
              event,
              row -> {
                kinds.add(kind(row));
                some.add(row.toJson());
              });
        });
    feed.forEach(
        event ->
            every.accept(
                event,
                row -> {
                  if (kinds.contains(kind(row))) {
                    all.add(row.toJson());
                  }
                }));
    assertThat(kinds).filteredOn(kind -> kind instanceof Class).hasSize(1);
    assertThat(some).isEqualTo(all);
  }

  /** What is said of other rows is of their kind. */
  private static Object kind(MarketRow row) {
    return row instanceof CompletenessRow completeness ? completeness.rows() : row.getClass();
  }

  @Test
  void aStateOfAnotherVersionIsRefused() throws IOException {
    byte[] state = write(new MarketAnalysis("btcusd", EVERYTHING));
    state[0] = 99;
    assertThatThrownBy(() -> read(state, EVERYTHING))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the state of a market is of version 99");
  }

  private static List<MarketEvent> troubledFeed(long seed) {
    SimulatedMarket market = SimulatedMarket.withBookFrames("btcusd", seed, 400, 12_000);
    List<MarketEvent> feed = market.events();
    long end = BookAgainstTruthTest.lastMicros(feed);
    Gap declared = SimulatedMarket.lose(feed, 3_000, 150).orElseThrow();
    Gap silent = SimulatedMarket.lose(feed, 8_000, 30).orElseThrow();
    feed.remove(silent);
    SimulatedMarket.place(feed, market.snapshot(SimulatedMarket.START, 3), 0);
    SimulatedMarket.place(feed, market.snapshot(declared.toMicros() + 150_000, 2), 2);
    SimulatedMarket.place(feed, market.snapshot(silent.toMicros() + 400_000, 2), 0);
    SimulatedMarket.place(feed, market.snapshot(end - 5_000_000, 2), 0);
    return feed;
  }

  private static String kind(String row) {
    if (row.contains("\"kind\":\"")) {
      String from = row.substring(row.indexOf("\"kind\":\"") + 8);
      return "alert " + from.substring(0, from.indexOf('"'));
    }
    return row.contains("\"trigger\"") ? "book" : row.contains("\"fate\"") ? "order" : "flow";
  }

  static byte[] write(MarketAnalysis analysis) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    analysis.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static MarketAnalysis read(byte[] state, AnalysisSettings settings) throws IOException {
    return read(state, settings, "btcusd");
  }

  static MarketAnalysis read(byte[] state, AnalysisSettings settings, String market)
      throws IOException {
    MarketAnalysis analysis = new MarketAnalysis(market, settings);
    ByteArrayInputStream in = new ByteArrayInputStream(state);
    analysis.read(new DataInputStream(in));
    assertThat(in.available()).as("bytes left").isZero();
    return analysis;
  }
}
