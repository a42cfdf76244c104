package dev.orderflow.connect.bitstamp.continuity;

import dev.orderflow.connect.bitstamp.exchange.FeedEvent;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Frames held back until what belongs before them is there, in the order of their keys.
 *
 * @param <K> what the channel's events are ordered by
 */
final class HeldFrames<K extends Comparable<K>> {

  private final NavigableMap<K, Held> frames = new TreeMap<>();
  private long bytes;

  /** Holds a frame; whether its key was not held yet. */
  boolean add(K key, FeedEvent.Frame frame, long now) {
    if (frames.putIfAbsent(key, new Held(frame, now)) != null) {
      return false;
    }
    bytes += frame.bytes();
    return true;
  }

  /** Holds another copy of a held frame in its place. */
  void replace(K key, FeedEvent.Frame frame) {
    Held before = frames.get(key);
    frames.put(key, new Held(frame, before.since));
    bytes += frame.bytes() - before.frame.bytes();
  }

  Optional<FeedEvent.Frame> first() {
    return Optional.ofNullable(frames.firstEntry()).map(entry -> entry.getValue().frame);
  }

  Optional<K> firstKey() {
    return Optional.ofNullable(frames.firstEntry()).map(Map.Entry::getKey);
  }

  Optional<K> lastKey() {
    return Optional.ofNullable(frames.lastEntry()).map(Map.Entry::getKey);
  }

  /** The first frame that is as wanted. */
  Optional<FeedEvent.Frame> first(Predicate<FeedEvent.Frame> wanted) {
    return frames.values().stream().map(Held::frame).filter(wanted).findFirst();
  }

  /** For how long the first has been held, nanoseconds; zero when none is. */
  long firstHeldFor(long now) {
    return frames.isEmpty() ? 0 : now - frames.firstEntry().getValue().since;
  }

  /** All of them, in order. */
  List<FeedEvent.Frame> all() {
    return frames.values().stream().map(Held::frame).toList();
  }

  FeedEvent.Frame removeFirst() {
    Held removed = frames.pollFirstEntry().getValue();
    bytes -= removed.frame.bytes();
    return removed.frame;
  }

  /** Lets go the frames of all sessions but one, and gives them in order. */
  List<FeedEvent.Frame> removeAllBut(long session) {
    List<FeedEvent.Frame> removed = new ArrayList<>();
    for (Iterator<Held> all = frames.values().iterator(); all.hasNext(); ) {
      FeedEvent.Frame frame = all.next().frame;
      if (frame.session() != session) {
        all.remove();
        bytes -= frame.bytes();
        removed.add(frame);
      }
    }
    return removed;
  }

  boolean contains(K key) {
    return frames.containsKey(key);
  }

  boolean isEmpty() {
    return frames.isEmpty();
  }

  int size() {
    return frames.size();
  }

  long bytes() {
    return bytes;
  }

  private record Held(FeedEvent.Frame frame, long since) {}
}
