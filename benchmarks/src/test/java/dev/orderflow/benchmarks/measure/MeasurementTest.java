package dev.orderflow.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** What goals are judged by. */
class MeasurementTest {

  private static final Benchmark BENCHMARK =
      new Benchmark() {
        @Override
        public String name() {
          return "name";
        }

        @Override
        public String title() {
          return "title";
        }

        @Override
        public List<Side> sides() {
          return List.of(new Side("ours", ""), new Side("theirs", ""));
        }

        @Override
        public List<Figure> figures() {
          return List.of(new Figure("lost", "", 0));
        }

        @Override
        public List<Goal> goals() {
          return List.of();
        }

        @Override
        public Trial open(Workshop workshop) {
          throw new UnsupportedOperationException();
        }
      };

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
  void aSideThatWasNotMeasuredHasNoValue() {
    assertThat(MEASURED.value(Goal.neverAbove("lost", "nobody", 0))).isEmpty();
    assertThat(MEASURED.value(Goal.atMost("lost", "ours", 1, "nobody"))).isEmpty();
  }

  private static List<Sample> rounds(double... lost) {
    return DoubleStream.of(lost).mapToObj(each -> Sample.of(Map.of("lost", each))).toList();
  }
}
