package dev.orderflow.connect.bitstamp.record;

import java.io.IOException;

/** A frame, or a part of one, that its schema cannot hold; the message says which part and why. */
final class FrameMisfit extends IOException {

  private static final long serialVersionUID = 1;

  FrameMisfit(String message) {
    super(message);
  }
}
