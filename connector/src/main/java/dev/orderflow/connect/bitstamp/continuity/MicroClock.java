package dev.orderflow.connect.bitstamp.continuity;

/** Tells the time in microseconds since the epoch. */
@FunctionalInterface
public interface MicroClock {
  /** Now. */
  long micros();
}
