package dev.orderflow.connect.bitstamp.continuity;

import dev.orderflow.connect.bitstamp.exchange.BookSnapshot;
import dev.orderflow.connect.bitstamp.exchange.OrderRow;
import dev.orderflow.connect.bitstamp.exchange.TradeRow;
import dev.orderflow.connect.bitstamp.exchange.TradeWindow;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The exchange's memory. Calls return at once; failed futures carry an {@link
 * dev.orderflow.connect.bitstamp.exchange.HttpProblem}.
 */
public interface History {

  /** Order events from {@code sinceId}, inclusive, to {@code untilId}, exclusive; maybe a part. */
  CompletableFuture<List<OrderRow>> orders(String market, String sinceId, String untilId);

  /** The trades within a window. */
  CompletableFuture<List<TradeRow>> trades(String market, TradeWindow window);

  /** Every resting order. */
  CompletableFuture<BookSnapshot> book(String market);
}
