package dev.orderflow.connect.bitstamp.continuity;

import dev.orderflow.connect.bitstamp.exchange.FeedEvent;
import java.util.ArrayList;
import java.util.List;
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

  /** Takes in a frame that has a time. */
  Added add(FeedEvent.Frame frame) {
    long micros = frame.data().microtimestamp();
    List<Content> contents = times.computeIfAbsent(micros, time -> new ArrayList<>(1));
    Content content = new Content(frame.text().length(), frame.text().hashCode());
    if (contents.contains(content)) {
      return new Added(new Place(micros, contents.indexOf(content) + 1), false);
    }
    contents.add(content);
    Place place = new Place(micros, contents.size());
    if (times.size() > capacity) {
      times.pollFirstEntry();
    }
    return new Added(place, true);
  }

  private record Content(int length, int hash) {}

  /** What a frame is: where it stands, and whether it came for the first time. */
  record Added(Place place, boolean isNew) {}

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
