package dev.orderflow.connect.bitstamp.continuity;

import dev.orderflow.connect.bitstamp.exchange.BookSnapshot;
import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.exchange.ChannelKind;
import dev.orderflow.connect.bitstamp.exchange.Execution;
import dev.orderflow.connect.bitstamp.exchange.FeedEvent;
import dev.orderflow.connect.bitstamp.exchange.HttpProblem;
import dev.orderflow.connect.bitstamp.exchange.HttpReply;
import dev.orderflow.connect.bitstamp.exchange.HttpRequest;
import dev.orderflow.connect.bitstamp.exchange.Lane;
import dev.orderflow.connect.bitstamp.exchange.Message;
import dev.orderflow.connect.bitstamp.exchange.OrderRow;
import dev.orderflow.connect.bitstamp.exchange.TradeRow;
import dev.orderflow.connect.bitstamp.exchange.TradeWindow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** An exchange whose whole truth the tests know, with a history that can be told to misbehave. */
final class ScriptedExchange {

  static final Channel ORDERS = new Channel(ChannelKind.LIVE_ORDERS, "btcusd");
  static final Channel TRADES = new Channel(ChannelKind.LIVE_TRADES, "btcusd");

  private static final String TAIL = "000020";

  final List<Message.Data> orders = new ArrayList<>();
  final List<Message.Data> trades = new ArrayList<>();
  private final Random random;
  private final List<FeedEvent> answers = new ArrayList<>();
  private long requests;
  private String lastEventId = "00065aad-a8b2-0000-0000-000100" + TAIL;
  private int counter;
  private long tradeId = 600_000_000;

  /** Microseconds since the epoch. */
  long micros = 1_788_551_766_000_000L;

  int pageSize = 1_000;
  int forgottenBefore;

  /** How far the book is behind the stream. */
  long bookLagMicros;

  int booksAsked;
  int tradesAsked;
  BooleanSupplier callFails = () -> false;
  BooleanSupplier skipsARow = () -> false;

  /** Which trades the list shows. */
  Predicate<Message.Data> lists = trade -> true;

  /** What the list of order events lacks. */
  Predicate<Message.Data> hides = order -> false;

  int ordersAsked;

  /** Whether the list of order events begins behind the event that is asked from. */
  boolean sinceIsExclusive;

  /** Whether it refuses to list order events from an id on that no event has. */
  boolean knowsOnlyEvents;

  ScriptedExchange(long seed) {
    random = new Random(seed);
  }

  Message.Data nextOrder() {
    micros += random.nextInt(4) * 1_000L;
    return next("order_created", orders.size() + 1L, Optional.empty());
  }

  /** An order that rested sells one for one. */
  Message.Data nextFill(long order) {
    micros += random.nextInt(4) * 1_000L;
    return nextFillAtOnce(order);
  }

  /** The same at the time of the last event. */
  Message.Data nextFillAtOnce(long order) {
    Execution fill = new Execution("1.0", "1.00", 1, Message.Data.NONE, order);
    return next("order_deleted", order, Optional.of(fill));
  }

  /** The trade of such a fill. */
  Message.Data nextTradeOf(long order) {
    tradeId += 1 + random.nextInt(5);
    Execution execution = new Execution("1", "1", 0, 1_000_000 + order, order);
    Message.Data trade =
        new Message.Data(TRADES, "trade", micros, "", "", tradeId, "", Optional.of(execution));
    trades.add(trade);
    return trade;
  }

  private Message.Data next(String event, long orderId, Optional<Execution> execution) {
    counter = (counter + 1) & 3;
    long sub = orders.isEmpty() || last().microtimestamp() != micros ? 0 : sub(last()) + 1;
    String id = id(micros, sub, counter);
    Message.Data order =
        new Message.Data(ORDERS, event, micros, id, lastEventId, orderId, "orderbook", execution);
    lastEventId = id;
    orders.add(order);
    return order;
  }

  /** The next order names a predecessor that never was, and the counter starts anew. */
  void restartChain() {
    lastEventId = id(micros + 7, 0, 0).replaceFirst("-0001", "-0000");
    counter = random.nextInt(4);
  }

  /** The next trades have ids again that were given before. */
  void restartTradeIds() {
    tradeId = 600_000_000;
  }

  /** The next trades have ids that were never given, lower than those before. */
  void lowerTradeIds() {
    tradeId = 500_000_000;
  }

  Message.Data nextTrade() {
    micros += random.nextInt(4) * 1_000L;
    tradeId += 1 + random.nextInt(5);
    Message.Data trade = new Message.Data(TRADES, "trade", micros, "", "", tradeId);
    trades.add(trade);
    return trade;
  }

  static FeedEvent.Frame frame(Message.Data data, long session) {
    return new FeedEvent.Frame(session, data.microtimestamp() + 5, data, "frame", 500);
  }

  private Message.Data last() {
    return orders.get(orders.size() - 1);
  }

  private static long sub(Message.Data data) {
    return Long.parseLong(data.eventId().substring(19, 23), 16);
  }

  private static String id(long micros, long sub, int counter) {
    String time = String.format("%016x", micros);
    return time.substring(0, 8)
        + "-"
        + time.substring(8, 12)
        + "-"
        + time.substring(12)
        + String.format("-%04x-00010%d", sub, counter)
        + TAIL;
  }

  /** Answers a request; {@link #answers} gives the answer. */
  long send(HttpRequest request, Lane lane) {
    HttpReply reply;
    if (request instanceof HttpRequest.Orders asked) {
      reply = orders(asked.sinceId(), asked.untilId().orElse("~"));
    } else if (request instanceof HttpRequest.Trades asked) {
      reply = trades(asked.window());
    } else {
      reply = book();
    }
    answers.add(new FeedEvent.Answer(++requests, micros, reply));
    return requests;
  }

  /** The answers that were not taken yet. */
  List<FeedEvent> answers() {
    List<FeedEvent> taken = List.copyOf(answers);
    answers.clear();
    return taken;
  }

  private HttpReply orders(String sinceId, String untilId) {
    ordersAsked++;
    if (callFails.getAsBoolean()) {
      return failed(HttpProblem.Kind.UNAVAILABLE, "");
    }
    if (knowsOnlyEvents && orders.stream().noneMatch(order -> order.eventId().equals(sinceId))) {
      return failed(HttpProblem.Kind.REFUSED, "400.081");
    }
    List<OrderRow> rows = new ArrayList<>();
    for (Message.Data order : orders.subList(forgottenBefore, orders.size())) {
      if (order.eventId().compareTo(sinceId) >= (sinceIsExclusive ? 1 : 0)
          && order.eventId().compareTo(untilId) < 0
          && rows.size() < pageSize
          && !hides.test(order)
          && !(rows.size() > 0 && skipsARow.getAsBoolean())) {
        rows.add(
            new OrderRow(
                order.eventId(),
                order.event(),
                order.orderSource(),
                order.id(),
                order.microtimestamp(),
                "{}"));
      }
    }
    Collections.shuffle(rows, random);
    return rows.isEmpty()
        ? failed(HttpProblem.Kind.REFUSED, "404.008")
        : new HttpReply.Orders(rows, transfer());
  }

  private HttpReply trades(TradeWindow window) {
    tradesAsked++;
    if (callFails.getAsBoolean()) {
      return failed(HttpProblem.Kind.THROTTLED, "");
    }
    long from = micros - window.length().toNanos() / 1_000;
    List<TradeRow> rows = new ArrayList<>();
    for (Message.Data trade : trades) {
      if (trade.microtimestamp() >= from && lists.test(trade)) {
        long seconds = trade.microtimestamp() / 1_000_000 * 1_000_000;
        rows.add(0, new TradeRow(trade.id(), seconds, false, "1", "1", 0));
      }
    }
    return new HttpReply.Trades(rows, transfer());
  }

  private HttpReply book() {
    booksAsked++;
    return callFails.getAsBoolean()
        ? failed(HttpProblem.Kind.UNAVAILABLE, "")
        : new HttpReply.Book(
            new BookSnapshot(micros - bookLagMicros, List.of(), List.of()), transfer());
  }

  private HttpReply.Transfer transfer() {
    return new HttpReply.Transfer(
        OptionalLong.of(micros / 1_000_000 * 1_000_000), Duration.ZERO, 0);
  }

  private static HttpReply failed(HttpProblem.Kind kind, String code) {
    return new HttpReply.Failed(kind, code, "test: " + kind, Duration.ZERO);
  }
}
