package dev.orderflow.simulator.server;

import dev.orderflow.simulator.venue.AsciiBuffer;
import dev.orderflow.simulator.venue.FrameKey;
import dev.orderflow.simulator.venue.PublicChannel;

/** The faults that wait for frames of one connection. */
final class FrameFaults {
  private final Connection connection;

  FrameFaults(Connection connection) {
    this.connection = connection;
  }

  boolean none() {
    return true;
  }

  void deliver(PublicChannel channel, FrameKey key, AsciiBuffer text) {
    connection.send(channel, key, text.array(), text.length(), Disposition.SENT);
  }

  void releaseHeld() {}

  void releaseAsClosed() {}
}
