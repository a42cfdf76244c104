package dev.orderflow.simulator.replay;

import dev.orderflow.simulator.venue.EventId;
import dev.orderflow.simulator.venue.FrameKey;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of a recording: a frame as it was received, with the receive time in microseconds since
 * the epoch and a tab before it, or without.
 *
 * @param receivedAt microseconds since the epoch; empty where the line has none
 * @param channel the frame's channel; empty for a control frame
 * @param frame the frame's text, unchanged
 */
record RecordedLine(OptionalLong receivedAt, String channel, String frame) {
  private static final Pattern LINE = Pattern.compile("(?:(\\d{1,18})[\\t ])?\\s*(\\{.*\\})\\s*");
  private static final Pattern CHANNEL = Pattern.compile("\"channel\": ?\"([^\"]+)\"");
  private static final Pattern TIME = Pattern.compile("\"microtimestamp\": ?\"(\\d{1,18})\"");
  private static final Pattern EVENT_ID = Pattern.compile("\"event_id\": ?\"([0-9a-f-]{32,36})\"");
  private static final Pattern ID = Pattern.compile("\"id\": ?(\\d{1,18})");

  /** Reads a line; empty where it is no frame of a channel. */
  static Optional<RecordedLine> parse(String line) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches() || line.contains("\"bts:")) {
      return Optional.empty();
    }
    Matcher channel = CHANNEL.matcher(matcher.group(2));
    if (!channel.find()) {
      return Optional.empty();
    }
    OptionalLong receivedAt =
        matcher.group(1) == null
            ? OptionalLong.empty()
            : OptionalLong.of(Long.parseLong(matcher.group(1)));
    return Optional.of(new RecordedLine(receivedAt, channel.group(1), matcher.group(2)));
  }

  /** When the frame is due: its receive time, otherwise its event time. */
  OptionalLong time() {
    return receivedAt.isPresent() ? receivedAt : eventTime();
  }

  /** What identifies the frame. */
  FrameKey key() {
    Matcher eventId = EVENT_ID.matcher(frame);
    if (eventId.find()) {
      Optional<EventId> id = EventId.parse(eventId.group(1));
      if (id.isPresent()) {
        return new FrameKey(id.get().high(), id.get().low());
      }
    }
    Matcher id = ID.matcher(frame);
    return new FrameKey(eventTime().orElse(0), id.find() ? Long.parseLong(id.group(1)) : 0);
  }

  private OptionalLong eventTime() {
    Matcher time = TIME.matcher(frame);
    return time.find() ? OptionalLong.of(Long.parseLong(time.group(1))) : OptionalLong.empty();
  }
}
