package dev.orderflow.connect.bitstamp.continuity;

import dev.orderflow.connect.bitstamp.exchange.FeedEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
    since = kept.isEmpty() ? now : since;
    return kept.add(key, frame, now);
  }

  /** Whether the ids have gone back beyond doubt, or no more can be kept. */
  boolean isCertain(long now) {
    return kept.size() >= enough && now - since >= LONG_ENOUGH_NANOS || kept.size() >= MOST_KEPT;
  }

  /** Whether a frame is kept that is as described. */
  boolean has(Predicate<FeedEvent.Frame> described) {
    return kept.first(described).isPresent();
  }

  /** All frames kept, in the order of their keys; none is left. */
  List<FeedEvent.Frame> take() {
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
