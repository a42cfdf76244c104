package dev.orderflow.spark.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Marks of transactions are no holes, and what compaction leaves out is one. */
class OffsetHolesTest {

  private static final String START = "{\"t\":{\"0\":1000,\"1\":500}}";

  @Test
  void aBatchOfManyMoreOffsetsThanRecordsHasAHole() {
    String end = "{\"t\":{\"0\":51000,\"1\":500}}";
    assertThat(OffsetHoles.isHole(START, end, 50_000)).isFalse();
    assertThat(OffsetHoles.isHole(START, end, 49_000)).as("a mark every 50 records").isFalse();
    assertThat(OffsetHoles.isHole(START, end, 10_000)).isTrue();
  }

  @Test
  void aPartitionThatIsNewBeginsAtItsBeginning() {
    String end = "{\"t\":{\"0\":1000,\"1\":500,\"2\":5000}}";
    assertThat(OffsetHoles.isHole(START, end, 5_000)).isFalse();
    assertThat(OffsetHoles.isHole(START, end, 100)).isTrue();
  }

  @Test
  void ofABatchWhoseBeginningIsNotToldNothingIsKnown() {
    assertThat(OffsetHoles.isHole(null, "{\"t\":{\"0\":1000}}", 1)).isFalse();
  }
}
