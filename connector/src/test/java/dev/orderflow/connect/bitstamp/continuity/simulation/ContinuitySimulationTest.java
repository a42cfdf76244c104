package dev.orderflow.connect.bitstamp.continuity.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Continuity in the simulation: fixed seeds here, fresh ones by {@link SimulationMain}. */
class ContinuitySimulationTest {

  @Test
  void aFewSeedsHold() {
    SimulationMain.Report report = SimulationMain.run(12, 1);
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

  @Test
  void theSamePlanGivesTheSameDigest() {
    Plan plan = Plan.of(7, SimulationMain.drawnFaults(), SimulationMain.drawnAssumptions());
    assertThat(Simulation.run(plan).digest()).isEqualTo(Simulation.run(plan).digest());
  }
}
