package dev.orderflow.simulator.replay;

import dev.orderflow.simulator.venue.EventId;
import dev.orderflow.simulator.venue.Frame;
import dev.orderflow.simulator.venue.PublicChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One line of a recording: a frame as it was received, with the receive time in microseconds since
 * the epoch and a tab before it, or without.
 *
 * <p>Fields are found by scanning for their names, with or without a blank after the colon; a frame
 * is passed on as it is, so its JSON need not be understood.
 */
final class RecordedLine {
  private static final byte[] CONTROL = ascii("\"bts:");
  private static final byte[] CHANNEL = ascii("\"channel\":");
  private static final byte[] TIME = ascii("\"microtimestamp\":");
  private static final byte[] EVENT_ID = ascii("\"event_id\":");
  private static final byte[] ID = ascii("\"id\":");
  private static final int NONE = -1;
  private static final int MAX_DIGITS = 18;
  private static final int MAX_CONTROL_BYTES = 256;

  private final byte[] line;
  private final int frameStart;
  private final String channel;

  private RecordedLine(byte[] line, int frameStart, String channel) {
    this.line = line;
    this.frameStart = frameStart;
    this.channel = channel;
  }

  /** Reads a line; empty where it is no frame of a channel. */
  static Optional<RecordedLine> parse(byte[] line) {
    int start = 0;
    while (start < line.length && isPrefix(line[start])) {
      start++;
    }
    if (start == line.length || line[start] != '{' || isControl(line, start)) {
      return Optional.empty();
    }
    String channel = value(line, CHANNEL, start);
    return channel.isEmpty()
        ? Optional.empty()
        : Optional.of(new RecordedLine(line, start, channel));
  }

  /** Control messages are short; scanning every book for their mark would cost the replay dear. */
  private static boolean isControl(byte[] line, int start) {
    return line.length - start < MAX_CONTROL_BYTES && find(line, CONTROL, start) != NONE;
  }

  /** The frame's channel. */
  String channel() {
    return channel;
  }

  /** When the frame is due: its receive time, otherwise its event time. */
  OptionalLong time() {
    int digits = 0;
    while (digits < frameStart && line[digits] >= '0' && line[digits] <= '9') {
      digits++;
    }
    OptionalLong received = number(new String(line, 0, digits, StandardCharsets.US_ASCII));
    return received.isPresent() ? received : eventTime();
  }

  /** The id of the event, where the frame has one. */
  Optional<EventId> eventId() {
    return EventId.parse(value(line, EVENT_ID, frameStart));
  }

  /** The frame, of a channel with this one's name. */
  Frame frame(PublicChannel of) {
    Optional<EventId> eventId = eventId();
    return new Frame(
        of,
        eventId.map(EventId::high).orElseGet(() -> eventTime().orElse(0)),
        eventId.map(EventId::low).orElseGet(() -> number(value(line, ID, frameStart)).orElse(0)),
        Arrays.copyOfRange(line, frameStart, line.length));
  }

  private OptionalLong eventTime() {
    return number(value(line, TIME, frameStart));
  }

  private static boolean isPrefix(byte character) {
    return character >= '0' && character <= '9' || character == '\t' || character == ' ';
  }

  /** The text or number after a field's name; empty where there is none. */
  private static String value(byte[] line, byte[] name, int from) {
    int at = find(line, name, from);
    if (at == NONE) {
      return "";
    }
    int start = at + name.length;
    while (start < line.length && (line[start] == ' ' || line[start] == '"')) {
      start++;
    }
    int end = start;
    while (end < line.length && line[end] != '"' && line[end] != ',' && line[end] != '}') {
      end++;
    }
    return new String(line, start, end - start, StandardCharsets.UTF_8);
  }

  private static int find(byte[] line, byte[] wanted, int from) {
    for (int i = from; i <= line.length - wanted.length; i++) {
      if (line[i] == wanted[0] && matches(line, wanted, i)) {
        return i;
      }
    }
    return NONE;
  }

  private static boolean matches(byte[] line, byte[] wanted, int at) {
    for (int i = 1; i < wanted.length; i++) {
      if (line[at + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  private static OptionalLong number(String text) {
    if (text.isEmpty() || text.length() > MAX_DIGITS) {
      return OptionalLong.empty();
    }
    long value = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return OptionalLong.empty();
      }
      value = value * 10 + digit;
    }
    return OptionalLong.of(value);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
