package dev.orderflow.simulator.server;

import dev.orderflow.simulator.venue.MarketRows;
import dev.orderflow.simulator.venue.Venue;
import java.util.Optional;

/** The venue's own HTTP API; on the exchange thread. */
final class VenueApi {
  private static final String NOT_FOUND =
      "<!DOCTYPE html><html><head><title>404</title></head><body>Page not found</body></html>";

  private final Optional<Venue> venue;

  VenueApi(Optional<Venue> venue) {
    this.venue = venue;
  }

  HttpReply handle(HttpCall call) {
    if (venue.isPresent() && call.path().equals("/api/v2/markets/")) {
      return HttpReply.json(200, MarketRows.body(venue.get().marketList()));
    }
    return HttpReply.html(404, NOT_FOUND);
  }
}
