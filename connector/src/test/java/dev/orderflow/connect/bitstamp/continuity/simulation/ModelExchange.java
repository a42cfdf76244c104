package dev.orderflow.connect.bitstamp.continuity.simulation;

import dev.orderflow.connect.bitstamp.exchange.BookSnapshot;
import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.exchange.ChannelKind;
import dev.orderflow.connect.bitstamp.exchange.Execution;
import dev.orderflow.connect.bitstamp.exchange.HttpProblem;
import dev.orderflow.connect.bitstamp.exchange.HttpReply;
import dev.orderflow.connect.bitstamp.exchange.HttpRequest;
import dev.orderflow.connect.bitstamp.exchange.Message;
import dev.orderflow.connect.bitstamp.exchange.OrderRow;
import dev.orderflow.connect.bitstamp.exchange.TradeRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/** One market of an exchange whose whole truth is known, and its HTTP API with its weaknesses. */
final class ModelExchange {

  static final Channel ORDERS = new Channel(ChannelKind.LIVE_ORDERS, "btcusd");
  static final Channel TRADES = new Channel(ChannelKind.LIVE_TRADES, "btcusd");

  private static final int CUT_TO = 8;
  private static final long SECOND = 1_000_000;

  /**
   * An event that the exchange published.
   *
   * @param data what it says
   * @param at when
   * @param listedAt from when on the HTTP API lists it
   * @param listed whether it ever does
   */
  record Published(Message.Data data, long at, long listedAt, boolean listed) {}

  final List<Published> orders = new ArrayList<>();
  final List<Published> trades = new ArrayList<>();
  private final Map<String, Integer> orderIndex = new HashMap<>();
  private final Map<Long, Integer> tradeIndex = new HashMap<>();

  private final Plan plan;
  private final Random random;
  private final Map<String, HttpReply> edge = new HashMap<>();
  private final Map<String, Long> edgeAt = new HashMap<>();

  long now = 1_788_551_766_000_000L;
  private long tradeId = 600_000_000;
  private long orderId = 2_046_839_000_000_000L;
  private int counter;
  private long lastStamp;
  private int sub;
  private String lastId = "";
  private String lastOtherId = "";
  private final List<Long> resting = new ArrayList<>();

  long lag;
  double errors;
  boolean throttled;
  long cachedForMicros;
  boolean cutting;
  double lateRows;
  private final Random lateness;
  private int lateOrders;
  private long lateOrdersUntil;
  int forgottenBefore;

  ModelExchange(Plan plan, Random random) {
    this.plan = plan;
    this.random = random;
    lateness = new Random(plan.seed());
  }

  /** What happens next on the market: some order events, and now and then a trade of them. */
  List<Message.Data> happen() {
    List<Message.Data> events = new ArrayList<>();
    if (random.nextInt(100) < plan.tradesPerHundred() && !resting.isEmpty()) {
      trade(events);
    } else if (resting.size() > 20 || random.nextInt(3) == 0 && !resting.isEmpty()) {
      long id = resting.remove(random.nextInt(resting.size()));
      events.add(order("order_deleted", id, "79000.10", Optional.empty()));
    } else {
      resting.add(++orderId);
      events.add(order("order_created", orderId, "79000.10", Optional.empty()));
    }
    boolean inside = plan.assumes(Assumption.OTHER_SOURCE_INSIDE);
    boolean beside =
        plan.assumes(Assumption.OTHER_SOURCE_BESIDE)
            || plan.assumes(Assumption.OTHER_SOURCE_LISTED);
    if ((inside || beside) && random.nextInt(10) == 0) {
      events.add(otherSource(inside));
    }
    return events;
  }

  private void trade(List<Message.Data> events) {
    long maker = resting.remove(random.nextInt(resting.size()));
    long taker = ++orderId;
    String price = "79" + (100 + random.nextInt(900)) + ".5";
    String amount = "0." + (1_000 + random.nextInt(9_000));
    boolean takerBuys = random.nextBoolean();
    if (!plan.assumes(Assumption.NO_TAKER_EVENT)) {
      events.add(order("order_created", taker, price, Optional.empty()));
      events.add(order("order_deleted", taker, price, fill(price, amount, takerBuys, taker)));
    }
    if (!plan.assumes(Assumption.NO_MAKER_EVENT)) {
      events.add(order("order_deleted", maker, price, fill(price, amount, !takerBuys, maker)));
    }
    if (plan.assumes(Assumption.FILL_WITHOUT_TRADE) && random.nextInt(10) == 0) {
      return;
    }
    tradeId += 1 + random.nextInt(5);
    Execution execution =
        new Execution(
            price, amount, takerBuys ? 0 : 1, takerBuys ? taker : maker, takerBuys ? maker : taker);
    Message.Data data =
        new Message.Data(TRADES, "trade", stamp(), "", "", tradeId, "", Optional.of(execution));
    tradeIndex.put(tradeId, trades.size());
    trades.add(new Published(data, now, listedAt(), true));
    events.add(data);
  }

  private static Optional<Execution> fill(String price, String amount, boolean buys, long id) {
    return Optional.of(
        new Execution(
            price,
            amount,
            buys ? 0 : 1,
            buys ? id : Message.Data.NONE,
            buys ? Message.Data.NONE : id));
  }

  private long stamp() {
    return now / 1_000 * 1_000;
  }

  private long listedAt() {
    boolean late =
        random.nextDouble() < lateRows
            || plan.assumes(Assumption.LATE_ROWS) && random.nextInt(5) == 0;
    return now + (late ? (long) (SECOND * 1.5 * random.nextDouble()) : 0);
  }

  private Message.Data order(String event, long id, String price, Optional<Execution> execution) {
    counter = (counter + 1) & 3;
    String eventId = nextId("0000");
    Message.Data data =
        new Message.Data(
            ORDERS,
            event,
            plan.assumes(Assumption.NO_TIMES) ? Message.Data.NONE : lastStamp,
            eventId,
            lastId,
            id,
            "orderbook",
            execution);
    lastId = eventId;
    orderIndex.put(eventId, orders.size());
    orders.add(new Published(data, now, orderListedAt(), true));
    return data;
  }

  /** Four in a row are late together: that is what the counter of ids does not show. */
  private long orderListedAt() {
    double rate = plan.assumes(Assumption.LATE_ROWS) ? 0.2 : lateRows;
    if (lateOrders == 0 && lateness.nextDouble() < rate / 8) {
      lateOrders = 4;
      lateOrdersUntil = now + 500_000 + lateness.nextInt(1_000_000);
    }
    if (lateOrders == 0) {
      return now;
    }
    lateOrders--;
    return Math.max(now, lateOrdersUntil);
  }

  private Message.Data otherSource(boolean inside) {
    String eventId = nextId(inside ? "0000" : "0001");
    Message.Data data =
        new Message.Data(
            ORDERS,
            "order_created",
            lastStamp,
            eventId,
            inside ? lastId : lastOtherId,
            ++orderId,
            "stop_order",
            Optional.empty());
    if (inside) {
      lastId = eventId;
    } else {
      lastOtherId = eventId;
    }
    orderIndex.put(eventId, orders.size());
    orders.add(new Published(data, now, now, false));
    return data;
  }

  private String nextId(String tail) {
    long stamp = stamp();
    sub = stamp == lastStamp ? sub + 1 : 0;
    lastStamp = stamp;
    if (plan.assumes(Assumption.NO_COUNTER)) {
      return String.format("event-%016x-%06x-%s", stamp, sub, tail);
    }
    String time = String.format("%016x", stamp);
    return time.substring(0, 8)
        + "-"
        + time.substring(8, 12)
        + "-"
        + time.substring(12)
        + String.format("-%04x-00010%d00%s", sub, counter, tail);
  }

  /** The next order names a predecessor that never was, and the counter starts anew. */
  void restartChain() {
    counter = random.nextInt(4);
    lastId = nextId("0000") + "x";
    if (!plan.assumes(Assumption.NO_COUNTER)) {
      lastId = lastId.substring(0, lastId.length() - 1).replaceFirst("-0001", "-0000");
    }
  }

  /** An order event as one socket shows it. */
  Message.Data seenBy(int socket, Message.Data data) {
    if (!plan.assumes(Assumption.OWN_CHAINS) || socket == 0 || !data.channel().equals(ORDERS)) {
      return data;
    }
    Message.Data seen =
        new Message.Data(
            ORDERS,
            data.event(),
            data.microtimestamp(),
            ownId(socket, data.eventId()),
            ownId(socket, data.preEventId()),
            data.id(),
            data.orderSource(),
            data.execution());
    orderIndex.putIfAbsent(seen.eventId(), orderIndex.get(data.eventId()));
    return seen;
  }

  private static String ownId(int socket, String id) {
    return id.isEmpty() ? id : id.substring(0, id.length() - 1) + (char) ('0' + socket % 10);
  }

  /** The place of an order event among the published; -1 when there is none of that id. */
  int order(String eventId) {
    return orderIndex.getOrDefault(eventId, -1);
  }

  /** The place of a trade among the published; -1 when there is none of that id. */
  int trade(long id) {
    return tradeIndex.getOrDefault(id, -1);
  }

  /** The place of the last trade of that id or a lower one; -1 when there is none. */
  int tradeUpTo(long id) {
    int place = trades.size() - 1;
    while (place >= 0 && trades.get(place).data().id() > id) {
      place--;
    }
    return place;
  }

  /** What the HTTP API answers now. */
  HttpReply answer(HttpRequest request) {
    if (throttled) {
      return failed(HttpProblem.Kind.THROTTLED, "400.002");
    }
    if (random.nextDouble() < errors) {
      HttpProblem.Kind[] kinds = {
        HttpProblem.Kind.UNAVAILABLE, HttpProblem.Kind.TIMEOUT, HttpProblem.Kind.UNREADABLE
      };
      return failed(kinds[random.nextInt(kinds.length)], "");
    }
    if (request instanceof HttpRequest.Orders asked) {
      return orderData(asked);
    }
    if (request instanceof HttpRequest.Trades asked) {
      String key = asked.window().toString();
      if (edge.containsKey(key) && now - edgeAt.get(key) < cachedFor()) {
        return redated((HttpReply.Trades) edge.get(key));
      }
      HttpReply reply = transactions(asked);
      edge.put(key, reply);
      edgeAt.put(key, now);
      return reply;
    }
    long changed =
        orders.isEmpty() ? now : visible(orders) == 0 ? now : orders.get(visible(orders) - 1).at();
    return new HttpReply.Book(new BookSnapshot(changed + 500, List.of(), List.of()), transfer());
  }

  private long cachedFor() {
    return Math.max(cachedForMicros, plan.assumes(Assumption.FROM_EDGE) ? 5 * SECOND : 0);
  }

  private HttpReply redated(HttpReply.Trades old) {
    return new HttpReply.Trades(old.rows(), transfer());
  }

  private long view() {
    return now
        - lag
        - (plan.assumes(Assumption.REST_BEHIND) ? 100_000 + plan.seed() % 50 * 98_000 : 0);
  }

  private int visible(List<Published> events) {
    int count = events.size();
    while (count > 0 && events.get(count - 1).at() > view()) {
      count--;
    }
    return count;
  }

  private HttpReply transactions(HttpRequest.Trades asked) {
    long from = now - asked.window().length().toNanos() / 1_000;
    List<TradeRow> rows = new ArrayList<>();
    boolean exact = plan.assumes(Assumption.EXACT_TIMES);
    boolean cut = cutting || plan.assumes(Assumption.CUT_LIST);
    for (int i = visible(trades) - 1; i >= 0 && trades.get(i).at() >= from; i--) {
      Published trade = trades.get(i);
      if (trade.listedAt() <= view() && !(cut && rows.size() >= CUT_TO)) {
        long micros = trade.data().microtimestamp();
        Execution execution = trade.data().execution().orElseThrow();
        rows.add(
            new TradeRow(
                trade.data().id(),
                exact ? micros : micros / SECOND * SECOND,
                exact,
                execution.price(),
                execution.amount(),
                execution.side()));
      }
    }
    if (plan.assumes(Assumption.ROWS_SHUFFLED)) {
      Collections.shuffle(rows, random);
    }
    return new HttpReply.Trades(rows, transfer());
  }

  private HttpReply orderData(HttpRequest.Orders asked) {
    int page = plan.assumes(Assumption.SHORT_PAGES) ? 3 + (int) (plan.seed() % 20) : 1_000;
    boolean exclusive = plan.assumes(Assumption.SINCE_EXCLUSIVE);
    List<OrderRow> rows = new ArrayList<>();
    int known = order(asked.sinceId());
    int visible = visible(orders);
    for (int i = Math.max(forgottenBefore, Math.max(0, known));
        i < visible && rows.size() < page;
        i++) {
      Message.Data order = orders.get(i).data();
      int order1 = order.eventId().compareTo(asked.sinceId());
      boolean wanted = exclusive ? order1 > 0 : order1 >= 0;
      boolean before =
          asked.untilId().isEmpty() || order.eventId().compareTo(asked.untilId().get()) < 0;
      boolean ofSource = orders.get(i).listed() || plan.assumes(Assumption.OTHER_SOURCE_LISTED);
      if (wanted && before && ofSource && orders.get(i).listedAt() <= view()) {
        rows.add(row(order));
      }
    }
    if (plan.assumes(Assumption.ROWS_SHUFFLED)) {
      Collections.shuffle(rows, random);
    }
    return rows.isEmpty()
        ? failed(HttpProblem.Kind.REFUSED, "404.008")
        : new HttpReply.Orders(rows, transfer());
  }

  private static OrderRow row(Message.Data order) {
    StringBuilder data = new StringBuilder("{\"id\":").append(order.id());
    if (order.microtimestamp() != Message.Data.NONE) {
      data.append(",\"microtimestamp\":\"").append(order.microtimestamp()).append('"');
    }
    order
        .execution()
        .ifPresent(
            execution ->
                data.append(",\"order_type\":")
                    .append(execution.side())
                    .append(",\"amount_traded\":\"")
                    .append(execution.amount())
                    .append("\",\"price_str\":\"")
                    .append(execution.price())
                    .append('"'));
    return new OrderRow(
        order.eventId(),
        order.event(),
        order.orderSource(),
        order.id(),
        order.microtimestamp(),
        data.append('}').toString());
  }

  private HttpReply.Transfer transfer() {
    return new HttpReply.Transfer(
        plan.assumes(Assumption.NO_DATE)
            ? OptionalLong.empty()
            : OptionalLong.of(now / SECOND * SECOND),
        Duration.ofMillis(50),
        1_000);
  }

  private static HttpReply failed(HttpProblem.Kind kind, String code) {
    return new HttpReply.Failed(kind, code, "simulated " + kind, Duration.ZERO);
  }
}
