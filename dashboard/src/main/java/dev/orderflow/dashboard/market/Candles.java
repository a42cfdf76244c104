package dev.orderflow.dashboard.market;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** The newest revision of each candle, by interval. */
final class Candles {

  private static final int KEPT = 400;
  private static final int MOST_INTERVALS = 16;
  private static final String MINUTE = "1m";
  private static final int ENOUGH = 15;
  private static final int MINUTES_OF_A_DAY = 1_440;

  private final LongSupplier round;
  private final Map<String, Series<Candle>> byInterval =
      new TreeMap<>(Comparator.comparing(Candles::length).thenComparing(Comparator.naturalOrder()));
  private final NavigableMap<Long, BigDecimal> opensOfTheDay = new TreeMap<>();
  private Optional<Candle> newest = Optional.empty();

  Candles(LongSupplier round) {
    this.round = round;
  }

  /** Takes a candle; what the topic holds last under a key is the newest revision. */
  void add(Candle candle) {
    Series<Candle> series = byInterval.get(candle.interval());
    if (series == null) {
      if (byInterval.size() >= MOST_INTERVALS) {
        return;
      }
      series = new Series<>(round, KEPT);
      byInterval.put(candle.interval(), series);
    }
    series.put(candle.start(), candle);
    if (candle.interval().equals(MINUTE)) {
      opensOfTheDay.put(candle.start(), candle.open());
      if (opensOfTheDay.size() > MINUTES_OF_A_DAY) {
        opensOfTheDay.pollFirstEntry();
      }
    }
    if (newest.isEmpty() || end(candle) >= end(newest.get())) {
      newest = Optional.of(candle);
    }
  }

  private static long end(Candle candle) {
    return candle.start() + length(candle.interval()).toMillis();
  }

  /** Such as {@code 1s}, {@code 15m}, {@code 4h} or {@code 1d}; zero for what is none. */
  static Duration length(String interval) {
    if (!interval.matches("[1-9]\\d{0,5}[smhd]")) {
      return Duration.ZERO;
    }
    long count = Long.parseLong(interval.substring(0, interval.length() - 1));
    return switch (interval.charAt(interval.length() - 1)) {
      case 's' -> Duration.ofSeconds(count);
      case 'm' -> Duration.ofMinutes(count);
      case 'h' -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }

  /** The candle whose end is latest. */
  Optional<Candle> newest() {
    return newest;
  }

  /** The earliest known opening price of the day before a time, with its start. */
  Optional<Map.Entry<Long, BigDecimal>> openOfDayBefore(long millis) {
    return Optional.ofNullable(opensOfTheDay.ceilingEntry(millis - Duration.ofDays(1).toMillis()));
  }

  /** The intervals there are, shortest first. */
  Set<String> intervals() {
    return byInterval.keySet();
  }

  /**
   * The wanted interval where there is one, else one minute once there are enough of those to look
   * at, else the shortest.
   */
  Optional<String> choose(String wanted) {
    if (byInterval.containsKey(wanted)) {
      return Optional.of(wanted);
    }
    return of(MINUTE).filter(minutes -> minutes.size() >= ENOUGH).isPresent()
        ? Optional.of(MINUTE)
        : byInterval.keySet().stream().findFirst();
  }

  Optional<Series<Candle>> of(String interval) {
    return Optional.ofNullable(byInterval.get(interval));
  }
}
