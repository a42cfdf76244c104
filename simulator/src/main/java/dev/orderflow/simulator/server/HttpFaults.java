package dev.orderflow.simulator.server;

import dev.orderflow.simulator.exchange.OrderData;
import dev.orderflow.simulator.http.HttpReply;
import dev.orderflow.simulator.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The faults that wait for HTTP requests to the exchange. */
final class HttpFaults {
  private static final int THROTTLED = 429;

  private final List<ArmedFault> armed = new ArrayList<>();

  void arm(ArmedFault fault) {
    armed.add(fault);
  }

  void clear() {
    armed.forEach(ArmedFault::end);
  }

  /** How old the book of this request must be; empty for the present one. */
  Optional<Duration> staleness(HttpRequest request) {
    return take(request, FaultType.STALE_SNAPSHOT).map(fault -> Duration.ofMillis(fault.ageMillis));
  }

  /** Answers a request through the faults. */
  HttpReply answer(HttpRequest request, Supplier<HttpReply> exchange) {
    HttpReply reply =
        take(request, FaultType.HTTP_FAIL)
            .map(fail -> HttpReply.html(fail.statusOr(500), page("Error")))
            .or(
                () ->
                    take(request, FaultType.HTTP_THROTTLE)
                        .map(fault -> throttled(fault.statusOr(THROTTLED))))
            .or(() -> take(request, FaultType.NO_HISTORY).map(fault -> OrderData.noEvents()))
            .orElseGet(exchange);
    if (take(request, FaultType.ORDER_DATA_CUT).isPresent()) {
      reply = reply.cutInHalf();
    }
    Optional<Fault> slow = take(request, FaultType.HTTP_SLOW);
    return slow.isPresent() ? reply.delayed(slow.get().delay().toMillis()) : reply;
  }

  /** The reply above Bitstamp's limits. */
  static HttpReply throttled() {
    return throttled(THROTTLED);
  }

  private static HttpReply throttled(int status) {
    return HttpReply.error(status, "400.002", "Request rate limit exceeded.");
  }

  static String page(String text) {
    return "<html><body>" + text + "</body></html>";
  }

  private Optional<Fault> take(HttpRequest request, FaultType type) {
    Optional<Fault> taken =
        armed.stream()
            .filter(fault -> matches(fault.fault(), type, request) && fault.hit())
            .map(ArmedFault::fault)
            .findFirst();
    armed.removeIf(ArmedFault::isOver);
    return taken;
  }

  private static boolean matches(Fault fault, FaultType type, HttpRequest request) {
    String implied =
        switch (type) {
          case STALE_SNAPSHOT -> "/order_book/";
          case NO_HISTORY, ORDER_DATA_CUT -> "/order_data/";
          default -> "";
        };
    return fault.type == type
        && request.path().contains(implied)
        && request.path().contains(fault.path);
  }
}
