package dev.orderflow.connect.bitstamp;

import dev.orderflow.connect.bitstamp.continuity.History;
import dev.orderflow.connect.bitstamp.exchange.BitstampHttp;
import dev.orderflow.connect.bitstamp.exchange.BookSnapshot;
import dev.orderflow.connect.bitstamp.exchange.OrderRow;
import dev.orderflow.connect.bitstamp.exchange.TradeRow;
import dev.orderflow.connect.bitstamp.exchange.TradeWindow;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The exchange's memory as continuity wants it, over HTTP. */
record ExchangeHistory(BitstampHttp http) implements History {

  @Override
  public CompletableFuture<List<OrderRow>> orders(String market, String sinceId, String untilId) {
    return http.orders(market, sinceId, untilId);
  }

  @Override
  public CompletableFuture<List<TradeRow>> trades(String market, TradeWindow window) {
    return http.trades(market, window);
  }

  @Override
  public CompletableFuture<BookSnapshot> book(String market) {
    return http.book(market);
  }
}
