package dev.orderflow.connect.bitstamp.record;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What the record value is: option {@code value.format}. */
public enum ValueFormat {
  /** The text of the frame exactly as received. */
  RAW,
  /** A structure with a named, versioned schema for each type of record. */
  STRUCT;

  /** The option's value, such as {@code struct}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The format with that label. */
  public static ValueFormat of(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT));
  }

  /** All labels. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(ValueFormat::label).toList();
  }
}
