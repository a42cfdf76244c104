package dev.orderflow.connect.bitstamp.continuity;

import dev.orderflow.connect.bitstamp.exchange.FeedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The frames of a book channel that came lately, by time and content; bounded, so the oldest are
 * forgotten.
 *
 * <p>Two sessions bring the same frame in the same words. Frames of one microsecond that differ are
 * two, in the order in which they came.
 */
final class BookFrames {

  private final int capacity;
  private final TreeMap<Long, List<Content>> times = new TreeMap<>();

  /**
   * None came yet.
   *
   * @param capacity of so many microseconds frames are remembered
   */
  BookFrames(int capacity) {
    this.capacity = capacity;
  }

  /** Takes in a frame that has a time; its place, or empty when it came before. */
  Optional<Place> add(FeedEvent.Frame frame) {
    long micros = frame.data().microtimestamp();
    List<Content> contents = times.computeIfAbsent(micros, time -> new ArrayList<>(1));
    Content content = new Content(frame.text().length(), frame.text().hashCode());
    if (contents.contains(content)) {
      return Optional.empty();
    }
    contents.add(content);
    if (times.size() > capacity) {
      times.pollFirstEntry();
    }
    return Optional.of(new Place(micros, contents.size()));
  }

  private record Content(int length, int hash) {}

  /**
   * Where a frame stands among the others.
   *
   * @param micros its time, microseconds since the epoch
   * @param number its number among those of that time, from 1
   */
  record Place(long micros, int number) implements Comparable<Place> {

    @Override
    public int compareTo(Place other) {
      int byTime = Long.compare(micros, other.micros);
      return byTime != 0 ? byTime : Integer.compare(number, other.number);
    }
  }
}
