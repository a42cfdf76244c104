package dev.orderflow.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** What goals are judged by. */
class MeasurementTest {

  private static final Benchmark BENCHMARK =
      Benchmark.named("name", "title")
          .variant("ours", "")
          .variant("theirs", "")
          .figures("", 0, "lost")
          .measuredBy(
              environment -> {
                throw new UnsupportedOperationException();
              });

  private static final Measurement MEASURED =
      new Measurement(
          BENCHMARK, Map.of("ours", rounds(0, 0, 500), "theirs", rounds(4, 5, 6)), List.of(0.0));

  @Test
  void aGoalIsJudgedByTheMedianRound() {
    assertThat(MEASURED.value(Goal.atMost("lost", "ours", 0))).contains(0.0);
    assertThat(MEASURED.value(Goal.atMost("lost", "theirs", 2, "theirs"))).contains(1.0);
  }

  @Test
  void whatMustNeverHappenIsJudgedByTheWorstRound() {
    assertThat(MEASURED.value(Goal.neverAbove("lost", "ours", 0))).contains(500.0);
  }

  @Test
  void aVariantThatWasNotMeasuredHasNoValue() {
    assertThat(MEASURED.value(Goal.neverAbove("lost", "nobody", 0))).isEmpty();
    assertThat(MEASURED.value(Goal.atMost("lost", "ours", 1, "nobody"))).isEmpty();
  }

  private static List<Sample> rounds(double... lost) {
    return DoubleStream.of(lost).mapToObj(each -> Sample.of(Map.of("lost", each))).toList();
  }
}
