package dev.orderflow.connect.bitstamp.record;

import java.util.Locale;

/** Where a record's content came from: the {@code origin} header. */
public enum Origin {
  /** A frame received over the WebSocket. */
  STREAM,
  /** An event fetched over HTTP because the stream had missed it. */
  REPAIR,
  /** An order book fetched over HTTP. */
  SNAPSHOT,
  /** Written by the connector itself, about the feed. */
  CONNECTOR;

  /** The header's text, such as {@code stream}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
