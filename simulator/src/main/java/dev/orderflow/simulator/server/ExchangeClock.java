package dev.orderflow.simulator.server;

import java.util.function.LongSupplier;

/**
 * Exchange time: starts at a given instant and runs at a given speed relative to a nanosecond
 * source; can be frozen.
 */
final class ExchangeClock {
  private final double speed;
  private final LongSupplier nanos;
  private long baseMicros;
  private long baseNanos;
  private boolean frozen;

  /**
   * Creates a running clock.
   *
   * @param speed exchange seconds per second, positive; infinite for as fast as possible
   * @param nanos a monotonic source of nanoseconds
   */
  ExchangeClock(long startMicros, double speed, LongSupplier nanos) {
    this.speed = speed;
    this.nanos = nanos;
    this.baseMicros = startMicros;
    this.baseNanos = nanos.getAsLong();
  }

  boolean unlimited() {
    return Double.isInfinite(speed);
  }

  double speed() {
    return speed;
  }

  /** The time, microseconds since the epoch; without a limit of speed, the time last reached. */
  long now() {
    if (frozen || unlimited()) {
      return baseMicros;
    }
    return baseMicros + (long) ((nanos.getAsLong() - baseNanos) / 1000.0 * speed);
  }

  /** Notes how far an unlimited clock has come. */
  void reached(long micros) {
    if (unlimited()) {
      baseMicros = Math.max(baseMicros, micros);
    }
  }

  /** How long until a time, 0 where it has come. */
  long nanosUntil(long micros) {
    if (unlimited()) {
      return 0;
    }
    double wait = (micros - now()) * 1000.0 / speed;
    return wait <= 0 ? 0 : wait >= Long.MAX_VALUE ? Long.MAX_VALUE : (long) wait;
  }

  void freeze() {
    baseMicros = now();
    frozen = true;
  }

  void resume() {
    baseNanos = nanos.getAsLong();
    frozen = false;
  }
}
