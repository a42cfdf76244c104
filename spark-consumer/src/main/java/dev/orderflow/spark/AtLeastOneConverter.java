package dev.orderflow.spark;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a whole number from 1 to 2147483647. */
final class AtLeastOneConverter implements ITypeConverter<Integer> {

  @Override
  public Integer convert(String text) {
    try {
      int number = Integer.parseInt(text.strip());
      if (number >= 1) {
        return number;
      }
    } catch (NumberFormatException notNumber) {
      throw refuse(text);
    }
    throw refuse(text);
  }

  private static TypeConversionException refuse(String text) {
    return new TypeConversionException(
        "'" + text + "' is not a whole number from 1 to " + Integer.MAX_VALUE);
  }
}
