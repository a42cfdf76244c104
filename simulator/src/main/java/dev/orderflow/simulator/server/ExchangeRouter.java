package dev.orderflow.simulator.server;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Finds who answers a request. */
final class ExchangeRouter implements HttpRouter {
  private final ExchangeThread exchange;
  private final ControlApi control;
  private final VenueApi venue;

  ExchangeRouter(ExchangeThread exchange, ControlApi control, VenueApi venue) {
    this.exchange = exchange;
    this.control = control;
    this.venue = venue;
  }

  @Override
  public CompletionStage<HttpReply> handle(HttpCall call) {
    Optional<CompletionStage<HttpReply>> answered = control.handle(call);
    return answered.isPresent() ? answered.get() : exchange.submit(() -> venue.handle(call));
  }
}
