package dev.orderflow.simulator.exchange;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * An id of the {@code live_orders} chain: 32 hexadecimal digits in five groups.
 *
 * <p>Layout as inferred from captured frames: the upper 64 bits are the event's microtimestamp; the
 * lower 64 bits are a 16-bit sequence inside that microtimestamp, the market's 16-bit code, a
 * counter modulo 4 in 8 bits, and the constant {@code 000020}.
 *
 * @param high the microtimestamp
 * @param low sequence, market, counter and constant
 */
public record EventId(long high, long low) implements Comparable<EventId> {
  /** The last 24 bits, which stand for the order book as the source of an order. */
  public static final long ORDER_BOOK_SOURCE = 0x000020;

  private static final Pattern TEXT =
      Pattern.compile("[0-9a-fA-F]{32}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final int COUNTER_SHIFT = 24;
  private static final int MARKET_SHIFT = 32;
  private static final int SEQUENCE_SHIFT = 48;

  /** The lower 64 bits of an id. */
  static long low(int sequence, int marketCode, int counter) {
    return (long) sequence << SEQUENCE_SHIFT
        | (long) marketCode << MARKET_SHIFT
        | (long) counter << COUNTER_SHIFT
        | ORDER_BOOK_SOURCE;
  }

  /** Reads an id with or without dashes; empty where the text is none. */
  public static Optional<EventId> parse(String text) {
    if (!TEXT.matcher(text).matches()) {
      return Optional.empty();
    }
    String digits = text.replace("-", "");
    return Optional.of(
        new EventId(
            Long.parseUnsignedLong(digits, 0, 16, 16), Long.parseUnsignedLong(digits, 16, 32, 16)));
  }

  /** The market's code. */
  public int marketCode() {
    return (int) (low >>> MARKET_SHIFT) & 0xFFFF;
  }

  /** The last 24 bits. */
  public long source() {
    return low & 0xFFFFFF;
  }

  /** Writes the id's text over a part of another text. */
  public void overwrite(byte[] text, int at) {
    byte[] own = toString().getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(own, 0, text, at, own.length);
  }

  @Override
  public int compareTo(EventId other) {
    int byTime = Long.compareUnsigned(high, other.high);
    return byTime != 0 ? byTime : Long.compareUnsigned(low, other.low);
  }

  @Override
  public String toString() {
    // The same groups of the same digits.
    return new UUID(high, low).toString();
  }
}
