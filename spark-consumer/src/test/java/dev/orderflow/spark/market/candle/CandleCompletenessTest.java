package dev.orderflow.spark.market.candle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.spark.market.CompletenessRow;
import dev.orderflow.spark.market.Interval;
import dev.orderflow.spark.market.ProvenBy;
import dev.orderflow.spark.market.Reason;
import dev.orderflow.spark.market.Side;
import dev.orderflow.spark.market.Trade;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is found out of candles that are final: whoever reads the candles and what is said of them
 * later knows which are wrong, and is told nothing of those that are right.
 */
class CandleCompletenessTest {

  private static final long SECOND = 1_000_000;
  private static final long START = 1_767_225_600L * SECOND;
  private static final long GRACE = 20 * SECOND;

  /** Not all divide the longest. */
  private static final List<Interval> INTERVALS =
      Stream.of("1s", "10s", "40s", "45s", "1m").map(Interval::parse).toList();

  private static final CandleSettings SETTINGS =
      new CandleSettings(INTERVALS, GRACE, SECOND, CandleSettings.Empty.NONE);

  private final Reader reader = new Reader();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void everyFinalCandleThatIsWrongIsNamedAndNoOther(long seed) {
    LateMarket market = new LateMarket(seed);
    CandleSeries series = new CandleSeries("btcusd", SETTINGS);
    market.topic.forEach(telling -> telling.tell(series, reader));

    Map<Boolean, Integer> checked = new HashMap<>();
    for (Interval interval : INTERVALS) {
      Map<Long, BigDecimal> volumes = market.volumes(interval);
      long finals = interval.startOf(series.now() - GRACE);
      for (long start = interval.startOf(START + SECOND);
          start < finals;
          start += interval.micros()) {
        boolean complete = market.isComplete(start, start + interval.micros());
        assertThat(reader.saysComplete(interval, start))
            .as("%s at %d", interval, (start - START) / SECOND)
            .isEqualTo(complete);
        if (complete) {
          assertThat(reader.volume(interval, start))
              .isEqualByComparingTo(volumes.getOrDefault(start, BigDecimal.ZERO));
        }
        checked.merge(complete, 1, Integer::sum);
      }
    }
    assertThat(checked.get(true)).isGreaterThan(100);
    assertThat(checked.get(false)).isGreaterThan(20);
    assertThat(reader.rows).extracting(CompletenessRow::reason).contains(Optional.of(Reason.GAP));
  }

  @Test
  void everyKindOfStatementIsMetAndAnyMayBeTakenBack() {
    Set<Optional<Reason>> met = new HashSet<>();
    for (long seed = 1; seed <= 20; seed++) {
      CandleSeries series = new CandleSeries("btcusd", SETTINGS);
      new LateMarket(seed).topic.forEach(telling -> telling.tell(series, reader));
      reader.rows.forEach(row -> met.add(row.reason()));
      reader.clear();
    }
    assertThat(met)
        .containsExactlyInAnyOrder(
            Optional.empty(),
            Optional.of(Reason.GAP),
            Optional.of(Reason.REFUSED),
            Optional.of(Reason.LATE));
  }

  @ParameterizedTest
  @ValueSource(longs = {31, 32, 33, 34})
  void whereTheTopicIsCutMakesNoDifference(long seed) throws IOException {
    LateMarket market = new LateMarket(seed);
    CandleSeries whole = new CandleSeries("btcusd", SETTINGS);
    market.topic.forEach(telling -> telling.tell(whole, reader));

    Random random = new Random(seed);
    Reader cut = new Reader();
    CandleSeries part = new CandleSeries("btcusd", SETTINGS);
    for (Telling telling : market.topic) {
      telling.tell(part, cut);
      if (random.nextInt(10) == 0) {
        part.endOfBatch(cut);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        part.write(new DataOutputStream(bytes));
        part =
            CandleSeries.read(
                "btcusd",
                SETTINGS,
                new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
      }
    }
    assertThat(cut.rows).isNotEmpty().isEqualTo(reader.rows);
  }

  /** The longest candle and the first of some others say already that they begin unknown. */
  @Test
  void rangesThatContinueEachOtherAreOne() {
    CandleSeries series = new CandleSeries("btcusd", SETTINGS);
    for (int second = 0; second < 200; second++) {
      series.trade(trade(second, START + second * SECOND, false), reader);
    }
    for (int second = 20; second < 50; second++) {
      series.trade(trade(1_000 + second, START + second * SECOND + 7, true), reader);
    }
    Map<String, CompletenessRow> compacted = new TreeMap<>();
    reader.rows.forEach(row -> compacted.put(row.key(), row));
    assertThat(compacted.values())
        .containsExactlyInAnyOrder(
            row("1s", 20, 50), row("10s", 20, 50), row("40s", 40, 80), row("45s", 45, 90));
  }

  private static CompletenessRow row(String interval, long from, long until) {
    return new CompletenessRow(
        "btcusd",
        CompletenessRow.Rows.CANDLES,
        Optional.of(Interval.parse(interval)),
        START + from * SECOND,
        START + until * SECOND,
        Optional.of(Reason.LATE));
  }

  private static Trade trade(long id, long micros, boolean repaired) {
    return new Trade(
        id + 1,
        micros,
        BigDecimal.TEN,
        BigDecimal.valueOf(id + 1, 3),
        Side.BUY,
        repaired,
        1,
        OptionalLong.empty(),
        OptionalLong.empty());
  }

  /** A record of the topic, as the job hands it on. */
  private interface Telling {
    void tell(CandleSeries series, CandleOutput out);
  }

  /** Whoever reads both topics, each from its beginning. */
  private static final class Reader implements CandleOutput {
    private final Map<Interval, Map<Long, Candle>> candles = new HashMap<>();
    private final Map<Interval, Map<Long, Boolean>> said = new HashMap<>();
    private final List<CompletenessRow> rows = new ArrayList<>();

    @Override
    public void candle(Candle candle) {
      candles.computeIfAbsent(candle.interval(), i -> new TreeMap<>()).put(candle.start(), candle);
    }

    @Override
    public void lateTrade(Trade trade) {
      // Rejected, and told by what it makes wrong.
    }

    @Override
    public void completeness(CompletenessRow row) {
      Interval interval = row.interval().orElseThrow();
      assertThat(row.from() % interval.micros()).isZero();
      assertThat(row.until() % interval.micros()).isZero();
      int changed = 0;
      for (long start = row.from(); start < row.until(); start += interval.micros()) {
        Optional<Candle> candle = candle(interval, start);
        assertThat(candle.map(Candle::isFinal).orElse(true)).isTrue();
        changed += saysComplete(interval, start) == row.reason().isEmpty() ? 0 : 1;
        said.computeIfAbsent(interval, i -> new HashMap<>()).put(start, row.reason().isEmpty());
      }
      assertThat(changed).as("%s", row).isPositive();
      rows.add(row);
    }

    /** Where no candle is there, that says that nothing was traded. */
    boolean saysComplete(Interval interval, long start) {
      return said.getOrDefault(interval, Map.of())
          .getOrDefault(start, candle(interval, start).map(Candle::isComplete).orElse(true));
    }

    BigDecimal volume(Interval interval, long start) {
      return candle(interval, start).map(c -> c.totals().volume()).orElse(BigDecimal.ZERO);
    }

    private Optional<Candle> candle(Interval interval, long start) {
      return Optional.ofNullable(candles.getOrDefault(interval, Map.of()).get(start));
    }

    void clear() {
      candles.clear();
      said.clear();
      rows.clear();
    }
  }

  /** Trades of which some come late or never, and statements about them that come late, too. */
  private static final class LateMarket {

    private record Hole(long from, long to, boolean canBeRepaired) {}

    private final List<Trade> trades = new ArrayList<>();
    private final List<Hole> holes = new ArrayList<>();
    private final List<Telling> topic = new ArrayList<>();
    private final TreeMap<Integer, List<Runnable>> later = new TreeMap<>();
    private final Set<Long> written = new HashSet<>();

    /** Trades that there never were. */
    private final Set<Trade> imagined = new HashSet<>();

    private final Random random;
    private long now = Long.MIN_VALUE;

    LateMarket(long seed) {
      random = new Random(seed);
      // Nothing is known of the time before it.
      holes.add(new Hole(Long.MIN_VALUE, START, false));
      long time = START;
      for (int id = 0; id < 1_500; id++) {
        trades.add(trade(id, time, false));
        time += random.nextInt(30) == 0 ? random.nextInt(30) * SECOND : random.nextInt(500_000);
      }
      for (int i = 0; i < trades.size(); i++) {
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
      Trade trade = trades.get(i);
      int dice = i == 0 || i + 60 > trades.size() ? 1_000 : random.nextInt(400);
      if (dice < 4) {
        return hole(i, 1 + random.nextInt(40)) - 1;
      } else if (dice < 6) {
        after(i, 400, () -> refuse(trade.micros()));
      } else if (dice < 10) {
        after(i, 400, () -> write(trade));
      } else if (dice < 20) {
        after(i, 30, () -> write(trade));
      } else {
        write(trade);
        if (dice < 24 && prove(i)) {
          Trade repeated = trades.get(i - 2);
          after(i, 300, () -> topic.add((series, out) -> series.trade(repeated, out)));
        }
      }
      return 0;
    }

    private void after(int index, int most, Runnable what) {
      later.computeIfAbsent(index + random.nextInt(most), i -> new ArrayList<>()).add(what);
    }

    private void write(Trade trade) {
      if (now != Long.MIN_VALUE && isFinal(trade.micros())) {
        holes.add(new Hole(trade.micros(), trade.micros(), false));
      } else {
        now = Math.max(now, trade.micros());
      }
      written.add(trade.id());
      topic.add((series, out) -> series.trade(trade, out));
    }

    /** Whether a candle of that time is final. */
    private boolean isFinal(long micros) {
      return INTERVALS.stream().anyMatch(interval -> micros < interval.startOf(now - GRACE));
    }

    private void refuse(long micros) {
      holes.add(new Hole(micros, micros, false));
      topic.add((series, out) -> series.refused(OptionalLong.of(micros), out));
    }

    /** Trades that are missing; that is told soon or late, and perhaps they come after all. */
    private int hole(int index, int count) {
      long from = trades.get(index - 1).micros();
      long to = trades.get(index + count).micros();
      List<Trade> lost = List.copyOf(trades.subList(index, index + count));
      after(
          index,
          400,
          () -> {
            holes.add(new Hole(from, to, true));
            topic.add((series, out) -> series.gap(from, to, out));
            int fate = random.nextInt(3);
            if (fate == 0) {
              after(index + 400, 200, () -> repair(from, to, lost, lost));
            } else if (fate == 1) {
              after(index + 400, 200, () -> repair(from, to, lost, List.of()));
            }
          });
      return count;
    }

    /** Of what nothing comes, nothing was traded. */
    private void repair(long from, long to, List<Trade> lost, List<Trade> found) {
      if (found.isEmpty()) {
        imagined.addAll(lost);
      }
      found.forEach(this::write);
      repaired(from, to);
      topic.add((series, out) -> series.gapRepaired(from, to, out));
    }

    private void repaired(long from, long to) {
      holes.removeIf(hole -> hole.canBeRepaired() && hole.from() >= from && hole.to() <= to);
    }

    /** Everything of the last trade's time and of some before it was written. */
    private boolean prove(int last) {
      int first = last;
      while (first > 0 && written.contains(trades.get(first).id()) && last - first < 20) {
        first--;
      }
      if (last - first < 5) {
        return false;
      }
      long from = trades.get(first).micros();
      long until = trades.get(last).micros();
      repaired(from, until);
      topic.add((series, out) -> series.proof(from, until, ProvenBy.LIST, out));
      return true;
    }

    boolean isComplete(long start, long end) {
      return holes.stream().noneMatch(hole -> hole.from() < end && hole.to() >= start);
    }

    Map<Long, BigDecimal> volumes(Interval interval) {
      Map<Long, BigDecimal> volumes = new HashMap<>();
      for (Trade trade : trades) {
        if (!imagined.contains(trade)) {
          volumes.merge(interval.startOf(trade.micros()), trade.amount(), BigDecimal::add);
        }
      }
      return volumes;
    }
  }
}
