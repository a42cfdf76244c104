package dev.orderflow.connect.bitstamp.continuity.simulation;

import java.util.List;
import java.util.Map;

/**
 * What came of a run.
 *
 * @param plan what it was made of
 * @param violations what was not as it must be; empty when all was
 * @param digest of everything written, the same whenever the plan is run
 * @param events published
 * @param repaired gap records of repaired gaps
 * @param unrepaired gap records of gaps that remain
 * @param details what was said about those
 * @param requests made of the HTTP API
 * @param fillsWithoutTrade said to be so
 */
record Outcome(
    Plan plan,
    List<String> violations,
    long digest,
    long events,
    long repaired,
    long unrepaired,
    Map<String, Integer> details,
    long requests,
    int fillsWithoutTrade) {

  boolean failed() {
    return !violations.isEmpty();
  }
}
