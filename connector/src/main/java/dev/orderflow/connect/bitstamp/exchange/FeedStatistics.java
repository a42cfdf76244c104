package dev.orderflow.connect.bitstamp.exchange;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts of what a feed saw since it was created. Any thread may read and count. */
public final class FeedStatistics {

  private final LongAdder frames = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder malformed = new LongAdder();
  private final LongAdder venueErrors = new LongAdder();
  private final Map<EndReason, LongAdder> ended;

  FeedStatistics() {
    Map<EndReason, LongAdder> counters = new EnumMap<>(EndReason.class);
    Arrays.stream(EndReason.values()).forEach(reason -> counters.put(reason, new LongAdder()));
    ended = Collections.unmodifiableMap(counters);
  }

  void frameReceived(int length) {
    frames.increment();
    bytes.add(length);
  }

  void malformedReceived() {
    malformed.increment();
  }

  /** Counts a frame as malformed that was read here but could not be understood in full. */
  public void misfitFound() {
    malformed.increment();
  }

  void venueErrorReceived() {
    venueErrors.increment();
  }

  void sessionEnded(EndReason reason) {
    ended.get(reason).increment();
  }

  /** Market data frames received, malformed ones included. */
  public long frames() {
    return frames.sum();
  }

  /** Bytes of those frames. */
  public long bytes() {
    return bytes.sum();
  }

  /** Frames that could not be understood. */
  public long malformed() {
    return malformed.sum();
  }

  /** Error messages from the venue. */
  public long venueErrors() {
    return venueErrors.sum();
  }

  /** Sessions that ended for that reason. */
  public long ended(EndReason reason) {
    return ended.get(reason).sum();
  }

  /** Sessions that ended for any reason. */
  public long ended() {
    return ended.values().stream().mapToLong(LongAdder::sum).sum();
  }
}
