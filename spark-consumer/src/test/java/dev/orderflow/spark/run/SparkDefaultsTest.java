package dev.orderflow.spark.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many state partitions a job gets. */
class SparkDefaultsTest {

  @ParameterizedTest
  @CsvSource({"'', 4", "btcusd, 1", "btcusd ethusd, 4"})
  void oneMarketNeedsOneStatePartition(String markets, String partitions) {
    Set<String> wanted = markets.isEmpty() ? Set.of() : Set.of(markets.split(" "));

    assertThat(SparkDefaults.keyedState(wanted))
        .containsEntry("spark.sql.shuffle.partitions", partitions);
  }
}
