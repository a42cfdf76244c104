package dev.orderflow.spark;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads durations as people write them: {@code 500ms}, {@code 10 s}, {@code 2 minutes}. */
final class DurationConverter implements ITypeConverter<Duration> {

  private static final Pattern DURATION =
      Pattern.compile(
          "(?<amount>\\d{1,9})\\s*"
              + "(?:(?<ms>ms|milliseconds?)|(?<s>s|seconds?)|(?<m>m|minutes?)|(?<h>h|hours?))");

  @Override
  public Duration convert(String text) {
    Matcher matcher = DURATION.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new TypeConversionException(
          "'" + text + "' is not a duration such as 500ms, 10s, 2m or 1h");
    }
    long amount = Long.parseLong(matcher.group("amount"));
    if (matcher.group("ms") != null) {
      return Duration.ofMillis(amount);
    }
    if (matcher.group("s") != null) {
      return Duration.ofSeconds(amount);
    }
    return matcher.group("m") != null ? Duration.ofMinutes(amount) : Duration.ofHours(amount);
  }
}
