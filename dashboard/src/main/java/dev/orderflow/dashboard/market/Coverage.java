package dev.orderflow.dashboard.market;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How much of the last hour a market's feed is known for: the declared gaps, and the time in which
 * no connection carries a channel. What the connector has not said yet is not known here either.
 *
 * <p>Of channels those that come first are kept, of a channel's connections those that brought
 * something last: one of which nobody said that it ended is forgotten for newer ones.
 */
final class Coverage {

  /** The time that the share is of, microseconds. */
  static final long WINDOW = 3_600_000_000L;

  private static final int MOST_GAPS = 1_000;
  static final int MOST_CHANNELS = 32;
  static final int MOST_SESSIONS = 16;

  private final Deque<Gap> gaps = new ArrayDeque<>();
  private final Map<String, Set<String>> sessions = new HashMap<>();
  private final Map<String, Long> downSince = new HashMap<>();
  private long first = Long.MAX_VALUE;

  /** An event of a channel, at its own time; the earliest is where knowledge begins. */
  void saw(long micros, String channel, String session) {
    first = Math.min(first, micros);
    if (!session.isEmpty()) {
      open(channel, session);
    }
  }

  private void open(String channel, String session) {
    Set<String> open = open(channel);
    open.remove(session);
    open.add(session);
    if (open.size() > MOST_SESSIONS) {
      open.remove(open.iterator().next());
    }
  }

  /** The connections that carry a channel, in the order in which they brought something. */
  private Set<String> open(String channel) {
    return sessions.containsKey(channel) || sessions.size() < MOST_CHANNELS
        ? sessions.computeIfAbsent(channel, each -> new LinkedHashSet<>())
        : new LinkedHashSet<>();
  }

  void add(Gap gap) {
    gaps.addLast(gap);
    if (gaps.size() > MOST_GAPS) {
      gaps.removeFirst();
    }
  }

  void sessionStarted(String channel, String session) {
    open(channel, session);
    downSince.remove(channel);
  }

  void sessionEnded(String channel, String session, long at) {
    Set<String> open = open(channel);
    open.remove(session);
    if (open.isEmpty() && sessions.containsKey(channel)) {
      downSince.putIfAbsent(channel, at);
    }
  }

  /**
   * What is known of the last hour, as the page gets it.
   *
   * @param from the window's begin, milliseconds since the epoch
   * @param to the window's end, milliseconds since the epoch
   * @param percent the share that is not missing, as text; empty before the first event
   * @param missingMs how much is missing, milliseconds
   * @param repaired how many gaps were filled afterwards
   * @param unrepaired how many were not
   * @param down since when which channels have no connection
   */
  record Summary(
      long from,
      long to,
      String percent,
      long missingMs,
      int repaired,
      int unrepaired,
      List<Down> down) {}

  /** A channel without a connection; since when, in milliseconds. */
  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  record Down(String channel, long since) {}

  /**
   * What is known of the hour before a time.
   *
   * @param now wall clock, microseconds since the epoch
   */
  Summary summary(long now) {
    long from = Math.max(now - WINDOW, Math.min(first, now));
    Map<Boolean, List<Gap>> byRepaired =
        gaps.stream()
            .filter(gap -> gap.to() >= from)
            .collect(Collectors.partitioningBy(Gap::repaired));
    List<long[]> missing = new ArrayList<>();
    byRepaired.get(false).forEach(gap -> missing.add(new long[] {gap.from(), gap.to()}));
    downSince.values().forEach(since -> missing.add(new long[] {since, now}));
    long micros = union(missing, from, now);
    return new Summary(
        from / 1_000,
        now / 1_000,
        first == Long.MAX_VALUE ? "" : percent(micros, now - from),
        (micros + 999) / 1_000,
        byRepaired.get(true).size(),
        byRepaired.get(false).size(),
        downSince.entrySet().stream()
            .map(each -> new Down(each.getKey(), each.getValue() / 1_000))
            .toList());
  }

  /** Rounded down, so that 100 means that nothing is missing; at most the window is. */
  private static String percent(long missing, long window) {
    if (missing == 0) {
      return "100";
    }
    long thousandths = (window - missing) * 100_000 / window;
    return String.format(Locale.ROOT, "%d.%03d", thousandths / 1_000, thousandths % 1_000);
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
