package dev.orderflow.spark.market;

import java.io.Serializable;
import java.time.Duration;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A length of time that divides the day, such as a minute; its periods start at whole multiples
 * since midnight UTC.
 *
 * @param micros its length in microseconds, between one second and one day
 */
public record Interval(long micros) implements Comparable<Interval>, Serializable {

  private static final Pattern TEXT = Pattern.compile("([1-9][0-9]{0,4})([smhd])");
  private static final long SECOND = 1_000_000L;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  /**
   * Checks the length.
   *
   * @throws IllegalArgumentException where it is not whole seconds that divide a day
   */
  public Interval {
    if (micros < SECOND || micros > DAY || micros % SECOND != 0 || DAY % micros != 0) {
      throw new IllegalArgumentException(
          Duration.ofNanos(Math.multiplyExact(micros, 1_000L)).toSeconds()
              + " s does not divide a day into whole seconds");
    }
  }

  /**
   * Reads an interval such as {@code 1s}, {@code 15m}, {@code 4h} or {@code 1d}.
   *
   * @param text a whole number and a unit
   * @return the interval
   * @throws IllegalArgumentException where the text is not that, or does not divide a day
   */
  public static Interval parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'" + text + "' is not an interval such as 1s, 15m or 1h");
    }
    long unit =
        switch (matcher.group(2)) {
          case "s" -> SECOND;
          case "m" -> MINUTE;
          case "h" -> HOUR;
          default -> DAY;
        };
    return new Interval(Long.parseLong(matcher.group(1)) * unit);
  }

  /**
   * The start of the period that a time lies in.
   *
   * @param time microseconds since the epoch, not negative
   * @return microseconds since the epoch
   */
  public long startOf(long time) {
    return time - time % micros;
  }

  /** Its shortest name, such as {@code 1m} for sixty seconds. */
  @Override
  public String toString() {
    if (micros % DAY == 0) {
      return micros / DAY + "d";
    }
    if (micros % HOUR == 0) {
      return micros / HOUR + "h";
    }
    return micros % MINUTE == 0 ? micros / MINUTE + "m" : micros / SECOND + "s";
  }

  @Override
  public int compareTo(Interval other) {
    return Comparator.comparingLong(Interval::micros).compare(this, other);
  }
}
