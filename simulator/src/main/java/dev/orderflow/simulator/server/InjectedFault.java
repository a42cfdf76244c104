package dev.orderflow.simulator.server;

import dev.orderflow.simulator.fault.Fault;
import dev.orderflow.simulator.fault.FaultReport;

/** A fault that was injected, and its count of hits over all that it is armed on. */
final class InjectedFault {
  private final long id;
  private final Fault fault;
  private long hits;
  private long armed;

  InjectedFault(long id, Fault fault) {
    this.id = id;
    this.fault = fault;
  }

  Fault fault() {
    return fault;
  }

  void hit() {
    hits++;
  }

  void armed() {
    armed++;
  }

  void disarmed() {
    armed--;
  }

  FaultReport report() {
    return new FaultReport(id, fault.type().wireName(), hits, armed > 0);
  }
}
