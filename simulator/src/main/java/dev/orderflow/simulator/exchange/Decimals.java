package dev.orderflow.simulator.exchange;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Bitstamp's number formats.
 *
 * <p>Numbers are given as whole units and a scale: 18816587 with scale 8 is 0.18816587.
 */
final class Decimals {
  /** Bitstamp's JSON numbers have an exponent below this power of ten. */
  private static final int SMALLEST_PLAIN = -4;

  private Decimals() {}

  /** A decimal with exactly {@code decimals} decimals, the rest of its scale being zero. */
  static String fixed(long units, int scale, int decimals) {
    return rounded(units, scale, decimals).toPlainString();
  }

  /**
   * A decimal as Bitstamp's {@code *_str} fields have it: fixed, but {@code 1E-8} for what is below
   * a millionth and not zero.
   */
  static String text(long units, int scale, int decimals) {
    BigDecimal value = rounded(units, scale, decimals);
    return units == 0 ? value.toPlainString() : value.toString();
  }

  /**
   * A decimal as Bitstamp's JSON numbers have it: the fewest digits, {@code 1.44e-05} below a
   * ten-thousandth.
   */
  static String number(long units, int scale) {
    BigDecimal value = BigDecimal.valueOf(units, scale).stripTrailingZeros();
    int exponent = value.precision() - value.scale() - 1;
    if (units == 0 || exponent >= SMALLEST_PLAIN) {
      return value.toPlainString();
    }
    String digits = value.unscaledValue().toString();
    String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
    return digits.charAt(0) + fraction + (exponent > -10 ? "e-0" : "e-") + -exponent;
  }

  private static BigDecimal rounded(long units, int scale, int decimals) {
    return BigDecimal.valueOf(units, scale).setScale(decimals, RoundingMode.DOWN);
  }
}
