package dev.orderflow.spark.market.candle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.spark.market.Interval;
import dev.orderflow.spark.market.Reason;
import dev.orderflow.spark.market.Side;
import dev.orderflow.spark.market.Trade;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What holds of candles whatever happens, on random markets with holes that are declared, repaired
 * or taken back, with refused and lost records, sessions that continue nothing, repeats, delays,
 * outages, trades of one microsecond, and an end anywhere.
 */
class CandleSeriesPropertyTest {

  private static final long SECOND = 1_000_000;
  private static final long START = 1_767_225_000L * SECOND + 123_000;

  /** Each divides the next. */
  private static final List<Interval> NESTED =
      Stream.of("1s", "10s", "1m", "5m").map(Interval::parse).toList();

  /** Not all divide the longest. */
  private static final List<Interval> ALL =
      Stream.of("1s", "10s", "40s", "45s", "1m", "100s", "5m").map(Interval::parse).toList();

  private static final long GRACE = 30 * SECOND;

  /**
   * Every row that says complete equals what all of the input says, every other names its reason,
   * and a row is complete whenever the rules allow it.
   */
  @ParameterizedTest
  @MethodSource("seeds")
  void whatSaysCompleteIsTheTruthAndWhatDoesNotSaysWhy(long seed) {
    RandomMarket market = new RandomMarket(seed);
    Map<Reason, Integer> reasons = new TreeMap<>();
    for (CandleSettings.Empty empty : CandleSettings.Empty.values()) {
      RecordedCandles out = new RecordedCandles();
      CandleSeries series = new CandleSeries("btcusd", settings(ALL, empty));
      market.tell(series, out);
      series.endOfBatch(out);

      int complete = 0;
      for (var byStart : out.newest().entrySet()) {
        Map<Long, Candle> truth = market.truth(byStart.getKey());
        for (Candle candle : byStart.getValue().values()) {
          if (toldLater(out, candle.start(), candle.end())) {
            continue;
          }
          assertThat(candle.reason())
              .as("%s", CandleJson.value("btcusd", candle))
              .isEqualTo(market.reason(candle));
          candle.reason().ifPresent(reason -> reasons.merge(reason, 1, Integer::sum));
          if (candle.isComplete()) {
            complete++;
            assertSame(candle, truth.get(candle.start()), empty);
          }
        }
        // No candle of the truth that had its time is absent.
        long length = byStart.getKey().micros();
        assertThat(byStart.getValue().keySet())
            .containsAll(
                truth.keySet().stream()
                    .filter(start -> start + length <= series.now())
                    .filter(start -> start >= market.firstStreamed)
                    .filter(start -> !toldLater(out, start, start + length))
                    .toList());
      }
      assertThat(complete).isGreaterThan(100);
    }
    assertThat(reasons.keySet())
        .contains(Reason.NOT_PAST_END, Reason.REFUSED, Reason.GAP)
        .containsAnyOf(Reason.NOT_CONTINUED, Reason.LOST);
  }

  private static LongStream seeds() {
    return LongStream.rangeClosed(1, Integer.getInteger("candles.seeds", 20));
  }

  /** After any batch everything read is in a published row. */
  @ParameterizedTest
  @ValueSource(longs = {61, 62, 63, 64})
  void whatWasReadIsInARowAfterEveryBatch(long seed) {
    RandomMarket market = new RandomMarket(seed);
    Random random = new Random(seed);
    RecordedCandles out = new RecordedCandles();
    CandleSeries series = new CandleSeries("btcusd", settings(NESTED, CandleSettings.Empty.NONE));
    for (BiConsumer<CandleSeries, CandleOutput> telling : market.topic) {
      telling.accept(series, out);
      if (random.nextInt(30) == 0) {
        series.endOfBatch(out);
        int rows = out.revisions.size();
        series.endOfBatch(out);
        assertThat(out.revisions).as("nothing new").hasSize(rows);
      }
    }
    series.endOfBatch(out);

    for (Map<Long, Candle> byStart : out.newest().values()) {
      assertThat(byStart.values().stream().mapToLong(c -> c.totals().trades()).sum())
          .isEqualTo(market.accepted.size());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {51, 52, 53, 54, 55, 56, 57, 58, 59, 60})
  void everyCandleThatAHoleTouchesSaysSoOrTheHoleIsToldLate(long seed) {
    RandomMarket market = new RandomMarket(seed);
    RecordedCandles out = new RecordedCandles();
    CandleSeries series = new CandleSeries("btcusd", settings(ALL, CandleSettings.Empty.NONE));
    market.tell(series, out);

    int touched = 0;
    Map<Interval, Map<Long, Candle>> newest = out.newest();
    for (Hole hole : market.holes) {
      if (hole.from() == Long.MIN_VALUE) {
        continue;
      }
      for (Interval interval : ALL) {
        for (long start = interval.startOf(hole.from());
            start <= hole.to() && start + interval.micros() <= series.now();
            start += interval.micros()) {
          if (!toldLater(out, start, start + interval.micros())) {
            Optional<Candle> candle = Optional.ofNullable(newest.get(interval).get(start));
            assertThat(candle.map(Candle::missingMillis).orElse(0L))
                .as("%s at %d over the hole %d to %d", interval, start, hole.from(), hole.to())
                .isPositive();
            touched++;
          }
        }
      }
    }
    assertThat(touched).isGreaterThan(ALL.size());
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24, 25, 26, 27, 28})
  void largerIntervalsAreTheRollUpOfSmallerOnes(long seed) {
    RandomMarket market = new RandomMarket(seed);
    RecordedCandles out = new RecordedCandles();
    CandleSeries series = new CandleSeries("btcusd", settings(NESTED, CandleSettings.Empty.NONE));
    market.tell(series, out);

    int compared = 0;
    for (int i = 1; i < NESTED.size(); i++) {
      Map<Long, Candle> small = out.newest().get(NESTED.get(i - 1));
      for (Candle large : out.newest().get(NESTED.get(i)).values()) {
        if (!large.isFinal()) {
          continue;
        }
        List<Candle> parts =
            small.values().stream()
                .filter(part -> part.start() >= large.start() && part.end() <= large.end())
                .filter(part -> part.totals().trades() > 0)
                .toList();
        assertThat(parts.stream().mapToLong(part -> part.totals().trades()).sum())
            .isEqualTo(large.totals().trades());
        if (parts.isEmpty()) {
          continue;
        }
        compared++;
        assertIsRollUp(large, parts);
      }
    }
    assertThat(compared).isGreaterThan(20);
  }

  private static void assertIsRollUp(Candle large, List<Candle> parts) {
    Candle.Prices prices = large.prices().orElseThrow();
    Candle last = parts.get(parts.size() - 1);
    assertThat(prices.open()).isEqualTo(parts.get(0).prices().orElseThrow().open());
    assertThat(prices.close()).isEqualTo(last.prices().orElseThrow().close());
    assertThat(prices.high())
        .isEqualByComparingTo(
            parts.stream()
                .map(part -> part.prices().orElseThrow().high())
                .max(BigDecimal::compareTo)
                .orElseThrow());
    assertThat(prices.low())
        .isEqualByComparingTo(
            parts.stream()
                .map(part -> part.prices().orElseThrow().low())
                .min(BigDecimal::compareTo)
                .orElseThrow());
    Candle.Totals totals = large.totals();
    assertThat(sum(parts, Candle.Totals::volume)).isEqualByComparingTo(totals.volume());
    assertThat(sum(parts, Candle.Totals::quoteVolume)).isEqualByComparingTo(totals.quoteVolume());
    assertThat(sum(parts, Candle.Totals::buyVolume)).isEqualByComparingTo(totals.buyVolume());
    assertThat(sum(parts, Candle.Totals::sellVolume)).isEqualByComparingTo(totals.sellVolume());
    assertThat(parts.get(0).totals().firstTradeId()).isEqualTo(totals.firstTradeId());
    assertThat(last.totals().lastTradeId()).isEqualTo(totals.lastTradeId());
    assertThat(parts.stream().mapToLong(part -> part.totals().repairedTrades()).sum())
        .isEqualTo(totals.repairedTrades());
  }

  /**
   * As Spark cuts a stream into batches: the state is stored and loaded, and what the end of a
   * batch adds are rows that say that they are not read past their end.
   */
  @ParameterizedTest
  @ValueSource(longs = {31, 32, 33, 34, 35, 36})
  void whereTheEventsAreCutMakesNoDifference(long seed) {
    RandomMarket market = new RandomMarket(seed);
    for (CandleSettings.Empty empty : CandleSettings.Empty.values()) {
      RecordedCandles whole = new RecordedCandles();
      market.tell(new CandleSeries("btcusd", settings(ALL, empty)), whole);

      Random random = new Random(seed);
      RecordedCandles cut = new RecordedCandles();
      CandleSeries part = new CandleSeries("btcusd", settings(ALL, empty));
      for (BiConsumer<CandleSeries, CandleOutput> telling : market.topic) {
        telling.accept(part, cut);
        if (random.nextInt(20) == 0) {
          part.endOfBatch(cut);
          part = copy(part, settings(ALL, empty));
        }
      }

      assertThat(overTexts(cut)).isEqualTo(overTexts(whole));
      assertThat(cut.lateTrades).isEqualTo(whole.lateTrades);
      assertThat(cut.completeness).isEqualTo(whole.completeness);
      assertThat(cut.revisions.size()).isGreaterThan(whole.revisions.size());
    }
  }

  /** All but the rows that an end of the input may have caused. */
  private static List<String> overTexts(RecordedCandles out) {
    return out.revisions.stream()
        .filter(candle -> !candle.reason().equals(Optional.of(Reason.NOT_PAST_END)))
        .map(candle -> CandleJson.value("btcusd", candle))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(longs = {41, 42, 43})
  void revisionsCountFromOneWithoutHoles(long seed) {
    RandomMarket market = new RandomMarket(seed);
    RecordedCandles out = new RecordedCandles();
    CandleSeries series = new CandleSeries("btcusd", settings(NESTED, CandleSettings.Empty.FLAT));
    market.tell(series, out);

    Map<String, Integer> last = new TreeMap<>();
    for (Candle candle : out.revisions) {
      String key = CandleJson.key("btcusd", candle);
      boolean over = !candle.reason().equals(Optional.of(Reason.NOT_PAST_END));
      assertThat(candle.revision()).as(key).isEqualTo(over ? last.getOrDefault(key, 0) + 1 : 0);
      last.put(key, candle.revision());
    }
    assertThat(series.openCandles()).isLessThan(200);
  }

  private static CandleSettings settings(List<Interval> intervals, CandleSettings.Empty empty) {
    return new CandleSettings(intervals, GRACE, SECOND, empty);
  }

  private static BigDecimal sum(List<Candle> candles, Function<Candle.Totals, BigDecimal> field) {
    return candles.stream()
        .map(candle -> field.apply(candle.totals()))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static void assertSame(Candle candle, Candle truth, CandleSettings.Empty empty) {
    if (truth == null) {
      // Without trades it is there where that was wanted, or where something had been missing.
      assertThat(empty == CandleSettings.Empty.FLAT || candle.revision() > 1).isTrue();
      assertThat(candle.totals().trades()).isZero();
      return;
    }
    assertThat(candle.prices()).isEqualTo(truth.prices());
    Candle.Totals ours = candle.totals();
    Candle.Totals theirs = truth.totals();
    assertThat(ours.trades()).isEqualTo(theirs.trades());
    assertThat(ours.firstTradeId()).isEqualTo(theirs.firstTradeId());
    assertThat(ours.lastTradeId()).isEqualTo(theirs.lastTradeId());
    assertThat(ours.volume()).isEqualByComparingTo(theirs.volume());
    assertThat(ours.quoteVolume()).isEqualByComparingTo(theirs.quoteVolume());
    assertThat(ours.buyVolume()).isEqualByComparingTo(theirs.buyVolume());
    assertThat(ours.sellVolume()).isEqualByComparingTo(theirs.sellVolume());
  }

  /** Whether something about that time came when candles of it were final, and was told so. */
  private static boolean toldLater(RecordedCandles out, long start, long end) {
    return out.completeness.stream().anyMatch(row -> row.from() < end && row.until() > start)
        || out.lateTrades.stream().anyMatch(t -> t.micros() >= start && t.micros() < end);
  }

  private static CandleSeries copy(CandleSeries series, CandleSettings settings) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      series.write(new DataOutputStream(bytes));
      return CandleSeries.read(
          "btcusd", settings, new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Times of which something is missing, both ends included. */
  private record Hole(long from, long to, Reason reason) {
    boolean touches(long start, long end) {
      return from < end && to >= start;
    }
  }

  /** A trade, or why nothing is known from here to the next one. */
  private record Told(long micros, boolean streamed, Optional<Reason> broken) {}

  /** A market's trades, and a topic that holds them with whatever can go wrong. */
  private static final class RandomMarket {

    private final List<Trade> trades = new ArrayList<>();
    private final List<Hole> holes = new ArrayList<>();
    private final List<BiConsumer<CandleSeries, CandleOutput>> topic = new ArrayList<>();
    private final Set<Long> accepted = new HashSet<>();
    private final Random random;
    private long session = 1;
    private long firstStreamed = Long.MAX_VALUE;

    /** The trades that count and what broke the channel, as the topic has them. */
    private final List<Told> told = new ArrayList<>();

    /** The latest trade of all, whatever is known of the time before it. */
    private long latest = Long.MIN_VALUE;

    /** Until when the trades were read when the topic ended. */
    private long readAtEnd;

    /** What comes later than it should: after how many more trades, and what. */
    private final TreeMap<Integer, List<Runnable>> later = new TreeMap<>();

    /** Trades of a new session, which are kept until what was missed before them is settled. */
    private final List<Trade> held = new ArrayList<>();

    private int heldUntil = -1;

    RandomMarket(long seed) {
      random = new Random(seed);
      long time = START;
      long price = 10_000;
      for (int id = 1; id <= 3_000; id++) {
        time = next(time);
        price = Math.max(1, price + random.nextInt(21) - 10);
        trades.add(
            new Trade(
                id,
                time,
                BigDecimal.valueOf(price, 2),
                BigDecimal.valueOf(1 + random.nextInt(1_000_000), 8),
                random.nextBoolean() ? Side.BUY : Side.SELL,
                false,
                1,
                OptionalLong.empty(),
                OptionalLong.empty()));
      }
      write();
    }

    /** One order that trades with several, a boundary between two seconds, silence, or soon. */
    private long next(long time) {
      return switch (random.nextInt(100)) {
        case 0 -> time + random.nextInt(90) * SECOND;
        case 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 -> time;
        case 16, 17, 18, 19 -> time - time % SECOND + SECOND;
        case 20, 21 -> Math.max(time, time - time % SECOND + SECOND - 1);
        default -> time + random.nextInt(400_000);
      };
    }

    void tell(CandleSeries series, RecordedCandles out) {
      topic.forEach(telling -> telling.accept(series, out));
    }

    private void write() {
      int end = trades.size() - random.nextInt(200);
      for (int i = 0; i < end; i++) {
        Trade trade = trades.get(i);
        int dice = random.nextInt(1_000);
        if (dice < 5 && i + 60 < trades.size() && i > 0) {
          i += hole(i, 1 + random.nextInt(random.nextBoolean() ? 2 : 50)) - 1;
        } else if (dice < 8 && i > 0) {
          refuse(OptionalLong.of(trade.micros()));
        } else if (dice < 11 && i > 0 && held.isEmpty()) {
          refuse(OptionalLong.empty());
        } else if (dice < 13 && i > 0 && held.isEmpty()) {
          session++;
          interrupt(Reason.NOT_CONTINUED);
          topic.add((series, out) -> series.sessionStarted(false));
        } else if (dice < 14 && i > 0 && held.isEmpty()) {
          interrupt(Reason.LOST);
          long offset = i;
          topic.add((series, out) -> series.recordsLost("t-0", offset));
        } else if (dice < 60) {
          after(i, 40, () -> written(repaired(trade)));
        } else if (dice < 62 && held.isEmpty()) {
          // Delivered by the session itself, but behind newer ones.
          after(i, 10, () -> written(streamed(trade)));
        } else if (dice < 65 && held.isEmpty()) {
          session++;
          topic.add((series, out) -> series.sessionStarted(true));
          held.add(trade);
          heldUntil = i + random.nextInt(80);
        } else if (!held.isEmpty()) {
          held.add(trade);
        } else {
          written(streamed(trade));
          if (dice < 100) {
            written(streamed(trade));
          } else if (dice < 140) {
            after(i, 300, () -> written(streamed(trade)));
          }
        }
        if (!held.isEmpty() && i >= heldUntil) {
          held.forEach(each -> written(streamed(each)));
          held.clear();
        }
        due(i);
      }
      held.forEach(each -> written(streamed(each)));
      due(Integer.MAX_VALUE);
      readAtEnd = knownAndMissing(holes);
    }

    private void refuse(OptionalLong micros) {
      if (micros.isPresent()) {
        holes.add(new Hole(micros.getAsLong(), micros.getAsLong(), Reason.REFUSED));
      } else {
        interrupt(Reason.REFUSED);
      }
      topic.add((series, out) -> series.refused(micros, out));
    }

    private void interrupt(Reason reason) {
      told.add(new Told(Long.MIN_VALUE, false, Optional.of(reason)));
    }

    /** A hole is declared when it is over, or is found out much later; some are repaired then. */
    private int hole(int index, int lost) {
      long from = trades.get(index - 1).micros();
      long to = trades.get(index + lost).micros();
      Hole hole = new Hole(from, to, Reason.GAP);
      Runnable declared =
          () -> {
            holes.add(hole);
            topic.add((series, out) -> series.gap(from, to, out));
          };
      if (random.nextBoolean()) {
        declared.run();
        if (random.nextInt(3) == 0) {
          List<Trade> found = List.copyOf(trades.subList(index, index + lost));
          after(index, 20, () -> repair(hole, found));
        }
      } else {
        after(index, 100, declared);
      }
      return lost;
    }

    private void repair(Hole hole, List<Trade> found) {
      // What is read after its candle was final is told late, and the hole remains.
      if (isTooLate(hole.from() - SECOND, Math.max(latest, hole.to()))) {
        return;
      }
      found.forEach(trade -> written(repaired(trade)));
      holes.removeIf(
          each ->
              each.reason() == Reason.GAP && each.from() >= hole.from() && each.to() <= hole.to());
      topic.add((series, out) -> series.gapRepaired(hole.from(), hole.to(), out));
    }

    private boolean isTooLate(long micros) {
      long read = readUntil();
      return read != Long.MIN_VALUE && isTooLate(micros, read);
    }

    private static boolean isTooLate(long micros, long read) {
      return ALL.stream().anyMatch(interval -> micros < interval.startOf(read - GRACE));
    }

    private void after(int index, int most, Runnable what) {
      later.computeIfAbsent(index + random.nextInt(most), i -> new ArrayList<>()).add(what);
    }

    private void due(int index) {
      while (!later.isEmpty() && later.firstKey() <= index) {
        later.pollFirstEntry().getValue().forEach(Runnable::run);
      }
    }

    private void written(Trade trade) {
      if (!trade.repaired()) {
        firstStreamed = Math.min(firstStreamed, trade.micros());
      }
      if (!isTooLate(trade.micros()) && accepted.add(trade.id())) {
        told.add(new Told(trade.micros(), !trade.repaired(), Optional.empty()));
        latest = Math.max(latest, trade.micros());
      }
      topic.add((series, out) -> series.trade(trade, out));
    }

    private Trade streamed(Trade trade) {
      return copy(trade, trade.micros(), false);
    }

    private Trade repaired(Trade trade) {
      return copy(trade, trade.micros() - trade.micros() % SECOND, true);
    }

    private Trade copy(Trade trade, long micros, boolean repaired) {
      return new Trade(
          trade.id(),
          micros,
          trade.price(),
          trade.amount(),
          trade.aggressorSide(),
          repaired,
          session,
          OptionalLong.empty(),
          OptionalLong.empty());
    }

    Map<Long, Candle> truth(Interval interval) {
      Map<Long, List<Trade>> byStart = new TreeMap<>();
      trades.forEach(
          trade ->
              byStart
                  .computeIfAbsent(interval.startOf(trade.micros()), s -> new ArrayList<>())
                  .add(trade));
      Map<Long, Candle> candles = new TreeMap<>();
      byStart.forEach((start, list) -> candles.put(start, candle(interval, start, list)));
      return candles;
    }

    private static Candle candle(Interval interval, long start, List<Trade> list) {
      BigDecimal buy = volume(list, Side.BUY);
      BigDecimal sell = volume(list, Side.SELL);
      return new Candle(
          interval,
          start,
          Optional.of(
              new Candle.Prices(
                  list.get(0).price(),
                  list.stream().map(Trade::price).max(BigDecimal::compareTo).orElseThrow(),
                  list.stream().map(Trade::price).min(BigDecimal::compareTo).orElseThrow(),
                  list.get(list.size() - 1).price())),
          new Candle.Totals(
              list.size(),
              0,
              buy.add(sell),
              list.stream().map(Trade::notional).reduce(BigDecimal.ZERO, BigDecimal::add),
              buy,
              sell,
              list.get(0).id(),
              list.get(list.size() - 1).id()),
          Optional.empty(),
          Optional.empty(),
          0,
          0,
          true,
          false,
          false,
          1);
    }

    private static BigDecimal volume(List<Trade> list, Side side) {
      return list.stream()
          .filter(trade -> trade.aggressorSide() == side)
          .map(Trade::amount)
          .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** Until when the trades were read; while nothing is known only the stream tells. */
    private long readUntil() {
      return knownAndMissing(new ArrayList<>());
    }

    /**
     * By the contract: nothing is known from the last trade read before a break to the first one
     * behind it that the stream brings and that is of a later time. Of what holds at once the first
     * reason of the list is told; of the time before the first trade, that it is that.
     *
     * @param missing receives the times of which nothing is known
     * @return until when the trades were read
     */
    private long knownAndMissing(List<Hole> missing) {
      long read = Long.MIN_VALUE;
      long since = Long.MIN_VALUE;
      List<Reason> breaks = new ArrayList<>(List.of(Reason.NOT_CONTINUED));
      for (Told each : told) {
        if (each.broken().isPresent()) {
          since = breaks.isEmpty() ? read : since;
          breaks.add(each.broken().get());
        } else if (breaks.isEmpty()) {
          read = Math.max(read, each.micros());
        } else if (each.streamed() && each.micros() > since) {
          Reason first = since == Long.MIN_VALUE ? breaks.get(0) : Collections.min(breaks);
          missing.add(new Hole(since, each.micros(), first));
          breaks.clear();
          read = each.micros();
        }
      }
      return read;
    }

    /** Why a candle is not complete, by the rules. */
    Optional<Reason> reason(Candle candle) {
      if (candle.end() > readAtEnd) {
        return Optional.of(Reason.NOT_PAST_END);
      }
      Optional<Reason> first =
          holes.stream()
              .filter(hole -> hole.touches(candle.start(), candle.end()))
              .map(Hole::reason)
              .min(Comparator.naturalOrder());
      return first.isEmpty() && candle.lateTrades() > 0 ? Optional.of(Reason.LATE) : first;
    }
  }
}
