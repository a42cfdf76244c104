package dev.orderflow.simulator.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What scripts may ask that no venue would answer: {@code /control/} and the counts. */
final class ControlApi {
  private final ExchangeThread exchange;
  private final Connections connections;
  private final ObjectMapper json;

  ControlApi(ExchangeThread exchange, Connections connections, ObjectMapper json) {
    this.exchange = exchange;
    this.connections = connections;
    this.json = json;
  }

  /** The report once all that was published is written. */
  CompletionStage<HaltReport> halt() {
    return exchange.halt().thenCompose(drained -> report());
  }

  CompletionStage<HaltReport> resume() {
    return exchange.resume().thenCompose(done -> report());
  }

  CompletionStage<HaltReport> report() {
    return exchange.submit(() -> connections.report(exchange.halted()));
  }

  /** Answers a request; empty where the path is none of the control's. */
  Optional<CompletionStage<HttpReply>> handle(HttpCall call) {
    boolean post = call.method().equals("POST");
    return switch (call.path()) {
      case "/control/halt/" -> Optional.of(post ? halt().thenApply(this::reply) : postOnly());
      case "/control/resume/" -> Optional.of(post ? resume().thenApply(this::reply) : postOnly());
      case "/truth/connections/" -> Optional.of(report().thenApply(this::reply));
      default -> Optional.empty();
    };
  }

  private CompletionStage<HttpReply> postOnly() {
    return exchange.submit(() -> HttpReply.json(405, "{\"error\":\"use POST\"}"));
  }

  private HttpReply reply(Object value) {
    try {
      return HttpReply.json(200, json.writeValueAsBytes(value));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
