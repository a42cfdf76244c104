package dev.orderflow.dashboard.market;

import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What ended orders, counted by the minute of their end. */
final class Fates {

  private static final int MINUTES = 60;
  private static final long MINUTE = 60_000;

  /** One minute's counts. */
  private static final class Minute {
    private final Map<Fate, Integer> counts = new EnumMap<>(Fate.class);
    private BigDecimal filled = BigDecimal.ZERO;
    private BigDecimal cancelled = BigDecimal.ZERO;
  }

  private final Series series;
  private final NavigableMap<Long, Minute> minutes = new TreeMap<>();

  Fates(Revision revision) {
    series = new Series(revision, MINUTES);
  }

  void add(long millis, Fate fate, BigDecimal filled, BigDecimal cancelled) {
    long start = millis - Math.floorMod(millis, MINUTE);
    Minute minute = minutes.computeIfAbsent(start, each -> new Minute());
    minute.counts.merge(fate, 1, Integer::sum);
    minute.filled = minute.filled.add(filled);
    minute.cancelled = minute.cancelled.add(cancelled);
    if (minutes.size() > MINUTES) {
      minutes.pollFirstEntry();
    }
    series.put(
        start,
        "[%d,%d,%d,%d,%d,%s,%s]"
            .formatted(
                start,
                minute.counts.getOrDefault(Fate.FILLED, 0),
                minute.counts.getOrDefault(Fate.PARTLY_FILLED, 0),
                minute.counts.getOrDefault(Fate.CANCELLED, 0),
                minute.counts.getOrDefault(Fate.UNKNOWN, 0),
                Json.text(minute.filled.toPlainString()),
                Json.text(minute.cancelled.toPlainString())));
  }

  Series series() {
    return series;
  }
}
