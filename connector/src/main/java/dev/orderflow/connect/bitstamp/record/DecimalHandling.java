package dev.orderflow.connect.bitstamp.record;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.SchemaBuilder;

/** How typed records hold prices and amounts: option {@code decimal.handling.mode}. */
public enum DecimalHandling {
  /** Decimal text without an exponent, with the exchange's own trailing zeros. Exact. */
  STRING {
    @Override
    SchemaBuilder schema() {
      return SchemaBuilder.string();
    }

    @Override
    Object value(String name, String text) throws FrameMisfit {
      return isPlain(text) ? text : number(name, text).toPlainString();
    }
  },

  /** Connect's Decimal: {@link #PRECISION} digits, {@link #SCALE} behind the point. Exact. */
  DECIMAL {
    @Override
    SchemaBuilder schema() {
      // The parameter is what Avro converters read the precision from.
      return Decimal.builder(SCALE).parameter(PRECISION_PARAMETER, Integer.toString(PRECISION));
    }

    @Override
    Object value(String name, String text) throws FrameMisfit {
      BigDecimal exact = number(name, text);
      try {
        BigDecimal scaled = exact.setScale(SCALE);
        if (scaled.precision() <= PRECISION) {
          return scaled;
        }
      } catch (ArithmeticException e) {
        // It would have to be rounded: it does not fit either.
      }
      throw new FrameMisfit(
          name
              + " does not fit a decimal of "
              + (PRECISION - SCALE)
              + " digits before and "
              + SCALE
              + " behind the point");
    }
  },

  /** A 64-bit floating point number: the nearest one, not the exact value. */
  DOUBLE {
    @Override
    SchemaBuilder schema() {
      return SchemaBuilder.float64();
    }

    @Override
    Object value(String name, String text) throws FrameMisfit {
      return number(name, text).doubleValue();
    }
  };

  /** Digits behind the point in mode {@code decimal}; the exchange writes at most ten or so. */
  public static final int SCALE = 18;

  /** Digits in all in mode {@code decimal}: what most databases hold. */
  public static final int PRECISION = 38;

  private static final String PRECISION_PARAMETER = "connect.decimal.precision";

  /** No price or amount has more digits before or behind the point. */
  private static final int MOST_DIGITS = 40;

  /** A schema for a price or an amount, to be completed. */
  abstract SchemaBuilder schema();

  /**
   * A price or an amount in the form of the schema.
   *
   * @param name the field's name, for the message
   * @param text decimal text, exponents allowed
   * @throws FrameMisfit when the text is no number or the schema cannot hold it
   */
  abstract Object value(String name, String text) throws FrameMisfit;

  /** The option's value, such as {@code decimal}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The mode with that label. */
  public static DecimalHandling of(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT));
  }

  /** All labels. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(DecimalHandling::label).toList();
  }

  /** Whether the text is digits, with at most one point that has digits on both sides. */
  private static boolean isPlain(String text) {
    int length = text.length();
    int point = -1;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c == '.' && point < 0) {
        point = i;
      } else if (c < '0' || c > '9') {
        return false;
      }
    }
    return length > 0 && length <= MOST_DIGITS && point != 0 && point != length - 1;
  }

  private static BigDecimal number(String name, String text) throws FrameMisfit {
    BigDecimal number;
    try {
      // Longer text cannot be in range; and reading it would take time.
      number = new BigDecimal(text.length() > 3 * MOST_DIGITS ? "" : text);
    } catch (NumberFormatException e) {
      throw new FrameMisfit(name + " is not a decimal number");
    }
    if (Math.abs((long) number.scale()) > MOST_DIGITS || number.precision() > MOST_DIGITS) {
      throw new FrameMisfit(name + " is out of range");
    }
    return number;
  }
}
