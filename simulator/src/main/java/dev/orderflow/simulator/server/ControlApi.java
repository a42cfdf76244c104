package dev.orderflow.simulator.server;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What scripts may ask that no venue would answer: {@code /control/} and the counts. */
final class ControlApi {
  private final ExchangeThread exchange;
  private final Connections connections;
  private final JsonReplies replies;

  ControlApi(ExchangeThread exchange, Connections connections, JsonReplies replies) {
    this.exchange = exchange;
    this.connections = connections;
    this.replies = replies;
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
      case "/control/halt/" -> Optional.of(post ? halt().thenApply(replies::ok) : postOnly());
      case "/control/resume/" -> Optional.of(post ? resume().thenApply(replies::ok) : postOnly());
      case "/truth/connections/" -> Optional.of(report().thenApply(replies::ok));
      default -> Optional.empty();
    };
  }

  private CompletionStage<HttpReply> postOnly() {
    return exchange.submit(() -> replies.wrong(405, "use POST"));
  }
}
