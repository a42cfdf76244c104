package dev.orderflow.simulator.server;

import dev.orderflow.simulator.fault.Fault;
import dev.orderflow.simulator.fault.FaultType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The faults that wait for HTTP requests to the venue. Owned by the exchange thread. */
final class HttpFaults {
  private static final int THROTTLED = 429;

  private final List<ArmedFault> armed = new ArrayList<>();

  void arm(ArmedFault fault) {
    armed.add(fault);
  }

  void clear() {
    armed.forEach(ArmedFault::disarm);
    armed.clear();
  }

  /** How old the book of this request must be, microseconds; empty for the present one. */
  Optional<Long> staleMicros(HttpCall call) {
    return take(call, FaultType.STALE_SNAPSHOT).map(fault -> fault.age().toNanos() / 1000);
  }

  /** Answers a request through the faults. */
  HttpReply answer(HttpCall call, Supplier<HttpReply> venue) {
    Optional<Fault> fail = take(call, FaultType.HTTP_FAIL);
    Optional<Fault> throttle = take(call, FaultType.HTTP_THROTTLE);
    HttpReply reply;
    if (fail.isPresent()) {
      reply = HttpReply.html(fail.get().status().orElse(500), "<html><body>Error</body></html>");
    } else if (throttle.isPresent()) {
      reply = throttled(throttle.get().status().orElse(THROTTLED));
    } else if (take(call, FaultType.NO_HISTORY).isPresent()) {
      reply = HttpReply.error(404, "404.008", "No events found.");
    } else {
      reply = venue.get();
    }
    if (take(call, FaultType.ORDER_DATA_CUT).isPresent()) {
      reply = reply.cutAt(reply.body().length / 2);
    }
    Optional<Fault> slow = take(call, FaultType.HTTP_SLOW);
    return slow.isPresent() ? reply.delayed(slow.get().delay().toMillis()) : reply;
  }

  /** The reply above the venue's limits. */
  static HttpReply throttled(int status) {
    return HttpReply.error(status, "400.002", "Request rate limit exceeded.");
  }

  private Optional<Fault> take(HttpCall call, FaultType type) {
    long now = System.nanoTime();
    for (ArmedFault fault : List.copyOf(armed)) {
      if (fault.over(now)) {
        disarm(fault);
      } else if (fault.fault().type() == type && matches(fault.fault(), call) && fault.hits()) {
        if (fault.over(now)) {
          disarm(fault);
        }
        return Optional.of(fault.fault());
      }
    }
    return Optional.empty();
  }

  private void disarm(ArmedFault fault) {
    armed.remove(fault);
    fault.disarm();
  }

  private static boolean matches(Fault fault, HttpCall call) {
    String implied =
        switch (fault.type()) {
          case STALE_SNAPSHOT -> "/order_book/";
          case NO_HISTORY, ORDER_DATA_CUT -> "/order_data/";
          default -> "";
        };
    return call.path().contains(implied) && call.path().contains(fault.path().orElse(""));
  }
}
