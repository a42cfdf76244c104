package dev.orderflow.connect.bitstamp.continuity.simulation;

import dev.orderflow.connect.bitstamp.continuity.GapReason;
import dev.orderflow.connect.bitstamp.continuity.Output;
import dev.orderflow.connect.bitstamp.continuity.Position;
import dev.orderflow.connect.bitstamp.continuity.ProvenRange;
import dev.orderflow.connect.bitstamp.exchange.Channel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;

/** What was written, what of it was committed, and whether all that it says is true. */
final class Topic {

  private final ModelExchange exchange;
  private final Plan plan;
  private final long maxAgeMicros;
  final List<Output> outputs = new ArrayList<>();
  final List<String> violations = new ArrayList<>();
  private final BitSet orders = new BitSet();
  private final BitSet trades = new BitSet();
  private final BitSet mayRepeatOrders = new BitSet();
  private final BitSet mayRepeatTrades = new BitSet();
  private final BitSet servedOrders = new BitSet();
  private final BitSet servedTrades = new BitSet();
  private final BitSet declaredThoughServed = new BitSet();
  private final BitSet tooOldTrades = new BitSet();
  private final Map<Channel, Integer> owedFrom = new HashMap<>();
  private final Map<Channel, ProvenRange> proven = new HashMap<>();
  private final Map<Channel, Integer> provenUpTo = new HashMap<>();
  private int lastOrder = -1;
  private int committed;
  int fillsWithoutTrade;

  Topic(ModelExchange exchange, Plan plan, Duration repairMaxAge) {
    this.exchange = exchange;
    maxAgeMicros = repairMaxAge.toNanos() / 1_000;
    this.plan = plan;
  }

  void served(List<Integer> orderRows, List<Integer> tradeRows) {
    orderRows.forEach(servedOrders::set);
    tradeRows.forEach(servedTrades::set);
  }

  /** A task begins: what is proven goes on from its offsets. */
  void begin(Map<Channel, Position> positions) {
    for (Channel channel : List.of(ModelExchange.ORDERS, ModelExchange.TRADES)) {
      Position start = positions.getOrDefault(channel, Position.START);
      proven.put(channel, ProvenRange.of(channel, start).orElseThrow());
      provenUpTo.remove(channel);
    }
  }

  /** What is called proven must be written, each event of it. */
  void prove(Function<Channel, Position> shown) {
    proven.forEach(
        (channel, range) -> {
          range.reached(shown.apply(channel));
          if (!range.until().equals(range.from())) {
            checkProven(channel, index(channel, range.from()), index(channel, range.until()));
          }
        });
  }

  private int index(Channel channel, Position position) {
    return isOrders(channel)
        ? exchange.order(position.eventId())
        : exchange.tradeUpTo(position.tradeId());
  }

  private void checkProven(Channel channel, int from, int until) {
    BitSet written = isOrders(channel) ? orders : trades;
    for (int i = Math.max(from, provenUpTo.getOrDefault(channel, -1)) + 1; i <= until; i++) {
      if (!written.get(i) && isOwed(channel, i)) {
        violation("called proven what lacks event " + i + " of " + channel);
        return;
      }
    }
    provenUpTo.put(channel, until);
  }

  /** Whether all that was published until then is proven or lies before the last hole. */
  void checkProven(long publishedUntil) {
    proven.forEach(
        (channel, range) -> {
          List<ModelExchange.Published> published =
              isOrders(channel) ? exchange.orders : exchange.trades;
          int reached = index(channel, range.until());
          // What was published before the first event written is nothing that a proof is about.
          int first = (isOrders(channel) ? orders : trades).nextSetBit(0);
          for (int i = Math.max(reached + 1, first); first >= 0 && i < published.size(); i++) {
            if (published.get(i).at() <= publishedUntil && isOwed(channel, i)) {
              violation("event " + i + " of " + channel + " stays unproven beyond " + reached);
              return;
            }
          }
        });
  }

  void write(List<Output> written) {
    for (Output output : written) {
      outputs.add(output);
      if (output instanceof Output.Event event) {
        proven.get(event.data().channel()).written(event);
        proven.get(event.data().channel()).reached(event.position());
      } else if (output instanceof Output.Gap gap) {
        proven.get(gap.channel()).declared(gap);
      }
      if (output instanceof Output.Event event) {
        event(event);
      } else if (output instanceof Output.FillWithoutTrade fill) {
        checkWithoutTrade(fill);
      } else if (output instanceof Output.Gap gap && gap.repaired()) {
        checkRepaired(gap);
      } else if (output instanceof Output.Gap gap && isOrders(gap.channel())) {
        int[] range = range(gap);
        for (int i = range[0]; i < range[1]; i++) {
          declaredThoughServed.set(
              i, servedOrders.get(i) && !isTooOld(gap, exchange.orders.get(i)));
        }
      } else if (output instanceof Output.Gap gap) {
        int[] range = range(gap);
        for (int i = range[0]; i < range[1]; i++) {
          if (isTooOld(gap, exchange.trades.get(i))) {
            tooOldTrades.set(i);
          }
        }
      }
    }
  }

  private boolean isTooOld(Output.Gap gap, ModelExchange.Published event) {
    return gap.reason() == GapReason.TOO_OLD && event.at() <= exchange.now - maxAgeMicros;
  }

  private void event(Output.Event event) {
    if (event.data().channel().equals(ModelExchange.ORDERS)) {
      int index = exchange.order(event.data().eventId());
      if (index < 0) {
        violation("wrote an order event that never was: " + event.data());
        return;
      }
      if (orders.get(index) && !mayRepeatOrders.get(index)) {
        violation("wrote order event " + index + " twice");
      }
      if (exchange.orders.get(index).listed()) {
        if (index < lastOrder) {
          violation("wrote order event " + index + " after " + lastOrder);
        }
        lastOrder = Math.max(lastOrder, index);
      }
      orders.set(index);
      mayRepeatOrders.clear(index);
    } else {
      int index = exchange.trade(event.data().id());
      if (index < 0) {
        violation("wrote a trade that never was: " + event.data());
        return;
      }
      if (trades.get(index) && !mayRepeatTrades.get(index)) {
        violation("wrote trade " + index + " twice");
      }
      trades.set(index);
      mayRepeatTrades.clear(index);
    }
  }

  private void violation(String what) {
    violations.add("at " + (exchange.now - 1_788_551_766_000_000L) / 1_000 + " ms: " + what);
  }

  private void checkWithoutTrade(Output.FillWithoutTrade output) {
    fillsWithoutTrade++;
    long order = output.fill().id();
    boolean traded =
        exchange.trades.stream()
            .map(trade -> trade.data().execution().orElseThrow())
            .anyMatch(trade -> trade.buyOrderId() == order || trade.sellOrderId() == order);
    if (traded) {
      violation("said that a fill has no trade, and it has: " + output);
    }
  }

  private void checkRepaired(Output.Gap gap) {
    BitSet written = isOrders(gap.channel()) ? orders : trades;
    int[] range = range(gap);
    for (int i = range[0]; i < range[1]; i++) {
      if (!written.get(i) && isOwed(gap.channel(), i)) {
        violation("called repaired what lacks event " + i + " of " + gap);
        return;
      }
    }
  }

  /** The published events strictly between two positions, as indexes. */
  private int[] range(Output.Gap gap) {
    if (isOrders(gap.channel())) {
      int from = gap.from().link().map(exchange::order).orElse(-1);
      int to = gap.to().link().map(exchange::order).orElse(exchange.orders.size());
      return new int[] {from + 1, to};
    }
    int from = 0;
    int to = exchange.trades.size();
    while (from < to && exchange.trades.get(from).data().id() <= gap.from().tradeId()) {
      from++;
    }
    while (to > from && exchange.trades.get(to - 1).data().id() >= gap.to().tradeId()) {
      to--;
    }
    return new int[] {from, to};
  }

  private static boolean isOrders(Channel channel) {
    return channel.equals(ModelExchange.ORDERS);
  }

  private boolean isOwed(Channel channel, int index) {
    return !isOrders(channel) || exchange.orders.get(index).listed();
  }

  void commit() {
    committed = outputs.size();
  }

  /** A stopped task: all of it is committed. */
  void stop() {
    commit();
    lastOrder = -1;
  }

  /** A killed worker: what was not committed is gone, or partly there and written again. */
  void kill(Random random) {
    int kept =
        plan.exactlyOnce() ? committed : committed + random.nextInt(outputs.size() - committed + 1);
    outputs.subList(kept, outputs.size()).clear();
    orders.clear();
    trades.clear();
    for (int i = 0; i < outputs.size(); i++) {
      if (outputs.get(i) instanceof Output.Event event) {
        boolean order = isOrders(event.data().channel());
        int index =
            order ? exchange.order(event.data().eventId()) : exchange.trade(event.data().id());
        if (index >= 0) {
          (order ? orders : trades).set(index);
          if (i >= committed) {
            (order ? mayRepeatOrders : mayRepeatTrades).set(index);
          }
        }
      }
    }
    lastOrder = -1;
  }

  Map<Channel, Position> positions() {
    Map<Channel, Position> positions = new HashMap<>();
    for (Output output : outputs.subList(0, committed)) {
      if (output instanceof Output.Event event) {
        positions.put(event.data().channel(), event.position());
      } else if (output instanceof Output.Gap gap) {
        positions.put(gap.channel(), gap.position());
      } else if (output instanceof Output.SessionChange change) {
        positions.put(change.channel(), change.position());
      } else if (output instanceof Output.Snapshot snapshot) {
        positions.put(snapshot.channel(), snapshot.position());
      } else if (output instanceof Output.FillWithoutTrade fill) {
        positions.put(fill.channel(), fill.position());
      }
    }
    for (Channel channel : List.of(ModelExchange.ORDERS, ModelExchange.TRADES)) {
      if (!positions.getOrDefault(channel, Position.START).isStarted()) {
        owedFrom.put(channel, outputs.size());
      }
    }
    servedOrders.clear();
    servedTrades.clear();
    return positions;
  }

  /** Whatever was published until then is written, or was declared last. */
  void checkWhole(long publishedUntil) {
    check(ModelExchange.ORDERS, exchange.orders, orders, declaredThoughServed, publishedUntil);
    servedTrades.andNot(tooOldTrades);
    check(ModelExchange.TRADES, exchange.trades, trades, servedTrades, publishedUntil);
  }

  private void check(
      Channel channel,
      List<ModelExchange.Published> published,
      BitSet written,
      BitSet served,
      long publishedUntil) {
    BitSet declared = new BitSet();
    BitSet knownByNumber = new BitSet();
    int first = -1;
    for (int i = 0; i < outputs.size(); i++) {
      Output output = outputs.get(i);
      if (output instanceof Output.Gap gap && gap.channel().equals(channel)) {
        int[] range = range(gap);
        if (range[0] < range[1]) {
          declared.set(range[0], range[1], !gap.repaired());
          // Of those it cannot be told which ones an earlier task wrote.
          knownByNumber.set(range[0], range[1], !gap.repaired() && gap.missing().isPresent());
        }
      } else if (first < 0
          && i >= owedFrom.getOrDefault(channel, 0)
          && output instanceof Output.Event event
          && event.data().channel().equals(channel)) {
        first =
            isOrders(channel)
                ? exchange.order(event.data().eventId())
                : exchange.trade(event.data().id());
      }
    }
    int silent = 0;
    int needless = 0;
    for (int i = Math.max(0, first);
        i < published.size() && published.get(i).at() <= publishedUntil;
        i++) {
      if (first >= 0 && isOwed(channel, i) && !written.get(i)) {
        if (!declared.get(i)) {
          silent++;
        } else if (served.get(i) && !knownByNumber.get(i)) {
          needless++;
        }
      }
    }
    if (silent > 0) {
      violation(silent + " of " + channel + " neither written nor declared");
    }
    if (needless > 0) {
      violation(needless + " of " + channel + " declared missing, but their rows were served");
    }
  }

  /** How often each reason was given for a gap that remains. */
  Map<String, Integer> details() {
    Map<String, Integer> details = new TreeMap<>();
    for (Output output : outputs) {
      if (output instanceof Output.Gap gap && !gap.repaired()) {
        details.merge(gap.channel().kind().prefix() + ": " + gap.detail(), 1, Integer::sum);
      }
    }
    return details;
  }

  /** Gaps that were declared because too much would have had to be held. */
  long gapsForWantOfRoom() {
    return outputs.stream()
        .filter(output -> output instanceof Output.Gap gap && gap.detail().startsWith("too much"))
        .count();
  }

  long gaps(boolean repaired) {
    return outputs.stream()
        .filter(output -> output instanceof Output.Gap gap && gap.repaired() == repaired)
        .count();
  }
}
