package dev.orderflow.simulator.server;

import dev.orderflow.simulator.fault.Fault;
import dev.orderflow.simulator.venue.PublicChannel;

/** A fault that waits for what it hits, on one connection or for HTTP. Owned by the exchange. */
final class ArmedFault {
  private final InjectedFault injected;
  private long toPass;
  private long left;
  private boolean hit;
  private final long endNanos;

  ArmedFault(InjectedFault injected, long nowNanos) {
    this.injected = injected;
    this.toPass = injected.fault().after();
    boolean once = hitsConnectionOnce(injected.fault());
    this.left = once ? 1 : injected.fault().count();
    long lasts = once ? 0 : injected.fault().duration().toNanos();
    this.endNanos = lasts == 0 ? Long.MAX_VALUE : nowNanos + lasts;
    injected.armed();
  }

  /**
   * Whether the fault changes the state of a connection, so that its duration begins with the hit.
   */
  private static boolean hitsConnectionOnce(Fault fault) {
    return switch (fault.type()) {
      case DROP, CLOSE, MUTE, REQUEST_RECONNECT, BROKEN_FRAME -> true;
      case STALL -> fault.channel().isEmpty();
      default -> false;
    };
  }

  Fault fault() {
    return injected.fault();
  }

  boolean matches(PublicChannel channel) {
    return fault().channel().map(channel.name()::equals).orElse(true);
  }

  boolean over(long nowNanos) {
    return left == 0 || nowNanos >= endNanos;
  }

  /** Counts something that matches; false where it is to pass. */
  boolean hits() {
    if (toPass > 0) {
      toPass--;
      return false;
    }
    left--;
    hit = true;
    injected.hit();
    return true;
  }

  boolean hasHit() {
    return hit;
  }

  void disarm() {
    injected.disarmed();
  }
}
