package dev.orderflow.dashboard.market;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How much of the last hour a market's feed is known for: the declared gaps, and the time in which
 * no connection carries a channel. What the connector has not said yet is not known here either.
 */
final class Coverage {

  /** The time that the share is of, microseconds. */
  static final long WINDOW = 3_600_000_000L;

  private static final int MOST_GAPS = 1_000;

  private final Deque<Gap> gaps = new ArrayDeque<>();
  private final Map<String, Set<String>> sessions = new HashMap<>();
  private final Map<String, Long> downSince = new HashMap<>();
  private long first = Long.MAX_VALUE;

  /** An event of a channel, at its own time; the earliest is where knowledge begins. */
  void saw(long micros, String channel, String session) {
    first = Math.min(first, micros);
    if (!session.isEmpty()) {
      sessions.computeIfAbsent(channel, each -> new HashSet<>()).add(session);
    }
  }

  void add(Gap gap) {
    gaps.addLast(gap);
    if (gaps.size() > MOST_GAPS) {
      gaps.removeFirst();
    }
  }

  void sessionStarted(String channel, String session) {
    sessions.computeIfAbsent(channel, each -> new HashSet<>()).add(session);
    downSince.remove(channel);
  }

  void sessionEnded(String channel, String session, long at) {
    Set<String> open = sessions.computeIfAbsent(channel, each -> new HashSet<>());
    open.remove(session);
    if (open.isEmpty()) {
      downSince.putIfAbsent(channel, at);
    }
  }

  /**
   * The share as JSON: {@code from} and {@code to} of the window and {@code missing_ms} in
   * milliseconds, {@code percent} as text or null before the first event, the numbers of gaps, and
   * since when which channels are down.
   *
   * @param now wall clock, microseconds since the epoch
   */
  String json(long now) {
    long from = Math.max(now - WINDOW, Math.min(first, now));
    List<long[]> missing = new ArrayList<>();
    int repaired = 0;
    int unrepaired = 0;
    for (Gap gap : gaps) {
      if (gap.to() >= from) {
        if (gap.repaired()) {
          repaired++;
        } else {
          unrepaired++;
          missing.add(new long[] {gap.from(), gap.to()});
        }
      }
    }
    downSince.values().forEach(since -> missing.add(new long[] {since, now}));
    long micros = union(missing, from, now);
    StringBuilder down = new StringBuilder();
    downSince.forEach(
        (channel, since) ->
            down.append(down.isEmpty() ? "" : ",")
                .append("[%s,%d]".formatted(Json.text(channel), since / 1_000)));
    return "{\"from\":%d,\"to\":%d,\"percent\":%s,\"missing_ms\":%d,\"repaired\":%d,\"unrepaired\":%d,\"down\":[%s]}"
        .formatted(
            from / 1_000,
            now / 1_000,
            first == Long.MAX_VALUE ? "null" : '"' + percent(micros, now - from) + '"',
            (micros + 999) / 1_000,
            repaired,
            unrepaired,
            down);
  }

  /** Rounded down, so that 100 means that nothing is missing. */
  private static String percent(long missing, long window) {
    if (window <= 0 || missing == 0) {
      return "100";
    }
    long thousandths = Math.max(0, window - missing) * 100_000 / window;
    return "%d.%03d".formatted(thousandths / 1_000, thousandths % 1_000);
  }

  private static long union(List<long[]> spans, long from, long to) {
    spans.sort(Comparator.comparingLong(span -> span[0]));
    long sum = 0;
    long end = from;
    for (long[] span : spans) {
      long start = Math.max(span[0], end);
      long stop = Math.min(span[1], to);
      if (stop > start) {
        sum += stop - start;
        end = stop;
      }
    }
    return sum;
  }
}
