package dev.orderflow.simulator.server;

import dev.orderflow.simulator.exchange.PublicChannel;
import dev.orderflow.simulator.fault.Fault;

/** A fault as one connection, or HTTP, is to meet it: how much must pass, how much it hits. */
final class ArmedFault {
  private final Fault fault;
  private final long endNanos;
  private long toPass;
  private long left;
  private long hits;
  private boolean ended;

  ArmedFault(Fault fault, long nowNanos) {
    this.fault = fault;
    this.toPass = fault.after();
    // What ends or silences a connection happens once; its duration begins with the hit.
    boolean once = isOfConnection(fault);
    this.left = once ? 1 : fault.count();
    this.endNanos =
        once || fault.duration().isEmpty()
            ? Long.MAX_VALUE
            : nowNanos + fault.duration().get().toNanos();
  }

  /** Whether a fault changes the state of a connection rather than its frames. */
  static boolean isOfConnection(Fault fault) {
    return switch (fault.type()) {
      case DROP, CLOSE, MUTE, REQUEST_RECONNECT, BROKEN_FRAME -> true;
      case STALL -> fault.channel().isEmpty();
      default -> false;
    };
  }

  Fault fault() {
    return fault;
  }

  boolean matches(PublicChannel channel) {
    return fault.channel().map(channel.name()::equals).orElse(true);
  }

  boolean isOver(long nowNanos) {
    return ended || left == 0 || nowNanos >= endNanos;
  }

  /** Counts something that matches; false where it is to pass. */
  boolean hit() {
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
    ended = true;
  }

  boolean hasEnded() {
    return ended;
  }
}
