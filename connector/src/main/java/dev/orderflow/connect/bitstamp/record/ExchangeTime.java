package dev.orderflow.connect.bitstamp.record;

/** The exchange's time, as well as it is known. Microseconds since the epoch. */
public interface ExchangeTime {

  /** Now. */
  long micros();

  /** The latest time that a record may have: Kafka refuses times too far ahead of its own. */
  long latestMicros();
}
