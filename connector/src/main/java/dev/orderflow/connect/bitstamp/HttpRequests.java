package dev.orderflow.connect.bitstamp;

import dev.orderflow.connect.bitstamp.continuity.MicroClock;
import dev.orderflow.connect.bitstamp.exchange.BitstampHttp;
import dev.orderflow.connect.bitstamp.exchange.ExchangeRequests;
import dev.orderflow.connect.bitstamp.exchange.FeedEvent;
import dev.orderflow.connect.bitstamp.exchange.FeedEventQueue;
import dev.orderflow.connect.bitstamp.exchange.HttpProblem;
import dev.orderflow.connect.bitstamp.exchange.HttpReply;
import dev.orderflow.connect.bitstamp.exchange.HttpRequest;
import dev.orderflow.connect.bitstamp.exchange.Lane;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** Sends requests over HTTP and enqueues their answers, behind the frames. */
final class HttpRequests implements ExchangeRequests {

  private final BitstampHttp http;
  private final FeedEventQueue queue;
  private final MicroClock clock;
  private final AtomicLong numbers = new AtomicLong();

  HttpRequests(BitstampHttp http, FeedEventQueue queue, MicroClock clock) {
    this.http = http;
    this.queue = queue;
    this.clock = clock;
  }

  @Override
  public long send(HttpRequest request, Lane lane) {
    long number = numbers.incrementAndGet();
    reply(request)
        .exceptionally(HttpRequests::failed)
        .thenAccept(reply -> queue.enqueue(new FeedEvent.Answer(number, clock.micros(), reply)));
    return number;
  }

  private CompletableFuture<HttpReply> reply(HttpRequest request) {
    if (request instanceof HttpRequest.Orders orders) {
      return http.orders(orders.market(), orders.sinceId(), orders.untilId().orElse(""))
          .thenApply(rows -> new HttpReply.Orders(rows, HttpReply.Transfer.UNKNOWN));
    }
    if (request instanceof HttpRequest.Trades trades) {
      return http.trades(trades.market(), trades.window())
          .thenApply(rows -> new HttpReply.Trades(rows, HttpReply.Transfer.UNKNOWN));
    }
    return http.book(request.market())
        .thenApply(book -> new HttpReply.Book(book, HttpReply.Transfer.UNKNOWN));
  }

  private static HttpReply failed(Throwable thrown) {
    Throwable cause = thrown.getCause() == null ? thrown : thrown.getCause();
    String detail = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return cause instanceof HttpProblem problem
        ? new HttpReply.Failed(problem.kind(), "", detail, problem.retryAfter())
        : new HttpReply.Failed(HttpProblem.Kind.UNREADABLE, "", detail, Duration.ZERO);
  }
}
