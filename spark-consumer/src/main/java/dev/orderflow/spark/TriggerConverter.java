package dev.orderflow.spark;

import org.apache.spark.sql.streaming.Trigger;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads when batches start: an interval, or {@code available-now}. */
final class TriggerConverter implements ITypeConverter<Trigger> {

  private final DurationConverter durations = new DurationConverter();

  @Override
  public Trigger convert(String text) {
    if (text.strip().equalsIgnoreCase("available-now")) {
      return Trigger.AvailableNow();
    }
    try {
      return Trigger.ProcessingTime(durations.convert(text).toMillis());
    } catch (TypeConversionException notDuration) {
      throw new TypeConversionException(notDuration.getMessage() + ", nor available-now");
    }
  }
}
