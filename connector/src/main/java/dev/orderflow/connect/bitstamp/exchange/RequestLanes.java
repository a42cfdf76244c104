package dev.orderflow.connect.bitstamp.exchange;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides which request is sent next and when: under the exchange's limit, a few at once, urgent
 * ones first.
 *
 * <p>The limit is a bucket of tokens that fills evenly; what it holds when full may be sent at
 * once. A place and some of the tokens are for repairs alone, so that no repair waits behind a
 * snapshot. Owned by one thread; {@code now} is in nanoseconds of its ticker.
 *
 * @param <T> what waits
 */
final class RequestLanes<T> {

  /** Requests at once, and one more where the others are no repairs. */
  private static final int PLACES = 4;

  /** So much of the minute's requests may be sent at once: the venue allows 400 a second. */
  private static final double BURST = 0.4;

  /** What the bucket fills with; together with the burst, ten minutes stay within the limit. */
  private static final double STEADY = 0.96;

  private static final double MOST_KEPT_FOR_REPAIRS = 5;

  private final Map<Lane, ArrayDeque<Waiting<T>>> lanes = new EnumMap<>(Lane.class);
  private final double capacity;
  private final double tokensPerNano;
  private final double keptForRepairs;
  private double tokens;
  private long filledAt;
  private long pausedUntil;
  private int running;

  /**
   * Empty lanes and a full bucket.
   *
   * @param perMinute requests a minute that this owner may send, more than 0
   */
  RequestLanes(double perMinute, long now) {
    capacity = Math.max(1, perMinute * BURST);
    tokensPerNano = perMinute * STEADY / Duration.ofMinutes(1).toNanos();
    // What is kept must leave a whole token for others.
    keptForRepairs = Math.min(Math.min(MOST_KEPT_FOR_REPAIRS, capacity / 4), capacity - 1);
    tokens = capacity;
    filledAt = now;
    pausedUntil = now;
    for (Lane lane : Lane.values()) {
      lanes.put(lane, new ArrayDeque<>());
    }
  }

  /** Queues a request in its lane; it is given up at the given time if its turn has not come. */
  void add(T request, Lane lane, long giveUpAt) {
    lanes.get(lane).add(new Waiting<>(request, giveUpAt));
  }

  /** The request whose turn it is, which then runs; empty while there is none. */
  Optional<T> start(long now) {
    fill(now);
    if (now - pausedUntil < 0) {
      return Optional.empty();
    }
    for (Lane lane : Lane.values()) {
      if (maySend(lane)) {
        Waiting<T> next = lanes.get(lane).poll();
        if (next != null) {
          tokens--;
          running++;
          return Optional.of(next.request);
        }
      }
    }
    return Optional.empty();
  }

  private boolean maySend(Lane lane) {
    boolean repair = lane == Lane.REPAIR;
    return running < (repair ? PLACES + 1 : PLACES) && tokens >= (repair ? 1 : 1 + keptForRepairs);
  }

  /** A request that ran is answered. */
  void finished() {
    running--;
  }

  /** Sends nothing for a while, as the exchange asks for it. */
  void pause(long now, Duration wait) {
    long until = now + wait.toNanos();
    pausedUntil = until - pausedUntil > 0 ? until : pausedUntil;
  }

  /** Takes out the requests that have waited for too long. */
  List<T> expired(long now) {
    List<T> found = new ArrayList<>();
    for (ArrayDeque<Waiting<T>> lane : lanes.values()) {
      for (Iterator<Waiting<T>> each = lane.iterator(); each.hasNext(); ) {
        Waiting<T> waiting = each.next();
        if (now - waiting.giveUpAt >= 0) {
          each.remove();
          found.add(waiting.request);
        }
      }
    }
    return found;
  }

  /** Whether a request waits for its turn. */
  boolean isWaiting() {
    return lanes.values().stream().anyMatch(lane -> !lane.isEmpty());
  }

  private void fill(long now) {
    tokens = Math.min(capacity, tokens + (now - filledAt) * tokensPerNano);
    filledAt = now;
  }

  private record Waiting<T>(T request, long giveUpAt) {}
}
