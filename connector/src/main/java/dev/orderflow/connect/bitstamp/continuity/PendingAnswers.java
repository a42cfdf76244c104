package dev.orderflow.connect.bitstamp.continuity;

import dev.orderflow.connect.bitstamp.exchange.BookSnapshot;
import dev.orderflow.connect.bitstamp.exchange.ExchangeRequests;
import dev.orderflow.connect.bitstamp.exchange.FeedEvent;
import dev.orderflow.connect.bitstamp.exchange.HttpProblem;
import dev.orderflow.connect.bitstamp.exchange.HttpReply;
import dev.orderflow.connect.bitstamp.exchange.HttpRequest;
import dev.orderflow.connect.bitstamp.exchange.Lane;
import dev.orderflow.connect.bitstamp.exchange.OrderRow;
import dev.orderflow.connect.bitstamp.exchange.TradeRow;
import dev.orderflow.connect.bitstamp.exchange.TradeWindow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The exchange's memory, asked by requests whose answers come with the frames. */
final class PendingAnswers implements History {

  private final ExchangeRequests requests;
  private final Map<Long, CompletableFuture<HttpReply>> pending = new HashMap<>();

  PendingAnswers(ExchangeRequests requests) {
    this.requests = requests;
  }

  /** An answer came. */
  void answered(FeedEvent.Answer answer) {
    Optional.ofNullable(pending.remove(answer.requestId()))
        .ifPresent(asked -> complete(asked, answer.reply()));
  }

  private static void complete(CompletableFuture<HttpReply> asked, HttpReply reply) {
    if (reply instanceof HttpReply.Failed failed) {
      asked.completeExceptionally(
          new HttpProblem(failed.kind(), failed.code(), failed.detail(), failed.retryAfter()));
    } else {
      asked.complete(reply);
    }
  }

  private CompletableFuture<HttpReply> send(HttpRequest request, Lane lane) {
    CompletableFuture<HttpReply> asked = new CompletableFuture<>();
    pending.put(requests.send(request, lane), asked);
    return asked;
  }

  @Override
  public CompletableFuture<List<OrderRow>> orders(String market, String sinceId, String untilId) {
    return send(new HttpRequest.Orders(market, sinceId, Optional.of(untilId)), Lane.REPAIR)
        .thenApply(reply -> ((HttpReply.Orders) reply).rows());
  }

  @Override
  public CompletableFuture<List<TradeRow>> trades(String market, TradeWindow window) {
    return send(new HttpRequest.Trades(market, window), Lane.AUDIT)
        .thenApply(reply -> ((HttpReply.Trades) reply).rows());
  }

  @Override
  public CompletableFuture<BookSnapshot> book(String market) {
    return send(new HttpRequest.Book(market), Lane.SNAPSHOT)
        .thenApply(reply -> ((HttpReply.Book) reply).book());
  }
}
