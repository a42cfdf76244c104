package dev.orderflow.spark;

import dev.orderflow.spark.market.Interval;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.streaming.Trigger;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the values of options that picocli has no way to read, or another one. */
final class Converters {

  private static final Pattern DURATION =
      Pattern.compile("(\\d{1,9})\\s*(ms|milliseconds?|s|seconds?|m|minutes?|h|hours?)");

  private Converters() {}

  /** Has a command and its subcommands read their options with these. */
  static CommandLine register(CommandLine command) {
    return command
        .registerConverter(Duration.class, Converters::duration)
        .registerConverter(Interval.class, Converters::interval)
        .registerConverter(Trigger.class, Converters::trigger)
        .registerConverter(OutputOptions.Delivery.class, Converters::delivery)
        .registerConverter(StartingOffsets.class, StartingOffsets::parse);
  }

  /** Durations as people write them: {@code 500ms}, {@code 10 s}, {@code 2 minutes}. */
  static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new TypeConversionException(
          "'" + text + "' is not a duration such as 500ms, 10s, 2m or 1h");
    }
    long amount = Long.parseLong(matcher.group(1));
    String unit = matcher.group(2);
    if (unit.startsWith("ms") || unit.startsWith("milli")) {
      return Duration.ofMillis(amount);
    }
    return switch (unit.charAt(0)) {
      case 's' -> Duration.ofSeconds(amount);
      case 'm' -> Duration.ofMinutes(amount);
      default -> Duration.ofHours(amount);
    };
  }

  /** When batches start: a duration, or {@code available-now}. */
  static Trigger trigger(String text) {
    if (text.strip().equalsIgnoreCase("available-now")) {
      return Trigger.AvailableNow();
    }
    try {
      return Trigger.ProcessingTime(duration(text).toMillis());
    } catch (TypeConversionException notDuration) {
      throw new TypeConversionException(notDuration.getMessage() + ", nor available-now");
    }
  }

  /** By the words of the command line alone, not by the constants' names. */
  private static OutputOptions.Delivery delivery(String text) {
    return Stream.of(OutputOptions.Delivery.values())
        .filter(delivery -> delivery.toString().equalsIgnoreCase(text.strip()))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'" + text + "' is neither exactly-once nor at-least-once"));
  }

  private static Interval interval(String text) {
    try {
      return Interval.parse(text.strip());
    } catch (IllegalArgumentException wrong) {
      throw new TypeConversionException(wrong.getMessage());
    }
  }

  /** Reads a whole number from 1 to 2147483647. */
  static final class AtLeastOne implements ITypeConverter<Integer> {

    @Override
    public Integer convert(String text) {
      try {
        int number = Integer.parseInt(text.strip());
        if (number >= 1) {
          return number;
        }
      } catch (NumberFormatException notNumber) {
        // Refused like a number that is too small.
      }
      throw new TypeConversionException(
          "'" + text + "' is not a whole number from 1 to " + Integer.MAX_VALUE);
    }
  }
}
