package dev.orderflow.simulator.venue;

import java.util.Optional;

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
    boolean dashed = text.length() == 36;
    if (!dashed && text.length() != 32) {
      return Optional.empty();
    }
    long high = 0;
    long low = 0;
    int digits = 0;
    for (int i = 0; i < text.length(); i++) {
      if (dashed && (i == 8 || i == 13 || i == 18 || i == 23)) {
        if (text.charAt(i) != '-') {
          return Optional.empty();
        }
        continue;
      }
      int digit = Character.digit(text.charAt(i), 16);
      if (digit < 0) {
        return Optional.empty();
      }
      high = digits < 16 ? high << 4 | digit : high;
      low = digits < 16 ? 0 : low << 4 | digit;
      digits++;
    }
    return Optional.of(new EventId(high, low));
  }

  /** The market's code. */
  public int marketCode() {
    return (int) (low >>> MARKET_SHIFT) & 0xFFFF;
  }

  /** The last 24 bits. */
  public long source() {
    return low & 0xFFFFFF;
  }

  static void write(AsciiBuffer out, long high, long low) {
    out.hex(high >>> 32, 8).put('-').hex(high >>> 16, 4).put('-').hex(high, 4).put('-');
    out.hex(low >>> 48, 4).put('-').hex(low, 12);
  }

  /** Writes an id's 36 characters over what is there. */
  public static void write(byte[] text, int at, EventId id) {
    long high = id.high;
    long low = id.low;
    for (int i = at + 35; i >= at; i--) {
      int place = i - at;
      if (place == 8 || place == 13 || place == 18 || place == 23) {
        text[i] = '-';
      } else {
        long bits = place > 18 ? low : high;
        text[i] = (byte) Character.forDigit((int) bits & 0xF, 16);
        low = place > 18 ? low >>> 4 : low;
        high = place > 18 ? high : high >>> 4;
      }
    }
  }

  @Override
  public int compareTo(EventId other) {
    int byTime = Long.compareUnsigned(high, other.high);
    return byTime != 0 ? byTime : Long.compareUnsigned(low, other.low);
  }

  @Override
  public String toString() {
    AsciiBuffer out = new AsciiBuffer();
    write(out, high, low);
    return out.toString();
  }
}
