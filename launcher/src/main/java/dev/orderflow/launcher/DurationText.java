package dev.orderflow.launcher;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations as people type them: {@code 60s}, {@code 5m}, {@code 2h}; longer than zero. */
final class DurationText implements ITypeConverter<Duration> {

  private static final Pattern FORM = Pattern.compile("(\\d{1,6})([smh])");

  @Override
  public Duration convert(String text) {
    Matcher m = FORM.matcher(text);
    if (!m.matches() || Long.parseLong(m.group(1)) == 0) {
      throw new TypeConversionException(
          "'" + text + "' is not a number above 0 with a unit, such as 60s, 5m or 2h");
    }
    // The same form as ISO 8601's, which Duration reads.
    return Duration.parse("PT" + text);
  }
}
