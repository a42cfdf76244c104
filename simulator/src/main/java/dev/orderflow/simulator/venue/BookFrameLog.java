package dev.orderflow.simulator.venue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The newest frames that a market published on its book channels, whoever subscribed. Frames cannot
 * be made again later, as those of orders can, because each is cut from the book of its moment.
 */
final class BookFrameLog {
  private record Published(long time, byte[] text) {}

  private final int retained;
  private final Map<ChannelKind, Deque<Published>> frames = new EnumMap<>(ChannelKind.class);

  /**
   * A log.
   *
   * @param retained frames of each channel that are kept at most; 0 for none
   */
  BookFrameLog(int retained) {
    this.retained = retained;
  }

  boolean isKept() {
    return retained > 0;
  }

  void add(ChannelKind kind, long time, byte[] text) {
    if (isKept()) {
      Deque<Published> of = frames.computeIfAbsent(kind, key -> new ArrayDeque<>());
      of.add(new Published(time, text));
      if (of.size() > retained) {
        of.remove();
      }
    }
  }

  /** The frames of a channel, oldest first. */
  List<BookFrameView> list(ChannelKind kind) {
    return frames.getOrDefault(kind, new ArrayDeque<>()).stream()
        .map(
            frame ->
                new BookFrameView(
                    frame.time(), new String(frame.text(), StandardCharsets.US_ASCII)))
        .toList();
  }
}
