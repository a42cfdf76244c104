package dev.orderflow.simulator.server;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Finds who answers a request: scripts' paths first, then the venue. */
final class ExchangeRouter implements HttpRouter {
  private final ExchangeThread exchange;
  private final ControlApi control;
  private final FaultApi faults;
  private final TruthApi truth;
  private final Optional<VenueApi> venue;

  ExchangeRouter(
      ExchangeThread exchange,
      ControlApi control,
      FaultApi faults,
      TruthApi truth,
      Optional<VenueApi> venue) {
    this.exchange = exchange;
    this.control = control;
    this.faults = faults;
    this.truth = truth;
    this.venue = venue;
  }

  @Override
  public CompletionStage<HttpReply> handle(HttpCall call) {
    Optional<CompletionStage<HttpReply>> answered = control.handle(call);
    return answered.isPresent() ? answered.get() : exchange.submit(() -> answer(call));
  }

  private HttpReply answer(HttpCall call) {
    return faults
        .handle(call)
        .or(() -> truth.handle(call))
        .or(() -> venue.map(api -> api.handle(call)))
        .orElseGet(() -> HttpReply.html(404, "<html><body>Not found</body></html>"));
  }
}
