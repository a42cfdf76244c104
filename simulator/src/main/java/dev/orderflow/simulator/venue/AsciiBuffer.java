package dev.orderflow.simulator.venue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing buffer of ASCII text that writes numbers in the venue's formats without garbage.
 *
 * <p>Decimals are given as whole units and a scale: {@code 18816587} with scale 8 is 0.18816587.
 */
public final class AsciiBuffer {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private byte[] bytes = new byte[1024];
  private int length;

  /** The bytes; only the first {@link #length()} count. */
  public byte[] array() {
    return bytes;
  }

  /** How many bytes were written. */
  public int length() {
    return length;
  }

  /** Forgets what was written. */
  public AsciiBuffer clear() {
    length = 0;
    return this;
  }

  /** A copy of what was written. */
  public byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  @Override
  public String toString() {
    return new String(bytes, 0, length, StandardCharsets.US_ASCII);
  }

  /** Appends bytes as they are. */
  public AsciiBuffer raw(byte[] text) {
    return raw(text, 0);
  }

  /** Appends bytes as they are, from an index on. */
  public AsciiBuffer raw(byte[] text, int from) {
    ensure(text.length - from);
    System.arraycopy(text, from, bytes, length, text.length - from);
    length += text.length - from;
    return this;
  }

  /** Appends text of ASCII characters. */
  @SuppressWarnings("deprecation") // The only call that copies ASCII without an allocation.
  public AsciiBuffer text(String text) {
    ensure(text.length());
    text.getBytes(0, text.length(), bytes, length);
    length += text.length();
    return this;
  }

  /** Appends one character. */
  public AsciiBuffer put(char character) {
    ensure(1);
    bytes[length++] = (byte) character;
    return this;
  }

  /** Appends a whole number that is not negative. */
  public AsciiBuffer number(long value) {
    return digits(value, 1);
  }

  /** Appends {@code count} zeros. */
  public AsciiBuffer zeros(int count) {
    return digits(0, count);
  }

  /** Appends {@code count} lower-case hexadecimal digits. */
  public AsciiBuffer hex(long value, int count) {
    ensure(count);
    for (int shift = (count - 1) * 4; shift >= 0; shift -= 4) {
      bytes[length++] = HEX[(int) (value >>> shift) & 0xF];
    }
    return this;
  }

  /** Appends a decimal with exactly {@code decimals} decimals, the rest of its scale being zero. */
  public AsciiBuffer fixed(long units, int scale, int decimals) {
    long power = power(scale);
    digits(units / power, 1);
    if (decimals > 0) {
      put('.');
      digits(units % power / power(scale - decimals), decimals);
    }
    return this;
  }

  /**
   * Appends a decimal as the venue's {@code *_str} fields have it: fixed, but {@code 1E-8} for what
   * is below a millionth and not zero.
   */
  public AsciiBuffer decimalString(long units, int scale, int decimals) {
    int digitCount = digitCount(units / power(scale - decimals));
    int exponent = digitCount - 1 - decimals;
    if (units == 0 || exponent >= -6) {
      return fixed(units, scale, decimals);
    }
    long significant = units / power(scale - decimals);
    long lead = power(digitCount - 1);
    digits(significant / lead, 1);
    if (digitCount > 1) {
      put('.');
      digits(significant % lead, digitCount - 1);
    }
    return text("E-").number(-exponent);
  }

  /**
   * Appends a decimal as the venue's JSON numbers have it: the fewest digits, {@code 1.44e-05}
   * below a ten-thousandth.
   */
  public AsciiBuffer decimalNumber(long units, int scale) {
    if (units == 0) {
      return put('0');
    }
    long significant = units;
    int places = scale;
    while (places > 0 && significant % 10 == 0) {
      significant /= 10;
      places--;
    }
    int digitCount = digitCount(significant);
    int exponent = digitCount - 1 - places;
    if (exponent >= -4) {
      return fixed(significant, places, places);
    }
    while (significant % 10 == 0) {
      significant /= 10;
      digitCount--;
    }
    long lead = power(digitCount - 1);
    digits(significant / lead, 1);
    if (digitCount > 1) {
      put('.');
      digits(significant % lead, digitCount - 1);
    }
    return text("e-").digits(-exponent, 2);
  }

  private AsciiBuffer digits(long value, int minimum) {
    int count = Math.max(minimum, digitCount(value));
    ensure(count);
    long rest = value;
    for (int i = length + count - 1; i >= length; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += count;
    return this;
  }

  private void ensure(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }

  private static int digitCount(long value) {
    int count = 1;
    for (long rest = value / 10; rest > 0; rest /= 10) {
      count++;
    }
    return count;
  }

  private static long power(int exponent) {
    long result = 1;
    for (int i = 0; i < exponent; i++) {
      result *= 10;
    }
    return result;
  }
}
