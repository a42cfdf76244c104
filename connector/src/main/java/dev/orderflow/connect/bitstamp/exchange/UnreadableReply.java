package dev.orderflow.connect.bitstamp.exchange;

import java.io.IOException;

/** A reply of the HTTP API that is JSON, but not what is documented; the message says how. */
final class UnreadableReply extends IOException {

  private static final long serialVersionUID = 1;

  UnreadableReply(String message) {
    super(message);
  }
}
