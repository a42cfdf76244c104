package dev.orderflow.connect.bitstamp.exchange;

/**
 * Where continuity asks the exchange's HTTP API.
 *
 * <p>Every request is answered exactly once, by a {@link FeedEvent.Answer} with its number that
 * comes in order with the frames; a deadline that passes, also while the request waits for its
 * turn, is an answer too.
 */
@FunctionalInterface
public interface ExchangeRequests {

  /**
   * Sends a request once its lane and the exchange's limits allow. Returns at once.
   *
   * @return the request's number, larger than those before
   */
  long send(HttpRequest request, Lane lane);
}
