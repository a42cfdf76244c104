package dev.orderflow.launcher;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people type them: {@code 60s}, {@code 5m}, {@code 2h}. */
final class DurationText {

  private static final Pattern FORM = Pattern.compile("(\\d{1,6})(s|m|h)");

  private DurationText() {}

  /**
   * Reads a duration.
   *
   * @param text a whole number and a unit
   * @return the duration, longer than zero
   * @throws IllegalArgumentException saying which form is wanted
   */
  static Duration parse(String text) {
    Matcher m = FORM.matcher(text);
    if (!m.matches() || Long.parseLong(m.group(1)) == 0) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a number above 0 with a unit, such as 60s, 5m or 2h");
    }
    long number = Long.parseLong(m.group(1));
    return switch (m.group(2)) {
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      default -> Duration.ofHours(number);
    };
  }
}
