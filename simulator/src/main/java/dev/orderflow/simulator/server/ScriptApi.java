package dev.orderflow.simulator.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.orderflow.simulator.exchange.BookView;
import dev.orderflow.simulator.exchange.ExchangeTruth;
import dev.orderflow.simulator.http.HttpReply;
import dev.orderflow.simulator.http.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What scripts may ask that no exchange would answer, under {@code /control/}, {@code /faults} and
 * {@code /truth/}: halts, faults, and what really happened. What a question has wrong is answered
 * with 400, what is not known (any more) with 404, each with an {@code error} that says it.
 */
final class ScriptApi {
  private static final long MAX_ROWS = 100_000;
  private static final String KNOWN_TRUTH =
      "known are /truth/connections, /truth/connections/ID/frames, /truth/markets, /truth/book,"
          + " /truth/order, /truth/orders, /truth/trades, /truth/candles";

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .build();

  private record Sent(long from, long next, List<Delivery> frames) {}

  private final ExchangeServer server;
  private final Optional<ExchangeTruth> truth;

  ScriptApi(ExchangeServer server, Optional<ExchangeTruth> truth) {
    this.server = server;
    this.truth = truth;
  }

  static boolean answers(String path) {
    return path.startsWith("/control/") || path.startsWith("/truth/") || path.equals("/faults/");
  }

  /** Answers a path that {@link #answers} knows, with a reply that may come later. */
  CompletableFuture<HttpReply> handle(HttpRequest request) {
    boolean post = request.method().equals("POST");
    if (post && request.path().equals("/control/halt/")) {
      return server.startHalt().thenApply(report -> reply(200, report));
    }
    return CompletableFuture.completedFuture(
        switch (request.parts()[0]) {
          case "truth" -> truth(request);
          case "faults" -> faults(request);
          default ->
              switch (request.path()) {
                case "/control/resume/" ->
                    post ? reply(200, server.resume()) : wrong(405, "use POST");
                case "/control/halt/" -> wrong(405, "use POST");
                default -> wrong(404, "known are /control/halt, /control/resume and /faults");
              };
        });
  }

  /** POST injects a fault, GET tells what became of all, DELETE ends them. */
  private HttpReply faults(HttpRequest request) {
    switch (request.method()) {
      case "POST" -> {
        try {
          return reply(200, server.faults().inject(Fault.ofJson(request.body())));
        } catch (IllegalArgumentException wrong) {
          return wrong(400, String.valueOf(wrong.getMessage()));
        }
      }
      case "DELETE" -> server.faults().clear();
      case "GET" -> {
        // All methods but POST end with what became of all.
      }
      default -> {
        return wrong(405, "use POST, GET or DELETE");
      }
    }
    return reply(200, server.faults().reports());
  }

  private HttpReply truth(HttpRequest request) {
    try {
      return reply(
          200,
          request.path().startsWith("/truth/connections/") ? sent(request) : happened(request));
    } catch (NoSuchElementException unknown) {
      return wrong(404, unknown.getMessage());
    } catch (IllegalArgumentException wrong) {
      return wrong(400, String.valueOf(wrong.getMessage()));
    }
  }

  /** {@code /truth/connections} and {@code /truth/connections/N/frames}. */
  private Object sent(HttpRequest request) {
    String[] parts = request.parts();
    if (parts.length == 2) {
      return server.report();
    }
    if (parts.length != 4 || !parts[3].equals("frames")) {
      throw new NoSuchElementException(KNOWN_TRUTH);
    }
    Connection connection = server.connections().byId((int) number("connection", parts[2]));
    long from = Math.max(optional(request, "from", 0), connection.log.first());
    List<Delivery> frames = connection.deliveries(from, limit(request), channel -> true);
    return new Sent(from, from + frames.size(), frames);
  }

  private Object happened(HttpRequest request) {
    ExchangeTruth known =
        truth.orElseThrow(
            () -> new NoSuchElementException("a replay has no truth but its connections"));
    if (request.path().equals("/truth/markets/")) {
      return known.markets();
    }
    String question = request.parts()[1];
    if (!List.of("book", "order", "orders", "trades", "candles").contains(question)) {
      throw new NoSuchElementException(KNOWN_TRUTH);
    }
    String market = required(request, "market");
    return switch (question) {
      case "book" ->
          book(request, market, known)
              .orElseThrow(
                  () -> new NoSuchElementException("the history does not reach back that far"));
      case "order" -> known.orderLife(market, number("id", required(request, "id")));
      case "orders" ->
          known.orderEvents(market, request.query("since"), request.query("until"), limit(request));
      case "trades" ->
          known.trades(
              market, optional(request, "from", 0), optional(request, "to", Long.MAX_VALUE));
      default -> known.candles(market, optional(request, "step", 60));
    };
  }

  private static Optional<BookView> book(HttpRequest request, String market, ExchangeTruth truth) {
    Optional<String> eventId = request.query("event_id");
    return eventId.isPresent()
        ? truth.bookAfter(market, eventId.get())
        : truth.bookAt(market, optional(request, "microtimestamp", Long.MAX_VALUE));
  }

  private static String required(HttpRequest request, String name) {
    return request
        .query(name)
        .orElseThrow(() -> new IllegalArgumentException("parameter '" + name + "' is missing"));
  }

  private static long optional(HttpRequest request, String name, long otherwise) {
    return request.query(name).map(text -> number(name, text)).orElse(otherwise);
  }

  private static long limit(HttpRequest request) {
    return Math.min(MAX_ROWS, optional(request, "limit", 10_000));
  }

  private static long number(String name, String text) {
    if (!text.matches("\\d{1,18}")) {
      throw new IllegalArgumentException("'" + name + "' must be a whole number: " + text);
    }
    return Long.parseLong(text);
  }

  private HttpReply wrong(int status, String message) {
    return reply(status, Map.of("error", message));
  }

  private HttpReply reply(int status, Object value) {
    try {
      return HttpReply.json(status, JSON.writeValueAsBytes(value));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
