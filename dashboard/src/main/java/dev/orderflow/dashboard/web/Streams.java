package dev.orderflow.dashboard.web;

/** Who takes browsers' streams; called from the server's threads. */
public interface Streams {

  /** Whether another browser may come. */
  boolean hasRoom();

  /** A browser has come. */
  void add(EventStream stream);

  /** Whether there is something to show. */
  boolean hasData();

  /** The wall clock that events carry, microseconds since the epoch. */
  long micros();
}
