package dev.orderflow.simulator.server;

import dev.orderflow.simulator.exchange.PublicChannel;

/** A fault as one connection, or HTTP, is to meet it: how much must pass, how much it hits. */
final class ArmedFault {
  private final Fault fault;
  private final long endNanos;
  private long toPass;
  private long left;
  private long hits;

  ArmedFault(Fault fault) {
    this.fault = fault;
    this.toPass = fault.after;
    // What ends or silences a connection happens once; its duration begins with the hit.
    boolean once = fault.isOfConnection();
    this.left = once ? 1 : fault.count();
    this.endNanos = once ? Long.MAX_VALUE : fault.endNanos();
  }

  Fault fault() {
    return fault;
  }

  boolean matches(PublicChannel channel) {
    return fault.channel().map(channel.name()::equals).orElse(true);
  }

  boolean isOver() {
    return left == 0 || System.nanoTime() >= endNanos;
  }

  /** Counts something that matches; false where it is to pass, or the fault is over. */
  boolean hit() {
    if (isOver()) {
      return false;
    }
    if (toPass > 0) {
      toPass--;
      return false;
    }
    left--;
    hits++;
    return true;
  }

  long hits() {
    return hits;
  }

  /** It hits nothing any more. */
  void end() {
    left = 0;
  }
}
