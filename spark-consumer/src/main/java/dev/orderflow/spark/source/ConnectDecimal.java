package dev.orderflow.spark.source;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Base64;
import java.util.Optional;

/**
 * Connect's Decimal as its JsonConverter writes it unless it is told otherwise: the unscaled
 * number's bytes in Base64. The scale is that of the record contract, because records without
 * schemas do not tell it.
 */
final class ConnectDecimal {

  private static final int SCALE = 18;

  private ConnectDecimal() {}

  /** Empty where the text is none. */
  static Optional<BigDecimal> of(String text) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      return bytes.length == 0
          ? Optional.empty()
          : Optional.of(new BigDecimal(new BigInteger(bytes), SCALE));
    } catch (IllegalArgumentException other) {
      return Optional.empty();
    }
  }
}
