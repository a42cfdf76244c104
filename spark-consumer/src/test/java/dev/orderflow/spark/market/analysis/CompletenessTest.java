package dev.orderflow.spark.market.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.spark.market.CompletenessRow;
import dev.orderflow.spark.market.Interval;
import dev.orderflow.spark.market.MarketEvent;
import dev.orderflow.spark.market.MarketEvent.Feed;
import dev.orderflow.spark.market.MarketEvent.Gap;
import dev.orderflow.spark.market.MarketEvent.OrderEvent;
import dev.orderflow.spark.market.MarketEvent.SnapshotPart;
import dev.orderflow.spark.market.MarketEvent.TradeEvent;
import dev.orderflow.spark.market.MarketRow;
import dev.orderflow.spark.market.Reason;
import dev.orderflow.spark.market.alert.AlertSettings;
import dev.orderflow.spark.market.analysis.AnalysisSettings.Output;
import dev.orderflow.spark.market.book.BookRow;
import dev.orderflow.spark.market.book.BookSettings;
import dev.orderflow.spark.market.flow.FlowRow;
import dev.orderflow.spark.market.flow.FlowSettings;
import dev.orderflow.spark.market.order.OrderSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is found out of the flow and the book when their rows are closed: whoever reads the rows and
 * what is said of them later knows which are wrong, and is told nothing of those that are right.
 */
class CompletenessTest {

  private static final long SECOND = 1_000_000;
  private static final long MILLISECOND = 1_000;
  private static final long HORIZON = 4 * SECOND;
  private static final long SNAPSHOT_EVERY = 10 * SECOND;
  private static final List<Interval> INTERVALS =
      Stream.of("1s", "3s", "10s").map(Interval::parse).toList();
  private static final AnalysisSettings SETTINGS =
      new AnalysisSettings(
          Set.of(Output.FLOW, Output.BOOK),
          BookSettings.defaults().withTouchRows(true),
          new FlowSettings(INTERVALS, 2 * SECOND, HORIZON),
          OrderSettings.defaults(),
          AlertSettings.defaults());

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void everyClosedRowThatIsWrongIsNamedAndNoOther(long seed) {
    SimulatedMarket market = SimulatedMarket.run("btcusd", seed, 300, 6_000);
    Reader truth = new Reader();
    withSnapshots(market, market.events()).forEach(truth::accept);
    LateFeed late = new LateFeed(market, seed);
    Reader reader = new Reader();
    late.feed.forEach(reader::accept);

    Map<Boolean, Integer> checked = new HashMap<>();
    for (FlowRow row : reader.flow.values()) {
      FlowRow whole = truth.flow.get(key(row));
      boolean complete = reader.saysComplete(row);
      assertThat(complete).as("%s", row).isEqualTo(late.isComplete(row));
      if (complete && !late.isSilentlyWrong(row)) {
        assertThat(counts(row)).as("%s", row).isEqualTo(counts(whole));
      }
      if (reader.saysBookComplete(row) && late.isAudited(row.start() + row.interval().micros())) {
        assertThat(row.imbalance()).as("%s", row).isEqualByComparingTo(whole.imbalance());
      }
      checked.merge(complete, 1, Integer::sum);
    }
    assertThat(checked.get(true)).isGreaterThan(10);
    assertThat(checked.get(false)).isGreaterThan(5);
    for (BookRow row : reader.book) {
      Optional<BookRow> whole = truth.book(row);
      // The first touch of a book that became valid is a change only there.
      if (reader.saysValid(row) && whole.isPresent() && late.isAudited(row.micros())) {
        assertThat(row.figures()).as("at %d", row.micros()).isEqualTo(whole.get().figures());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {31, 32, 33})
  void whereTheTopicIsCutMakesNoDifference(long seed) throws IOException {
    LateFeed late = new LateFeed(SimulatedMarket.run("btcusd", seed, 300, 6_000), seed);
    Reader whole = new Reader();
    late.feed.forEach(whole::accept);
    SplittableRandom random = new SplittableRandom(seed);
    Reader cut = new Reader();
    for (MarketEvent event : late.feed) {
      cut.accept(event);
      if (random.nextInt(40) == 0) {
        cut.analysis.endOfBatch(cut::take);
        cut.analysis = StateTest.read(StateTest.write(cut.analysis), SETTINGS, "btcusd");
      }
    }
    assertThat(cut.said).isNotEmpty().isEqualTo(whole.said);
  }

  /** The trades are ahead of the orders, and no row of the time between was published. */
  @ParameterizedTest
  @ValueSource(longs = {41, 42, 43})
  void whatIsToldInTimeIsInTheRowsThemselves(long seed) {
    SimulatedMarket market = SimulatedMarket.run("btcusd", seed, 300, 6_000);
    List<MarketEvent> feed = withSnapshots(market, market.events());
    int gaps = 0;
    for (int at = 500; at < 5_000; at += 500) {
      gaps += SimulatedMarket.lose(feed, at, 5).isPresent() ? 1 : 0;
    }
    Reader reader = new Reader();
    feed.forEach(reader::accept);
    assertThat(gaps).isPositive();
    assertThat(reader.flow.values()).anyMatch(row -> row.reason().equals(Optional.of(Reason.GAP)));
    // Where nothing was traded for long, rows are closed before they were read past their end.
    assertThat(reader.said).extracting(CompletenessRow::reason).containsOnly(Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(longs = {51})
  void everyKindOfRowAndReasonIsMet(long seed) {
    Map<CompletenessRow.Rows, Set<Reason>> reasons = new EnumMap<>(CompletenessRow.Rows.class);
    int complete = 0;
    for (int i = 0; i < 8; i++) {
      Reader reader = new Reader();
      new LateFeed(SimulatedMarket.run("btcusd", seed + i, 300, 6_000), seed + i)
          .feed.forEach(reader::accept);
      for (CompletenessRow row : reader.said) {
        Set<Reason> known =
            reasons.computeIfAbsent(row.rows(), rows -> EnumSet.noneOf(Reason.class));
        row.reason().ifPresent(known::add);
        complete += row.reason().isEmpty() ? 1 : 0;
      }
    }
    assertThat(complete).isPositive();
    assertThat(reasons)
        .containsEntry(
            CompletenessRow.Rows.FLOW, EnumSet.of(Reason.GAP, Reason.REFUSED, Reason.LATE))
        .containsEntry(CompletenessRow.Rows.FLOW_BOOK, EnumSet.of(Reason.GAP, Reason.AUDIT))
        .containsEntry(CompletenessRow.Rows.BOOK, EnumSet.of(Reason.GAP, Reason.AUDIT));
  }

  private static List<MarketEvent> withSnapshots(SimulatedMarket market, List<MarketEvent> feed) {
    long end = BookAgainstTruthTest.lastMicros(feed);
    for (long at = SimulatedMarket.START; at < end; at += SNAPSHOT_EVERY) {
      SimulatedMarket.place(feed, market.snapshot(at, 2), 0);
    }
    return feed;
  }

  private static List<Object> counts(FlowRow row) {
    return List.of(
        row.bids().toString(),
        row.asks().toString(),
        row.messages(),
        row.trades(),
        row.bought().stripTrailingZeros(),
        row.sold().stripTrailingZeros());
  }

  private static String key(FlowRow row) {
    return row.interval() + "|" + row.start();
  }

  /** Whoever reads all topics, each from its beginning. */
  private static final class Reader {
    private final Map<String, FlowRow> flow = new TreeMap<>();
    private final List<BookRow> book = new ArrayList<>();
    private final List<CompletenessRow> said = new ArrayList<>();
    private MarketAnalysis analysis = new MarketAnalysis("btcusd", SETTINGS);

    void accept(MarketEvent event) {
      analysis.accept(event, this::take);
    }

    void take(MarketRow row) {
      if (row instanceof FlowRow each) {
        flow.put(key(each), each);
      } else if (row instanceof BookRow each) {
        book.add(each);
      } else if (row instanceof CompletenessRow each) {
        assertThat(changes(each)).as("%s", each).isTrue();
        said.add(each);
      }
    }

    /** Whether a row says something else than what is said of it now, or there is none. */
    private boolean changes(CompletenessRow row) {
      boolean complete = row.reason().isEmpty();
      if (row.rows() == CompletenessRow.Rows.BOOK) {
        return book.stream()
            .filter(each -> each.micros() >= row.from() && each.micros() < row.until())
            .anyMatch(each -> saysValid(each) != complete);
      }
      List<FlowRow> named =
          flow.values().stream()
              .filter(each -> Optional.of(each.interval()).equals(row.interval()))
              .filter(each -> each.start() >= row.from() && each.start() < row.until())
              .toList();
      boolean byBook = row.rows() == CompletenessRow.Rows.FLOW_BOOK;
      return named.isEmpty()
          || named.stream()
              .anyMatch(each -> (byBook ? saysBookComplete(each) : saysComplete(each)) != complete);
    }

    boolean saysComplete(FlowRow row) {
      return last(CompletenessRow.Rows.FLOW, Optional.of(row.interval()), row.start())
          .orElse(row.isComplete());
    }

    boolean saysBookComplete(FlowRow row) {
      return last(CompletenessRow.Rows.FLOW_BOOK, Optional.of(row.interval()), row.start())
          .orElse(row.isBookComplete());
    }

    boolean saysValid(BookRow row) {
      return last(CompletenessRow.Rows.BOOK, Optional.empty(), row.micros()).orElse(row.isValid());
    }

    private Optional<Boolean> last(
        CompletenessRow.Rows rows, Optional<Interval> interval, long start) {
      return said.stream()
          .filter(row -> row.rows() == rows && row.interval().equals(interval))
          .filter(row -> row.from() <= start && start < row.until())
          .reduce((before, after) -> after)
          .map(row -> row.reason().isEmpty());
    }

    Optional<BookRow> book(BookRow same) {
      return book.stream()
          .filter(row -> row.micros() == same.micros() && row.trigger() == same.trigger())
          .findFirst();
    }
  }

  /** A market's events of which some come late or never, and what is said of them late. */
  private static final class LateFeed {

    private record Hole(long from, long to, boolean canBeRepaired) {}

    private final List<MarketEvent> feed = new ArrayList<>();
    private final List<Hole> holes = new ArrayList<>();

    /** What nobody tells. */
    private final List<Hole> silent = new ArrayList<>();

    private final Map<String, Boolean> missed = new HashMap<>();
    private final TreeMap<Integer, List<Runnable>> later = new TreeMap<>();
    private final SplittableRandom random;
    private final List<MarketEvent> events;

    /** Whether what is missing of the orders is told; else only the next snapshot shows it. */
    private final boolean declares;

    private int at;
    private long lastSnapshot = -1;
    private long clock = -1;
    private long ordersUntil = -1;
    private long tradesUntil = -1;

    LateFeed(SimulatedMarket market, long seed) {
      random = new SplittableRandom(seed);
      declares = seed % 3 > 0;
      events = withSnapshots(market, market.events());
      for (int i = 0; i < events.size(); i++) {
        at = i;
        i += step(i);
        runUntil(i);
      }
      runUntil(Integer.MAX_VALUE);
    }

    private void runUntil(int index) {
      while (!later.isEmpty() && later.firstKey() <= index) {
        later.pollFirstEntry().getValue().forEach(Runnable::run);
      }
    }

    private int step(int i) {
      MarketEvent event = events.get(i);
      if (event instanceof OrderEvent && random.nextInt(1_500) == 0 && i > 100) {
        return loseOrders(i);
      }
      if (event instanceof TradeEvent trade) {
        int dice = random.nextInt(100);
        if (dice < 6) {
          after(1_000, () -> tell(trade));
        } else if (dice < 9 && tradesUntil > 0) {
          loseTrade(trade);
        } else if (dice < 11) {
          refuse(trade.trade().micros());
        } else {
          tell(trade);
        }
      } else {
        tell(event);
      }
      return 0;
    }

    private void after(int most, Runnable what) {
      later.computeIfAbsent(at + random.nextInt(most), i -> new ArrayList<>()).add(what);
    }

    private void tell(MarketEvent event) {
      feed.add(event);
      if (event instanceof SnapshotPart part) {
        lastSnapshot = part.micros();
      }
      if (event instanceof OrderEvent order) {
        ordersUntil = begin(ordersUntil, order.micros());
        missIfClosed(order.micros());
      } else if (event instanceof TradeEvent trade) {
        tradesUntil = begin(tradesUntil, trade.trade().micros());
        missIfClosed(trade.trade().micros());
      }
    }

    private long begin(long until, long micros) {
      if (until < 0) {
        // Nothing is known of the time before it.
        holes.add(new Hole(Long.MIN_VALUE, micros, false));
      }
      clock = Math.max(clock, micros);
      return Math.max(until, micros);
    }

    private void missIfClosed(long micros) {
      for (Interval interval : INTERVALS) {
        long start = interval.startOf(micros);
        if (clock - (start + interval.micros()) > HORIZON) {
          missed.put(interval + "|" + start, true);
        }
      }
    }

    private int loseOrders(int index) {
      int count = 0;
      while (count < 12
          && index + count + 1 < events.size()
          && events.get(index + count) instanceof OrderEvent) {
        count++;
      }
      if (count == 0
          || !(events.get(index + count) instanceof OrderEvent after)
          || !(lastOrder() instanceof OrderEvent before)) {
        tell(events.get(index));
        return 0;
      }
      Hole hole = new Hole(before.micros(), after.micros(), true);
      if (declares) {
        after(
            1_500,
            () -> {
              holes.add(hole);
              feed.add(
                  new Gap(
                      Feed.ORDERS,
                      hole.from(),
                      hole.to(),
                      before.eventId(),
                      after.eventId(),
                      false));
            });
      } else {
        silent.add(hole);
      }
      return count - 1;
    }

    private MarketEvent lastOrder() {
      for (int i = feed.size() - 1; i >= 0; i--) {
        if (feed.get(i) instanceof OrderEvent) {
          return feed.get(i);
        }
      }
      return feed.get(0);
    }

    private void loseTrade(TradeEvent trade) {
      Hole hole = new Hole(trade.trade().micros() - 1, trade.trade().micros() + 1, true);
      after(
          1_000,
          () -> {
            holes.add(hole);
            feed.add(new Gap(Feed.TRADES, hole.from(), hole.to(), "", "", false));
            if (random.nextBoolean()) {
              after(1_000, () -> repair(hole, trade));
            }
          });
    }

    private void repair(Hole hole, TradeEvent trade) {
      tell(trade);
      holes.remove(hole);
      feed.add(new Gap(Feed.TRADES, hole.from(), hole.to(), "", "", true));
    }

    private void refuse(long micros) {
      after(
          1_000,
          () -> {
            holes.add(new Hole(micros, micros, false));
            feed.add(new Gap(Feed.TRADES, micros, micros, "", "", false, Reason.REFUSED));
          });
    }

    /** Whether a snapshot came after it, which shows what nobody tells. */
    boolean isAudited(long micros) {
      return declares || micros < lastSnapshot;
    }

    boolean isSilentlyWrong(FlowRow row) {
      return touches(silent, row);
    }

    private static boolean touches(List<Hole> holes, FlowRow row) {
      long end = row.start() + row.interval().micros();
      return holes.stream().anyMatch(hole -> hole.from() < end && hole.to() >= row.start());
    }

    boolean isComplete(FlowRow row) {
      long end = row.start() + row.interval().micros();
      return Math.min(ordersUntil, tradesUntil) >= end
          && !missed.containsKey(key(row))
          && !touches(holes, row);
    }
  }
}
