package dev.orderflow.connect.bitstamp.continuity.simulation;

import java.util.List;

/**
 * What came of a run.
 *
 * @param plan what it was made of
 * @param violations what was not as it must be; empty when all was
 * @param digest of everything written, the same whenever the plan is run
 * @param events published
 * @param repaired gap records of repaired gaps
 * @param unrepaired gap records of gaps that remain
 * @param requests made of the HTTP API
 */
record Outcome(
    Plan plan,
    List<String> violations,
    long digest,
    long events,
    long repaired,
    long unrepaired,
    long requests) {

  boolean failed() {
    return !violations.isEmpty();
  }
}
