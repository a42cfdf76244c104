package dev.orderflow.simulator.server;

import io.netty.channel.Channel;
import java.util.concurrent.CompletionStage;

/** What the sockets tell the exchange; called on event loops. */
interface Gate {
  /** Asks for a connection. */
  CompletionStage<Admission> open(Channel socket);

  /** A text frame arrived. */
  void text(Connection connection, String text);

  /** A ping arrived. */
  void ping(Connection connection, byte[] payload);

  /** The client wants to close, or broke the protocol. */
  void closing(Connection connection, int code, String reason);

  /** The socket is gone. */
  void closed(Connection connection);

  /** Every so often the exchange pings the client. */
  void pingDue(Connection connection);
}
