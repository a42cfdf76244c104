package dev.orderflow.simulator.server;

import dev.orderflow.simulator.fault.Fault;
import dev.orderflow.simulator.http.HttpReply;
import dev.orderflow.simulator.http.HttpRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** What scripts may ask that no venue would answer: halts, faults, and what was sent. */
final class ControlApi {
  private final Exchange exchange;
  private final Connections connections;
  private final Faults faults;
  private final JsonReplies replies;

  ControlApi(Exchange exchange, Connections connections, Faults faults, JsonReplies replies) {
    this.exchange = exchange;
    this.connections = connections;
    this.faults = faults;
    this.replies = replies;
  }

  /** {@code /control/} and {@code /faults}. */
  CompletableFuture<HttpReply> handle(HttpRequest request) {
    boolean post = request.method().equals("POST");
    if (post && request.path().equals("/control/halt/")) {
      return exchange.startHalt().thenApply(replies::ok);
    }
    return CompletableFuture.completedFuture(
        switch (request.path()) {
          case "/control/halt/" -> replies.wrong(405, "use POST");
          case "/control/resume/" ->
              post ? replies.ok(exchange.resumeNow()) : replies.wrong(405, "use POST");
          case "/faults/" -> faults(request);
          default -> replies.wrong(404, "known are /control/halt, /control/resume and /faults");
        });
  }

  /** POST injects a fault, GET tells what became of all, DELETE ends them. */
  private HttpReply faults(HttpRequest request) {
    return switch (request.method()) {
      case "POST" -> replies.answer(() -> faults.inject(Fault.ofJson(request.body())));
      case "GET" -> replies.ok(faults.reports());
      case "DELETE" -> {
        faults.clear();
        yield replies.ok(faults.reports());
      }
      default -> replies.wrong(405, "use POST, GET or DELETE");
    };
  }

  /** {@code /truth/connections} and {@code /truth/connections/N/frames}. */
  HttpReply connections(HttpRequest request) {
    String[] parts = request.parts();
    if (parts.length == 2) {
      return replies.ok(exchange.report());
    }
    if (parts.length != 4 || !parts[3].equals("frames")) {
      return replies.wrong(404, TruthApi.KNOWN);
    }
    return replies.answer(
        () -> {
          Connection connection = connections.byId((int) Parameters.number("connection", parts[2]));
          long from = Math.max(Parameters.optional(request, "from", 0), connection.log().first());
          List<Delivery> frames =
              connection.deliveries(from, Parameters.limit(request), channel -> true);
          Map<String, Object> body = new LinkedHashMap<>();
          body.put("from", from);
          body.put("next", from + frames.size());
          body.put("frames", frames);
          return body;
        });
  }
}
