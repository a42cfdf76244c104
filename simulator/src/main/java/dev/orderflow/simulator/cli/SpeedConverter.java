package dev.orderflow.simulator.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a speed: a positive number, {@code original} for 1, or {@code max}. */
final class SpeedConverter implements ITypeConverter<Double> {
  @Override
  public Double convert(String value) {
    if (value.equals("max")) {
      return Double.POSITIVE_INFINITY;
    }
    if (value.equals("original")) {
      return 1.0;
    }
    try {
      double speed = Double.parseDouble(value);
      if (speed > 0 && !Double.isInfinite(speed)) {
        return speed;
      }
    } catch (NumberFormatException notANumber) {
      throw wrong(value);
    }
    throw wrong(value);
  }

  private static TypeConversionException wrong(String value) {
    return new TypeConversionException(
        "'" + value + "' is none of a positive number, 'original' and 'max'");
  }
}
