package dev.orderflow.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orderflow.benchmarks.process.Environment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Variants take turns, rounds become medians, and a broken run breaks the measurement. */
class RunnerTest {

  private final List<String> order = new ArrayList<>();

  @Test
  void takesTheVariantsInTurnAndDoesNotCountTheWarmUp() throws Exception {
    Measurement measured = measure(3, run -> run);

    assertThat(order).containsExactly("a0", "b1", "a2", "b3", "a4", "b5", "a6", "b7", "closed");
    assertThat(measured.figures("a").get("rate").values()).containsExactly(2.0, 4.0, 6.0);
    assertThat(measured.figures("b").get("rate").median()).isEqualTo(5);
    assertThat(measured.cpu("a").get("worker").max()).isEqualTo(12);
    assertThat(measured.loads()).hasSize(6);
  }

  @Test
  void comparesMedians() throws Exception {
    Measurement measured = measure(3, run -> run % 2 == 0 ? 100 : 89);

    Goal ratio = Goal.atLeast("rate", "b", 0.9, "a");
    assertThat(measured.value(ratio)).contains(0.89);
    assertThat(ratio.isMetBy(0.89)).isFalse();
    assertThat(measured.value(Goal.atLeast("rate", "a", 100))).contains(100.0);
    assertThat(Goal.atMost("rate", "a", 100).isMetBy(100.1)).isFalse();
    assertThat(measured.value(Goal.atMost("rate", "absent", 1))).isEmpty();
  }

  @Test
  void endsTheProcessesOfABrokenRunAndReportsIt() {
    assertThatThrownBy(
            () ->
                measure(
                    1,
                    run -> {
                      throw new IOException("records are missing");
                    }))
        .hasMessage("records are missing");
    assertThat(order).endsWith("closed");
  }

  private interface Rate {
    double of(int run) throws IOException;
  }

  private Measurement measure(int rounds, Rate rate) throws Exception {
    Benchmark benchmark =
        Benchmark.named("fake", "Fake")
            .variant("a", "one")
            .variant("b", "other")
            .figures("1/s", 0, "rate")
            .warmUpRounds(1)
            .measuredBy(
                environment -> {
                  environment.closing(() -> order.add("closed"));
                  return (variant, run) -> {
                    order.add(variant + run);
                    return new Sample(Map.of("rate", rate.of(run)), Map.of("worker", 2.0 * run));
                  };
                });
    return new Runner(rounds, line -> {})
        .measure(
            benchmark,
            benchmark.variants(),
            new Environment(
                Path.of("no-such-directory"), false, Optional.empty(), Optional.empty()));
  }
}
