package dev.orderflow.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SummaryTest {

  @Test
  void theLineHasFixedNamesInFixedOrder() {
    assertThat(new Summary("simulated", 560, 559, 558, 61.26, 4, 30, 2).line())
        .isEqualTo(
            "summary exchange=simulated frames=560 records=559 spark_rows=558 seconds=61.3"
                + " connector_records=4 candles=30 incomplete=2");
  }

  @Test
  void equalNumbersAddUp() {
    assertThat(new Summary("live", 7, 7, 7, 1, 0, 0, 0).mismatch()).isEmpty();
  }

  @Test
  void anEmptyStreamIsNoSuccess() {
    assertThat(new Summary("live", 0, 0, 0, 1, 2, 0, 0).mismatch()).hasValue("no frame was sent");
  }

  @Test
  void theFirstPlaceThatDiffersIsNamed() {
    assertThat(new Summary("simulated", 10, 9, 9, 1, 0, 0, 0).mismatch())
        .hasValue("the exchange sent 10 frames, the topic holds 9 of them");
    assertThat(new Summary("simulated", 10, 11, 11, 1, 0, 0, 0).mismatch()).isPresent();
    assertThat(new Summary("simulated", 10, 10, 8, 1, 0, 0, 0).mismatch())
        .hasValue("the topic holds 10 records, the Spark job read 8");
  }
}
