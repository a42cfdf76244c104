package dev.orderflow.simulator.server;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.channel.Channel;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;

/** Brings what clients send to the exchange thread. */
final class ExchangeGate implements Gate {
  private final ExchangeThread exchange;
  private final Connections connections;
  private final ConnectionPolicy policy;
  private final ObjectMapper json;

  ExchangeGate(
      ExchangeThread exchange,
      Connections connections,
      ConnectionPolicy policy,
      ObjectMapper json) {
    this.exchange = exchange;
    this.connections = connections;
    this.policy = policy;
    this.json = json;
  }

  @Override
  public CompletionStage<Admission> open(Channel socket) {
    return exchange.submit(
        () -> {
          OptionalInt refusal = policy.refusal();
          if (refusal.isPresent()) {
            return new Admission(Optional.empty(), refusal.getAsInt());
          }
          Connection connection = connections.opened(socket);
          policy.opened(connection);
          return new Admission(Optional.of(connection), 0);
        });
  }

  @Override
  public void text(Connection connection, String text) {
    ClientMessage message = ClientMessage.parse(json, text);
    exchange.execute(
        () -> {
          if (message instanceof ClientMessage.Subscribe subscribe) {
            connections.subscribe(connection, subscribe.channel());
          } else if (message instanceof ClientMessage.Unsubscribe unsubscribe) {
            connections.unsubscribe(connection, unsubscribe.channel());
          } else if (message instanceof ClientMessage.Heartbeat) {
            connection.heartbeat();
          } else if (message instanceof ClientMessage.Wrong wrong) {
            connection.control(ControlFrames.error(wrong.code(), wrong.message()));
          }
        });
  }

  @Override
  public void ping(Connection connection, byte[] payload) {
    exchange.execute(() -> connection.pong(payload));
  }

  @Override
  public void closing(Connection connection, int code, String reason) {
    exchange.execute(() -> connection.close(code, reason));
  }

  @Override
  public void closed(Connection connection) {
    exchange.execute(() -> connections.closed(connection, "closed by the client"));
  }

  @Override
  public void pingDue(Connection connection) {
    exchange.execute(connection::ping);
  }
}
