package dev.orderflow.spark.market.book;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TouchTest {

  private static final BigDecimal TWO = BigDecimal.valueOf(2);

  /** Digit for digit: rows are compared as text. */
  @Test
  void midIsTheExactHalfWithTheScaleOfADivision() {
    Random random = new Random(1);
    for (int i = 0; i < 100_000; i++) {
      BigDecimal bid = price(random);
      BigDecimal ask = price(random);
      Touch touch = new Touch(bid, BigDecimal.ONE, ask, BigDecimal.ONE);
      assertThat(touch.mid()).isEqualTo(bid.add(ask).divide(TWO));
    }
  }

  private static BigDecimal price(Random random) {
    return new BigDecimal(new BigInteger(1 + random.nextInt(66), random), random.nextInt(9));
  }
}
