package dev.orderflow.simulator.venue;

import java.util.Optional;
import java.util.function.Predicate;

/**
 * {@code POST /api/v2/order_data/}: past order events by event id, oldest first.
 *
 * <p>The venue documents the error codes; the rest is the best reading of its documentation: {@code
 * since_id} is included, {@code until_id} is not, a reply holds a bounded number of rows.
 */
public final class OrderData {
  private static final String NO_EVENTS = "404.008";

  private final Venue venue;
  private final int maxRows;

  /**
   * Creates the endpoint.
   *
   * @param maxRows rows in one reply at most
   */
  public OrderData(Venue venue, int maxRows) {
    this.venue = venue;
    this.maxRows = maxRows;
  }

  /**
   * The form of a request.
   *
   * @param market name or symbol
   * @param orderSource {@code orderbook} or {@code stop_order}
   * @param sinceId first event wanted
   * @param untilId first event not wanted any more
   */
  public record Query(
      Optional<String> market,
      Optional<String> orderSource,
      Optional<String> sinceId,
      Optional<String> untilId) {}

  /** Answers a request. */
  public VenueReply answer(Query query) {
    if (query.orderSource().isEmpty()) {
      return VenueReply.error(400, "400.078", "Missing order_source.");
    }
    if (query.market().isEmpty()) {
      return VenueReply.error(400, "400.079", "Missing market.");
    }
    String source = query.orderSource().get();
    if (!source.equals("orderbook") && !source.equals("stop_order")) {
      return VenueReply.error(400, "400.080", "Malformed order_source.");
    }
    Optional<EventId> since = query.sinceId().flatMap(EventId::parse);
    if (query.sinceId().isPresent() && since.isEmpty()) {
      return VenueReply.error(400, "400.081", "Malformed since_id.");
    }
    Optional<EventId> until = query.untilId().flatMap(EventId::parse);
    if (query.untilId().isPresent() && until.isEmpty()) {
      return VenueReply.error(400, "400.082", "Malformed until_id.");
    }
    Optional<VenueMarket> market = find(query.market().get());
    if (market.isEmpty()) {
      return VenueReply.error(404, "404.007", "Market not found.");
    }
    int code = market.get().market().eventIdCode();
    if (!matches(since, id -> id.marketCode() == code)
        || !matches(until, id -> id.marketCode() == code)) {
      return VenueReply.error(400, "400.083", "Event ID does not match requested market.");
    }
    if (!matches(since, id -> id.source() == EventId.ORDER_BOOK_SOURCE)
        || !matches(until, id -> id.source() == EventId.ORDER_BOOK_SOURCE)) {
      return VenueReply.error(400, "400.084", "Event ID does not match requested order source.");
    }
    if (since.isPresent() && until.isPresent() && until.get().compareTo(since.get()) <= 0) {
      return VenueReply.error(400, "400.085", "until_id must be greater than since_id.");
    }
    return source.equals("orderbook") ? rows(market.get(), since, until) : noEvents();
  }

  private VenueReply rows(VenueMarket market, Optional<EventId> since, Optional<EventId> until) {
    OrderEventLog log = market.orders();
    boolean forgotten =
        since.isPresent() && log.first() > 0 && since.get().compareTo(log.id(log.first())) < 0;
    if (forgotten) {
      return noEvents();
    }
    long row = since.map(log::firstFrom).orElse(log.first());
    AsciiBuffer out = new AsciiBuffer().put('[');
    int rows = 0;
    while (row < log.end() && rows < maxRows) {
      if (until.isPresent() && log.id(row).compareTo(until.get()) >= 0) {
        break;
      }
      out.text(rows++ == 0 ? "" : ", ");
      market.text().orderRow(out, log, row++);
    }
    return rows == 0 ? noEvents() : VenueReply.ok(out.put(']'));
  }

  private Optional<VenueMarket> find(String nameOrSymbol) {
    return venue.markets().stream()
        .filter(
            market ->
                market.market().name().equalsIgnoreCase(nameOrSymbol)
                    || market.market().symbol().equalsIgnoreCase(nameOrSymbol))
        .findFirst();
  }

  /** The reply for a range without events, or with forgotten ones. */
  public static VenueReply noEvents() {
    return VenueReply.error(404, NO_EVENTS, "No events found.");
  }

  private static boolean matches(Optional<EventId> id, Predicate<EventId> test) {
    return id.isEmpty() || test.test(id.get());
  }
}
