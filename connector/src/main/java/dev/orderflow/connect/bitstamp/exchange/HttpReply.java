package dev.orderflow.connect.bitstamp.exchange;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/** What came of a request. */
public sealed interface HttpReply {

  /**
   * Order events, in the reply's order; maybe only the first of them.
   *
   * @param rows the events
   * @param transfer how it came
   */
  record Orders(List<OrderRow> rows, Transfer transfer) implements HttpReply {
    /** Keeps a copy. */
    public Orders {
      rows = List.copyOf(rows);
    }
  }

  /**
   * Trades, in the reply's order.
   *
   * @param rows the trades
   * @param transfer how it came
   */
  record Trades(List<TradeRow> rows, Transfer transfer) implements HttpReply {
    /** Keeps a copy. */
    public Trades {
      rows = List.copyOf(rows);
    }
  }

  /**
   * An order book.
   *
   * @param book the book
   * @param transfer how it came
   */
  record Book(BookSnapshot book, Transfer transfer) implements HttpReply {}

  /**
   * No usable answer.
   *
   * @param kind what to do about it
   * @param code the exchange's code, such as {@code 404.008}; empty when it gave none
   * @param detail what happened, for people
   * @param retryAfter how long the exchange wants not to be asked; zero when it does not say
   */
  record Failed(HttpProblem.Kind kind, String code, String detail, Duration retryAfter)
      implements HttpReply {}

  /**
   * How a reply came.
   *
   * @param exchangeMicros when the exchange says that it answered, its header {@code Date},
   *     microseconds since the epoch in whole seconds; empty when it does not say
   * @param roundTrip from sending to the last byte
   * @param bytes size of the body
   */
  record Transfer(OptionalLong exchangeMicros, Duration roundTrip, int bytes) {
    /** Of a reply about which nothing is known. */
    public static final Transfer UNKNOWN = new Transfer(OptionalLong.empty(), Duration.ZERO, 0);
  }
}
