package dev.orderflow.benchmarks.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is read of a topic that holds trades and gap records. */
class ArrivedTradesTest {

  @Test
  void tradesAreCountedById() throws IOException {
    ArrivedTrades arrived = read(trade(7), trade(8), trade(7));

    assertThat(arrived.times()).isEqualTo(Map.of(7L, 2, 8L, 1));
    assertThat(arrived.declares(5)).isFalse();
  }

  @Test
  void onlyAGapThatWasNotRepairedDeclaresWhatLiesInside() throws IOException {
    ArrivedTrades arrived = read(gap(100, 200, false), gap(300, 400, true));

    assertThat(Stream.of(100L, 101L, 199L, 200L, 350L).map(arrived::declares))
        .containsExactly(false, true, true, false, false);
  }

  @Test
  void otherRecordsAreNoTrades() throws IOException {
    assertThat(read("{\"event\":\"orderflow:session\",\"data\":{\"id\":7}}").times()).isEmpty();
  }

  private static ArrivedTrades read(String... values) throws IOException {
    return ArrivedTrades.of(
        Stream.of(values).map(value -> value.getBytes(StandardCharsets.UTF_8)).toList());
  }

  private static String trade(long id) {
    return "{\"data\":{\"id\":" + id + "},\"event\":\"trade\"}";
  }

  private static String gap(long from, long to, boolean repaired) {
    return "{\"event\":\"orderflow:gap\",\"data\":{\"from_microtimestamp\":%d,".formatted(from)
        + "\"to_microtimestamp\":%d,\"repaired\":%b}}".formatted(to, repaired);
  }
}
