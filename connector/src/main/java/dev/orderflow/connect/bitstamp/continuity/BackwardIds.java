package dev.orderflow.connect.bitstamp.continuity;

import dev.orderflow.connect.bitstamp.exchange.FeedEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Tells an exchange whose event ids have gone back from mere duplicates and stragglers.
 *
 * <p>Frames below the last one written that are not known to have been written are kept here. When
 * for a while nothing newer comes but many such frames do, the exchange counts anew: to drop them
 * would lose the stream silently. Before that is certain, the first newer frame settles that it is
 * not so.
 *
 * @param <K> what the channel's events are ordered by
 */
final class BackwardIds<K extends Comparable<K>> {

  private static final int MOST_KEPT = 20_000;
  private static final long LONG_ENOUGH_NANOS = Duration.ofSeconds(5).toNanos();

  private final int enough;
  private final HeldFrames<K> kept = new HeldFrames<>();

  /** Those that came since the last newer frame, also the ones that are not kept any more. */
  private final Set<K> came = new HashSet<>();

  private long since;

  /**
   * Nothing kept yet.
   *
   * @param enough so many different frames make it certain
   */
  BackwardIds(int enough) {
    this.enough = enough;
  }

  /** Keeps a frame that may be a sign; false when its event is kept already. */
  boolean add(K key, FeedEvent.Frame frame, long now) {
    since = came.isEmpty() ? now : since;
    return came.add(key) && kept.add(key, frame, now);
  }

  /** Whether the ids have gone back beyond doubt, or no more can be kept. */
  boolean isCertain(long now) {
    boolean enoughCame = came.size() >= enough && now - since >= LONG_ENOUGH_NANOS;
    return !kept.isEmpty() && (enoughCame || came.size() >= MOST_KEPT);
  }

  /** For how long the first has been kept, nanoseconds. */
  long keptFor(long now) {
    return kept.isEmpty() ? 0 : now - since;
  }

  /** Whether a frame is kept that is as described. */
  boolean has(Predicate<FeedEvent.Frame> described) {
    return kept.first(described).isPresent();
  }

  /** All frames kept, in the order of their keys; a newer frame settled what they are. */
  List<FeedEvent.Frame> take() {
    came.clear();
    return letGo();
  }

  /** The same where there is no room for them; that they came remains a sign. */
  List<FeedEvent.Frame> letGo() {
    List<FeedEvent.Frame> frames = new ArrayList<>(kept.size());
    while (!kept.isEmpty()) {
      frames.add(kept.removeFirst());
    }
    return frames;
  }

  int size() {
    return kept.size();
  }

  long bytes() {
    return kept.bytes();
  }
}
