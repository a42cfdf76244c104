package dev.orderflow.spark.market.candle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.spark.market.Interval;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of candles whatever happens, on random markets with holes, repeats and delays. */
class CandleSeriesPropertyTest {

  private static final long SECOND = 1_000_000;
  private static final long START = 1_767_225_000L * SECOND + 123_000;
  private static final List<Interval> INTERVALS =
      Stream.of("1s", "10s", "1m", "5m").map(Interval::parse).toList();
  private static final long GRACE = 30 * SECOND;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void candlesThatSayCompleteAreTheTruth(long seed) {
    RandomMarket market = new RandomMarket(seed);
    for (CandleSettings.Empty empty : CandleSettings.Empty.values()) {
      RecordedCandles out = new RecordedCandles();
      CandleSeries series = new CandleSeries(settings(empty));
      market.topic.forEach(event -> event.accept(series, out));

      int complete = 0;
      for (var byStart : out.newest().entrySet()) {
        Map<Long, Candle> truth = market.truth(byStart.getKey());
        for (Candle candle : byStart.getValue().values()) {
          if (candle.isComplete()) {
            complete++;
            if (candle.isFinal() && !market.lateHoleIn(out, candle)) {
              assertSame(candle, truth.get(candle.start()), empty);
            }
          } else {
            assertThat(market.mayBeIncomplete(candle))
                .as("a reason for %s", CandleJson.value("btcusd", candle))
                .isTrue();
          }
        }
        // No candle of the truth that had its time is absent.
        assertThat(byStart.getValue().keySet())
            .containsAll(
                truth.keySet().stream()
                    .filter(start -> start + byStart.getKey().micros() <= series.now())
                    .filter(start -> start >= market.firstWritten())
                    .filter(Predicate.not(start -> market.allLate(out, start, byStart.getKey())))
                    .toList());
      }
      assertThat(complete).isGreaterThan(100);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24, 25, 26, 27, 28})
  void largerIntervalsAreTheRollUpOfSmallerOnes(long seed) {
    RandomMarket market = new RandomMarket(seed);
    RecordedCandles out = new RecordedCandles();
    CandleSeries series = new CandleSeries(settings(CandleSettings.Empty.NONE));
    market.topic.forEach(event -> event.accept(series, out));

    int compared = 0;
    for (int i = 1; i < INTERVALS.size(); i++) {
      Map<Long, Candle> small = out.newest().get(INTERVALS.get(i - 1));
      for (Candle large : out.newest().get(INTERVALS.get(i)).values()) {
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
        Candle.Prices prices = large.prices().orElseThrow();
        assertThat(prices.open()).isEqualTo(parts.get(0).prices().orElseThrow().open());
        assertThat(prices.close())
            .isEqualTo(parts.get(parts.size() - 1).prices().orElseThrow().close());
        assertThat(sum(parts, part -> part.totals().volume()))
            .isEqualByComparingTo(large.totals().volume());
        assertThat(sum(parts, part -> part.totals().quoteVolume()))
            .isEqualByComparingTo(large.totals().quoteVolume());
        assertThat(parts.stream().map(part -> part.prices().orElseThrow().high()))
            .allMatch(high -> high.compareTo(prices.high()) <= 0)
            .anyMatch(high -> high.compareTo(prices.high()) == 0);
      }
    }
    assertThat(compared).isGreaterThan(20);
  }

  @ParameterizedTest
  @ValueSource(longs = {31, 32, 33, 34, 35, 36})
  void whereTheEventsAreCutMakesNoDifference(long seed) {
    RandomMarket market = new RandomMarket(seed);
    Random random = new Random(seed);
    for (CandleSettings.Empty empty : CandleSettings.Empty.values()) {
      RecordedCandles whole = new RecordedCandles();
      CandleSeries series = new CandleSeries(settings(empty));
      market.topic.forEach(event -> event.accept(series, whole));

      RecordedCandles cut = new RecordedCandles();
      CandleSeries part = new CandleSeries(settings(empty));
      for (var event : market.topic) {
        event.accept(part, cut);
        if (random.nextInt(10) == 0) {
          part = copy(part, settings(empty));
        }
      }

      assertThat(cut.texts()).isEqualTo(whole.texts());
      assertThat(cut.lateTrades).isEqualTo(whole.lateTrades);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {41, 42, 43})
  void revisionsCountFromOneWithoutHoles(long seed) {
    RandomMarket market = new RandomMarket(seed);
    RecordedCandles out = new RecordedCandles();
    CandleSeries series = new CandleSeries(settings(CandleSettings.Empty.FLAT));
    market.topic.forEach(event -> event.accept(series, out));

    Map<String, Integer> last = new TreeMap<>();
    for (Candle candle : out.revisions) {
      String key = CandleJson.key("btcusd", candle);
      assertThat(candle.revision()).as(key).isEqualTo(last.getOrDefault(key, 0) + 1);
      last.put(key, candle.revision());
    }
    assertThat(series.openCandles()).isLessThan(200);
  }

  private static CandleSettings settings(CandleSettings.Empty empty) {
    return new CandleSettings(INTERVALS, GRACE, SECOND, empty);
  }

  private static BigDecimal sum(List<Candle> candles, Function<Candle, BigDecimal> field) {
    return candles.stream().map(field).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static void assertSame(Candle candle, Candle truth, CandleSettings.Empty empty) {
    if (truth == null) {
      assertThat(empty).isEqualTo(CandleSettings.Empty.FLAT);
      assertThat(candle.totals().trades()).isZero();
      return;
    }
    assertThat(candle.prices()).isEqualTo(truth.prices());
    assertThat(candle.totals())
        .usingRecursiveComparison()
        .withComparatorForType(BigDecimal::compareTo, BigDecimal.class)
        .ignoringFields("repairedTrades")
        .isEqualTo(truth.totals());
  }

  private static CandleSeries copy(CandleSeries series, CandleSettings settings) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      series.write(new DataOutputStream(bytes));
      return CandleSeries.read(
          settings, new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A market's trades, and a topic that holds them with repeats, delays, repairs and holes. */
  private static final class RandomMarket {

    private final List<Trade> trades = new ArrayList<>();
    private final List<long[]> holes = new ArrayList<>();
    private final List<BiConsumer<CandleSeries, CandleOutput>> topic = new ArrayList<>();
    private long firstWritten = Long.MAX_VALUE;

    RandomMarket(long seed) {
      Random random = new Random(seed);
      long time = START;
      long price = 10_000;
      for (int id = 1; id <= 3_000; id++) {
        time += random.nextInt(100) == 0 ? random.nextInt(90) * SECOND : random.nextInt(400_000);
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
      write(random);
    }

    private void write(Random random) {
      List<Trade> delayed = new ArrayList<>();
      for (int i = 0; i < trades.size(); i++) {
        Trade trade = trades.get(i);
        int dice = random.nextInt(1_000);
        if (dice < 5 && i + 60 < trades.size() && i > 0) {
          int lost = 1 + random.nextInt(50);
          long from = trades.get(i - 1).micros();
          long to = trades.get(i + lost).micros();
          holes.add(new long[] {from, to});
          topic.add((series, out) -> series.gap(from, to, out));
          i += lost - 1;
        } else if (dice < 60) {
          delayed.add(repaired(trade));
        } else {
          written(trade);
          if (dice < 100) {
            written(trade);
          }
        }
        if (random.nextInt(40) == 0) {
          delayed.forEach(this::written);
          delayed.clear();
        }
        if (random.nextInt(5) == 0 && i + 1 < trades.size()) {
          long later = Math.min(trades.get(i + 1).micros(), trade.micros() + 20 * SECOND);
          topic.add((series, out) -> series.orderEvent(later, 1, "t-0", out));
        }
      }
      delayed.forEach(this::written);
    }

    private void written(Trade trade) {
      firstWritten = firstWritten == Long.MAX_VALUE ? trade.micros() : firstWritten;
      topic.add((series, out) -> series.trade(trade, "t-0", out));
    }

    private static Trade repaired(Trade trade) {
      return new Trade(
          trade.id(),
          trade.micros() - trade.micros() % SECOND,
          trade.price(),
          trade.amount(),
          trade.taker(),
          true,
          1,
          OptionalLong.empty(),
          OptionalLong.empty());
    }

    long firstWritten() {
      return firstWritten;
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
              list.stream().map(Trade::quote).reduce(BigDecimal.ZERO, BigDecimal::add),
              buy,
              sell,
              list.get(0).id(),
              list.get(list.size() - 1).id()),
          0,
          0,
          true,
          false,
          false,
          1);
    }

    private static BigDecimal volume(List<Trade> list, Side side) {
      return list.stream()
          .filter(trade -> trade.taker() == side)
          .map(Trade::amount)
          .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    boolean mayBeIncomplete(Candle candle) {
      return candle.lateTrades() > 0
          || candle.start() < firstWritten
          || holes.stream().anyMatch(h -> h[0] < candle.end() && h[1] > candle.start());
    }

    boolean lateHoleIn(RecordedCandles out, Candle candle) {
      return out.lateHoles.stream().anyMatch(h -> h[0] < candle.end() && h[1] > candle.start())
          || out.lateTrades.stream()
              .anyMatch(t -> t.micros() >= candle.start() && t.micros() < candle.end());
    }

    boolean allLate(RecordedCandles out, long start, Interval interval) {
      return out.lateTrades.stream()
          .anyMatch(t -> t.micros() >= start && t.micros() < start + interval.micros());
    }
  }
}
