package dev.orderflow.simulator.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bitstamp's number formats, each line's texts as captured or by the same rule. */
class DecimalsTest {
  @ParameterizedTest
  @CsvSource({
    "18816587, 8, 8, 0.18816587, 0.18816587",
    "1, 8, 8, 1e-08, 1E-8",
    "10, 8, 8, 1e-07, 1.0E-7",
    "99, 8, 8, 9.9e-07, 9.9E-7",
    "100, 8, 8, 1e-06, 0.00000100",
    "1440, 8, 8, 1.44e-05, 0.00001440",
    "10000, 8, 8, 0.0001, 0.00010000",
    "792010000, 8, 8, 7.9201, 7.92010000",
    "24100000, 8, 6, 0.241, 0.241000",
    "3200000000, 8, 0, 32, 32",
    "7972811, 2, 2, 79728.11, 79728.11",
    "5774880, 2, 2, 57748.8, 57748.80",
    "3645400, 2, 2, 36454, 36454.00",
    "68810, 5, 5, 0.6881, 0.68810",
    "0, 8, 8, 0, 0.00000000"
  })
  void writesNumbersAsTheVenueDoes(
      long units, int scale, int decimals, String number, String string) {
    assertThat(Decimals.number(units, scale)).isEqualTo(number);
    assertThat(Decimals.text(units, scale, decimals)).isEqualTo(string);
  }
}
