package dev.orderflow.simulator.exchange;

import dev.orderflow.simulator.http.HttpReply;
import dev.orderflow.simulator.http.HttpRequest;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * {@code POST /api/v2/order_data/}: past order events by event id, oldest first.
 *
 * <p>Bitstamp documents the error codes; the rest is the best reading of its documentation: {@code
 * since_id} is included, {@code until_id} is not, a reply holds a bounded number of rows.
 */
public final class OrderData {
  private static final String ORDER_BOOK = "orderbook";

  private final Exchange exchange;
  private final int maxRows;

  /**
   * Creates the endpoint.
   *
   * @param maxRows rows in one reply at most
   */
  public OrderData(Exchange exchange, int maxRows) {
    this.exchange = exchange;
    this.maxRows = maxRows;
  }

  /** Answers the form {@code market}, {@code order_source}, {@code since_id}, {@code until_id}. */
  public HttpReply answer(HttpRequest request) {
    Optional<String> source = request.form("order_source");
    if (source.isEmpty()) {
      return HttpReply.error(400, "400.078", "Missing order_source.");
    }
    if (request.form("market").isEmpty()) {
      return HttpReply.error(400, "400.079", "Missing market.");
    }
    if (!source.get().equals(ORDER_BOOK) && !source.get().equals("stop_order")) {
      return HttpReply.error(400, "400.080", "Malformed order_source.");
    }
    Optional<EventId> since = request.form("since_id").flatMap(EventId::parse);
    if (request.form("since_id").isPresent() && since.isEmpty()) {
      return HttpReply.error(400, "400.081", "Malformed since_id.");
    }
    Optional<EventId> until = request.form("until_id").flatMap(EventId::parse);
    if (request.form("until_id").isPresent() && until.isEmpty()) {
      return HttpReply.error(400, "400.082", "Malformed until_id.");
    }
    Optional<ExchangeMarket> market = find(request.form("market").get());
    if (market.isEmpty()) {
      return HttpReply.error(404, "404.007", "Market not found.");
    }
    int code = market.get().market.eventIdCode();
    if (either(since, until, id -> id.marketCode() != code)) {
      return HttpReply.error(400, "400.083", "Event ID does not match requested market.");
    }
    if (either(since, until, id -> id.source() != EventId.ORDER_BOOK_SOURCE)) {
      return HttpReply.error(400, "400.084", "Event ID does not match requested order source.");
    }
    if (since.isPresent() && until.isPresent() && until.get().compareTo(since.get()) <= 0) {
      return HttpReply.error(400, "400.085", "until_id must be greater than since_id.");
    }
    return source.get().equals(ORDER_BOOK) ? rows(market.get(), since, until) : noEvents();
  }

  private HttpReply rows(ExchangeMarket market, Optional<EventId> since, Optional<EventId> until) {
    EventLog<OrderEvent> log = market.orders;
    long from = since.map(id -> firstFrom(log, id)).orElse(log.first());
    long to = until.map(id -> firstFrom(log, id)).orElse(log.end());
    boolean forgotten =
        since.isPresent()
            && log.first() > 0
            && since.get().compareTo(log.get(log.first()).id()) < 0;
    if (forgotten || from >= to) {
      return noEvents();
    }
    StringBuilder out = new StringBuilder("[");
    for (long at = from; at < Math.min(to, from + maxRows); at++) {
      out.append(at == from ? "" : ", ");
      market.text.orderRow(out, log.get(at));
    }
    return HttpReply.json(200, out.append(']'));
  }

  private static long firstFrom(EventLog<OrderEvent> log, EventId id) {
    return log.firstThat(event -> event.id().compareTo(id) >= 0);
  }

  private Optional<ExchangeMarket> find(String nameOrSymbol) {
    return exchange.markets().stream()
        .filter(
            market ->
                market.market.name().equalsIgnoreCase(nameOrSymbol)
                    || market.market.symbol().equalsIgnoreCase(nameOrSymbol))
        .findFirst();
  }

  /** The reply for a range without events, or with forgotten ones. */
  public static HttpReply noEvents() {
    return HttpReply.error(404, "404.008", "No events found.");
  }

  private static boolean either(
      Optional<EventId> since, Optional<EventId> until, Predicate<EventId> wrong) {
    return since.filter(wrong).isPresent() || until.filter(wrong).isPresent();
  }
}
