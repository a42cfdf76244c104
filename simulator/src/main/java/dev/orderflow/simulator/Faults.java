package dev.orderflow.simulator;

import dev.orderflow.simulator.fault.Fault;
import dev.orderflow.simulator.fault.FaultReport;
import dev.orderflow.simulator.server.Exchange;
import java.util.List;

/** Injects faults into a running exchange. */
public final class Faults {
  private final Exchange exchange;

  Faults(Exchange exchange) {
    this.exchange = exchange;
  }

  /**
   * Injects a fault; it has begun, or waits for what it hits, when this returns.
   *
   * @throws IllegalArgumentException where it names a connection or market that is not there
   */
  public FaultReport inject(Fault fault) {
    return exchange.inject(fault);
  }

  /** What became of the injected faults, oldest first; the last ten thousand. */
  public List<FaultReport> reports() {
    return exchange.faultReports();
  }

  /** Ends every fault that is still going on. */
  public void clear() {
    exchange.clearFaults();
  }
}
