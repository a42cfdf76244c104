package dev.orderflow.simulator.replay;

import dev.orderflow.simulator.exchange.EventId;
import dev.orderflow.simulator.exchange.Frame;
import dev.orderflow.simulator.exchange.PublicChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of a recording: a frame as it was received, with the receive time in microseconds since
 * the epoch and a tab before it, or without.
 *
 * <p>Fields are found by scanning for their names, with or without a blank after the colon; a frame
 * is passed on as it is, so its JSON need not be understood.
 *
 * @param receivedMicros the receive time, where the line has one
 * @param text the frame
 * @param channel the frame's channel
 */
record RecordedLine(OptionalLong receivedMicros, String text, String channel) {
  private static final Pattern LINE = Pattern.compile("(\\d{0,18})\\s*(\\{.*)", Pattern.DOTALL);
  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
  private static final int MAX_CONTROL_LENGTH = 256;

  /** Reads a line; empty where it is no frame of a channel. */
  static Optional<RecordedLine> parse(String line) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String text = matcher.group(2);
    // Control messages are short; scanning every book for their mark would cost the replay dear.
    boolean control = text.length() < MAX_CONTROL_LENGTH && text.contains("\"bts:");
    String channel = value(text, "channel");
    return control || channel.isEmpty()
        ? Optional.empty()
        : Optional.of(new RecordedLine(number(matcher.group(1)), text, channel));
  }

  /** When the frame is due: its receive time, otherwise its event time. */
  OptionalLong time() {
    return receivedMicros.isPresent() ? receivedMicros : eventMicros();
  }

  /** The frame, of a channel with this one's name. */
  Frame frame(PublicChannel of) {
    Optional<EventId> eventId = EventId.parse(value(text, "event_id"));
    return new Frame(
        of,
        eventId.map(EventId::high).orElseGet(() -> eventMicros().orElse(0)),
        eventId.map(EventId::low).orElseGet(() -> number(value(text, "id")).orElse(0)),
        text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private OptionalLong eventMicros() {
    return number(value(text, "microtimestamp"));
  }

  /** The text or number after a field's name; empty where there is none. */
  private static String value(String text, String name) {
    String field = "\"" + name + "\":";
    int at = text.indexOf(field);
    if (at < 0) {
      return "";
    }
    int start = at + field.length();
    while (start < text.length() && " \"".indexOf(text.charAt(start)) >= 0) {
      start++;
    }
    int end = start;
    while (end < text.length() && "\",}".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    return text.substring(start, end);
  }

  private static OptionalLong number(String text) {
    return NUMBER.matcher(text).matches()
        ? OptionalLong.of(Long.parseLong(text))
        : OptionalLong.empty();
  }
}
