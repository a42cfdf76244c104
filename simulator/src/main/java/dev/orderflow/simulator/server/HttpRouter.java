package dev.orderflow.simulator.server;

import dev.orderflow.simulator.http.HttpReply;
import dev.orderflow.simulator.http.HttpRequest;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Finds who answers a request: scripts' paths first, then the venue. */
final class HttpRouter {
  private final ControlApi control;
  private final TruthApi truth;
  private final Optional<VenueApi> venue;

  HttpRouter(ControlApi control, TruthApi truth, Optional<VenueApi> venue) {
    this.control = control;
    this.truth = truth;
    this.venue = venue;
  }

  /** Answers with a reply that may come later. */
  CompletableFuture<HttpReply> handle(HttpRequest request) {
    try {
      return route(request);
    } catch (RuntimeException failure) {
      return CompletableFuture.failedFuture(failure);
    }
  }

  private CompletableFuture<HttpReply> route(HttpRequest request) {
    String path = request.path();
    if (path.startsWith("/control/") || path.equals("/faults/")) {
      return control.handle(request);
    }
    HttpReply reply =
        path.startsWith("/truth/connections/")
            ? control.connections(request)
            : path.startsWith("/truth/")
                ? truth.handle(request)
                : venue
                    .map(api -> api.handle(request))
                    .orElseGet(() -> HttpReply.html(404, HttpFaults.page("Not found")));
    return CompletableFuture.completedFuture(reply);
  }
}
