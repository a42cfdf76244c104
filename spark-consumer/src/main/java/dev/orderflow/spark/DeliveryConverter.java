package dev.orderflow.spark;

import java.util.Arrays;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code exactly-once} or {@code at-least-once}. */
final class DeliveryConverter implements ITypeConverter<OutputOptions.Delivery> {

  @Override
  public OutputOptions.Delivery convert(String text) {
    return Arrays.stream(OutputOptions.Delivery.values())
        .filter(delivery -> delivery.toString().equalsIgnoreCase(text.strip()))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'" + text + "' is neither exactly-once nor at-least-once"));
  }
}
