package dev.orderflow.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Sides take turns, rounds become medians, and a broken run breaks the measurement. */
class RunnerTest {

  private static final Workshop WORKSHOP =
      new Workshop(
          Path.of(""), Path.of(""), new Scale(false, OptionalLong.empty(), OptionalLong.empty()));

  private final List<String> order = new ArrayList<>();

  @Test
  void takesTheSidesInTurnAndDoesNotCountTheWarmUp() throws Exception {
    FakeBenchmark benchmark = new FakeBenchmark(order, run -> run);
    Measurement measured =
        new Runner(3, line -> {}).measure(benchmark, benchmark.sides(), WORKSHOP);

    assertThat(order).containsExactly("a0", "b1", "a2", "b3", "a4", "b5", "a6", "b7", "closed");
    assertThat(measured.figure("a", "rate").orElseThrow().values()).containsExactly(2.0, 4.0, 6.0);
    assertThat(measured.figure("b", "rate").orElseThrow().median()).isEqualTo(5);
    assertThat(measured.cpu("a").get("worker").max()).isEqualTo(12);
    assertThat(measured.loads()).hasSize(6);
  }

  @Test
  void comparesMedians() throws Exception {
    FakeBenchmark benchmark = new FakeBenchmark(order, run -> run % 2 == 0 ? 100 : 89);
    Measurement measured =
        new Runner(3, line -> {}).measure(benchmark, benchmark.sides(), WORKSHOP);

    Goal ratio = Goal.atLeast("rate", "b", 0.9, "a");
    assertThat(measured.value(ratio)).contains(0.89);
    assertThat(ratio.isMetBy(0.89)).isFalse();
    assertThat(measured.value(Goal.atLeast("rate", "a", 100))).contains(100.0);
    assertThat(Goal.atMost("rate", "a", 100).isMetBy(100.1)).isFalse();
    assertThat(measured.value(Goal.atMost("rate", "absent", 1))).isEmpty();
  }

  @Test
  void endsTheTrialOfABrokenRunAndReportsIt() {
    FakeBenchmark benchmark =
        new FakeBenchmark(
            order,
            run -> {
              throw new IOException("records are missing");
            });

    assertThatThrownBy(
            () -> new Runner(1, line -> {}).measure(benchmark, benchmark.sides(), WORKSHOP))
        .hasMessage("records are missing");
    assertThat(order).endsWith("closed");
  }

  private interface Rate {
    double of(int run) throws IOException;
  }

  private record FakeBenchmark(List<String> order, Rate rate) implements Benchmark {

    @Override
    public String name() {
      return "fake";
    }

    @Override
    public String title() {
      return "Fake";
    }

    @Override
    public List<Side> sides() {
      return List.of(new Side("a", "one"), new Side("b", "other"));
    }

    @Override
    public List<Figure> figures() {
      return List.of(new Figure("rate", "1/s", 0));
    }

    @Override
    public List<Goal> goals() {
      return List.of();
    }

    @Override
    public int warmUpRounds() {
      return 1;
    }

    @Override
    public Trial open(Workshop workshop) {
      return new Trial() {
        @Override
        public Sample run(Side side, int run) throws IOException {
          order.add(side.name() + run);
          return new Sample(Map.of("rate", rate.of(run)), Map.of("worker", 2.0 * run));
        }

        @Override
        public void close() {
          order.add("closed");
        }
      };
    }
  }
}
