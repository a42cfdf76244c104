package dev.orderflow.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** What goals are judged by. */
class ResultTest {

  static final Machine MACHINE =
      new Machine(2, "Some CPU", 1024, "Linux 6", "VM 17", "4.3.1", "4.2.0", "abc");

  private static List<Result.Judged> judged(Goal goal) {
    Benchmark benchmark =
        Benchmark.named("name", "title")
            .variant("ours", "")
            .variant("theirs", "")
            .figures("", 0, "lost")
            .goals(List.of(goal))
            .measuredBy(
                environment -> {
                  throw new UnsupportedOperationException();
                });
    return Result.of(
            benchmark,
            Map.of("ours", rounds(0, 0, 500), "theirs", rounds(4, 5, 6)),
            List.of(0.0),
            MACHINE,
            Instant.EPOCH)
        .goals();
  }

  private static List<Sample> rounds(double... lost) {
    return DoubleStream.of(lost).mapToObj(each -> Sample.of(Map.of("lost", each))).toList();
  }

  @Test
  void aGoalIsJudgedByTheMedianRound() {
    Goal none = Goal.atMost("lost", "ours", 0);
    assertThat(judged(none)).containsExactly(new Result.Judged(none, 0.0, true));
    Goal few = Goal.atMost("lost", "theirs", 4.9);
    assertThat(judged(few)).containsExactly(new Result.Judged(few, 5.0, false));
  }

  @Test
  void aGoalAgainstAnotherVariantIsJudgedByTheRatioOfTheirMedians() {
    Goal same = Goal.atLeast("lost", "theirs", 1, "theirs");
    assertThat(judged(same)).containsExactly(new Result.Judged(same, 1.0, true));
    assertThat(judged(Goal.atMost("lost", "theirs", 1, "ours"))).isEmpty();
  }

  @Test
  void whatMustNeverHappenIsJudgedByTheWorstRound() {
    Goal never = Goal.neverAbove("lost", "ours", 0);
    assertThat(judged(never)).containsExactly(new Result.Judged(never, 500.0, false));
  }

  @Test
  void aVariantThatWasNotMeasuredIsNotJudged() {
    assertThat(judged(Goal.neverAbove("lost", "nobody", 0))).isEmpty();
    assertThat(judged(Goal.atMost("lost", "ours", 1, "nobody"))).isEmpty();
  }
}
