package dev.orderflow.connect.bitstamp.continuity.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Continuity in the simulation: fixed seeds here, fresh ones by {@link SimulationMain}. */
class ContinuitySimulationTest {

  @Test
  void aFewSeedsHold() {
    SimulationMain.Report report = SimulationMain.run(12, 1);
    assertThat(report.failed()).as(report.text()).isZero();
  }

  /** Seeds that once failed: a repair slower than the stream, holes that a restart forgot. */
  @ParameterizedTest
  @ValueSource(longs = {5_000_121, 5_001_451, 5_002_281, 5_002_884, 6_001_223, 7_000_349})
  void whatOnceFailedHolds(long seed) {
    SimulationMain.Report report = SimulationMain.run(1, seed);
    assertThat(report.failed()).as(report.text()).isZero();
  }

  @Test
  @Tag("full")
  void manySeedsHold() {
    SimulationMain.Report report = SimulationMain.run(260, 10_000);
    assertThat(report.failed()).as(report.text()).isZero();
    assertThat(report.events()).isGreaterThan(1_000_000);
    assertThat(report.faults()).isGreaterThan(1_500);
  }

  /** Each assumption of docs/protocol.md made false for itself, with faults of all kinds. */
  @ParameterizedTest
  @EnumSource(Assumption.class)
  void aFalseAssumptionIsRightOrDeclared(Assumption assumption) {
    for (long seed = 1; seed <= 3; seed++) {
      Plan plan = Plan.of(seed, SimulationMain.drawnFaults(), Set.of());
      Outcome outcome = Simulation.run(plan.assuming(EnumSet.of(assumption)));
      assertThat(outcome.violations()).as("seed %d, %s", seed, assumption).isEmpty();
    }
  }

  /** Nobody compares: the orders' fills alone tell that trades are missing. */
  @Test
  void theOrdersAreAWitnessOfTheTrades() {
    Set<FaultKind> ofTrades =
        EnumSet.of(
            FaultKind.TRADES_STALL,
            FaultKind.EDGE_CACHE,
            FaultKind.FROZEN_LIST,
            FaultKind.LATE_ROWS,
            FaultKind.HTTP_LAG);
    for (long seed = 1; seed <= 12; seed++) {
      Outcome outcome = Simulation.runWithoutAudits(Plan.of(seed, ofTrades, Set.of()));
      assertThat(outcome.violations()).as("seed %d", seed).isEmpty();
      assertThat(outcome.fillsWithoutTrade()).as("seed %d", seed).isZero();
    }
  }

  /** Tasks are stopped for longer than what they repair. */
  @Test
  void whatIsTooOldToBeRepairedIsDeclaredAndAllElseWritten() {
    Set<FaultKind> stops = EnumSet.of(FaultKind.RESTART, FaultKind.KILL, FaultKind.HTTP_LAG);
    int tooOld = 0;
    for (long seed = 1; seed <= 24; seed++) {
      Plan plan = Plan.of(seed, stops, Set.of());
      Outcome outcome = Simulation.runRepairing(plan, Duration.ofSeconds(10));
      assertThat(outcome.violations()).as("seed %d", seed).isEmpty();
      tooOld +=
          outcome.details().keySet().stream().filter(what -> what.contains("max.age")).count();
    }
    assertThat(tooOld).isGreaterThan(12);
  }

  @Test
  void fillsWithoutATradeAreSaid() {
    Plan plan = Plan.of(9, EnumSet.of(FaultKind.TRADES_STALL), Set.of());
    Outcome outcome = Simulation.run(plan.assuming(EnumSet.of(Assumption.FILL_WITHOUT_TRADE)));
    assertThat(outcome.violations()).isEmpty();
    assertThat(outcome.fillsWithoutTrade()).isPositive();
  }

  @Test
  void theSamePlanGivesTheSameDigest() {
    Plan plan = Plan.of(7, SimulationMain.drawnFaults(), SimulationMain.drawnAssumptions());
    assertThat(Simulation.run(plan).digest()).isEqualTo(Simulation.run(plan).digest());
  }
}
