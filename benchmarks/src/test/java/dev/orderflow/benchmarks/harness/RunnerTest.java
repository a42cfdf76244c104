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
    Result measured = measure(3, run -> run);

    assertThat(order).containsExactly("a0", "b1", "a2", "b3", "a4", "b5", "a6", "b7", "closed");
    assertThat(of(measured, "a").figures().get("rate").values()).containsExactly(2.0, 4.0, 6.0);
    assertThat(of(measured, "b").figures().get("rate").median()).isEqualTo(5);
    assertThat(of(measured, "a").cpu().get("worker").max()).isEqualTo(12);
    assertThat(measured.load().values()).hasSize(6);
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

  private static Result.Measured of(Result result, String variant) {
    return result.variants().stream()
        .filter(each -> each.name().equals(variant))
        .findFirst()
        .orElseThrow();
  }

  private interface Rate {
    double of(int run) throws IOException;
  }

  private Result measure(int rounds, Rate rate) throws Exception {
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
    return new Runner(rounds, ResultTest.MACHINE, line -> {})
        .measure(
            benchmark,
            benchmark.variants(),
            new Environment(
                Path.of("no-such-directory"), false, Optional.empty(), Optional.empty()));
  }
}
