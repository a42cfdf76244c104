package dev.orderflow.spark;

import dev.orderflow.spark.market.Interval;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an interval such as {@code 15m}. */
final class IntervalConverter implements ITypeConverter<Interval> {

  @Override
  public Interval convert(String text) {
    try {
      return Interval.parse(text.strip());
    } catch (IllegalArgumentException wrong) {
      throw new TypeConversionException(wrong.getMessage());
    }
  }
}
