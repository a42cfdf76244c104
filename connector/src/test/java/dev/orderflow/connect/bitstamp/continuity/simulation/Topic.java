package dev.orderflow.connect.bitstamp.continuity.simulation;

import dev.orderflow.connect.bitstamp.ModelConnect;
import dev.orderflow.connect.bitstamp.continuity.GapReason;
import dev.orderflow.connect.bitstamp.continuity.Output;
import dev.orderflow.connect.bitstamp.continuity.Position;
import dev.orderflow.connect.bitstamp.exchange.Channel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was written, and whether all that it says is true. */
final class Topic implements ModelConnect.Topic {

  private final ModelExchange exchange;
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
  private final BitSet refusedOrders = new BitSet();
  private final BitSet refusedTrades = new BitSet();
  private int lastOrder = -1;
  int fillsWithoutTrade;

  Topic(ModelExchange exchange, Duration repairMaxAge) {
    this.exchange = exchange;
    maxAgeMicros = repairMaxAge.toNanos() / 1_000;
  }

  @Override
  public int size() {
    return outputs.size();
  }

  void served(List<Integer> orderRows, List<Integer> tradeRows) {
    orderRows.forEach(servedOrders::set);
    tradeRows.forEach(servedTrades::set);
  }

  @Override
  public void begin(Map<Channel, Position> positions) {
    for (Channel channel : List.of(ModelExchange.ORDERS, ModelExchange.TRADES)) {
      if (!positions.getOrDefault(channel, Position.START).isStarted()) {
        owedFrom.put(channel, outputs.size());
      }
    }
    positions.forEach(this::mayRepeatBehind);
    lastOrder = -1;
    servedOrders.clear();
    servedTrades.clear();
  }

  private void mayRepeatBehind(Channel channel, Position position) {
    boolean behind = false;
    for (Output output : outputs) {
      if (output instanceof Output.Event event && event.data().channel().equals(channel)) {
        int index = index(event);
        if (behind && index >= 0) {
          (isOrders(channel) ? mayRepeatOrders : mayRepeatTrades).set(index);
        }
        behind |= isSame(event.position(), position);
      }
    }
  }

  private static boolean isSame(Position one, Position other) {
    return one.eventId().equals(other.eventId()) && one.tradeId() == other.tradeId();
  }

  @Override
  public void refused(Output.Event event) {
    Channel channel = event.data().channel();
    int index = index(event);
    if (index >= 0) {
      (isOrders(channel) ? refusedOrders : refusedTrades).set(index);
    }
  }

  private int index(Output.Event event) {
    return isOrders(event.data().channel())
        ? exchange.order(event.data().eventId())
        : exchange.trade(event.data().id());
  }

  private int index(Channel channel, Position position) {
    return isOrders(channel)
        ? exchange.order(position.eventId())
        : exchange.tradeUpTo(position.tradeId());
  }

  /** What is called proven must be written, each event of it, and where it is said to be. */
  private void checkProven(Output.Proof proof) {
    Channel channel = proof.channel();
    BitSet written = isOrders(channel) ? orders : trades;
    for (int i = index(channel, proof.from()) + 1; i <= index(channel, proof.until()); i++) {
      if (!written.get(i) && isOwed(channel, i)) {
        violation("called proven what lacks event " + i + " of " + channel);
        return;
      }
    }
    long last = proof.written().stream().mapToLong(Output.WrittenUpTo::offset).max().orElse(-1);
    for (int i = (int) last + 1; i < outputs.size(); i++) {
      if (outputs.get(i) instanceof Output.Event event
          && event.data().channel().equals(channel)
          && index(event) > index(channel, proof.from())
          && index(event) <= index(channel, proof.until())
          && isOwed(channel, index(event))) {
        violation("called proven up to " + last + " what stands at " + i + " of " + channel);
        return;
      }
    }
  }

  /** Whether all that was published until then is proven or lies before the last hole. */
  void checkProven(long publishedUntil) {
    for (Channel channel : List.of(ModelExchange.ORDERS, ModelExchange.TRADES)) {
      List<ModelExchange.Published> published =
          isOrders(channel) ? exchange.orders : exchange.trades;
      int reached = reached(channel);
      for (int i = reached + 1; reached >= 0 && i < published.size(); i++) {
        if (published.get(i).at() <= publishedUntil && isOwed(channel, i)) {
          violation("event " + i + " of " + channel + " stays unproven beyond " + reached);
          return;
        }
      }
    }
  }

  /** The last event that a proof speaks of, or that ends a hole; the first one, or -1, else. */
  private int reached(Channel channel) {
    int reached = (isOrders(channel) ? orders : trades).nextSetBit(0);
    for (Output output : outputs) {
      if (output instanceof Output.Proof proof && proof.channel().equals(channel)) {
        reached = Math.max(reached, index(channel, proof.until()));
      } else if (output instanceof Output.Gap gap
          && gap.channel().equals(channel)
          && !gap.repaired()) {
        reached = Math.max(reached, range(gap)[1]);
      }
    }
    return reached;
  }

  @Override
  public void append(Output output) {
    outputs.add(output);
    if (output instanceof Output.Event event) {
      event(event);
    } else if (output instanceof Output.FillWithoutTrade fill) {
      checkWithoutTrade(fill);
    } else if (output instanceof Output.Proof proof) {
      checkProven(proof);
    } else if (output instanceof Output.Gap gap && gap.repaired()) {
      checkRepaired(gap);
    } else if (output instanceof Output.Gap gap && isOrders(gap.channel())) {
      int[] range = range(gap);
      for (int i = range[0]; i < range[1]; i++) {
        declaredThoughServed.set(i, servedOrders.get(i) && !isTooOld(gap, exchange.orders.get(i)));
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
    BitSet refused = isOrders(gap.channel()) ? refusedOrders : refusedTrades;
    int[] range = range(gap);
    for (int i = range[0]; i < range[1]; i++) {
      // That one was refused may be known later; it is declared then.
      if (!written.get(i) && !refused.get(i) && isOwed(gap.channel(), i)) {
        violation("called repaired what lacks event " + i + " of " + gap);
        return;
      }
    }
  }

  /** The published events strictly between two positions, as indexes. */
  private int[] range(Output.Gap gap) {
    if (isOrders(gap.channel())) {
      int from = gap.from().link().map(id -> exchange.order(id) + 1).orElse(0);
      while (gap.from().link().isEmpty()
          && from < exchange.orders.size()
          && gap.from().isStarted()
          && !gap.from().precedes(order(from))) {
        from++;
      }
      int to = gap.to().link().map(exchange::order).orElse(from);
      while (gap.to().link().isEmpty()
          && to < exchange.orders.size()
          && (!gap.to().isStarted() || order(to).precedes(gap.to()))) {
        to++;
      }
      return new int[] {from, to};
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

  private Position order(int index) {
    return Position.after(exchange.orders.get(index).data());
  }

  private static boolean isOrders(Channel channel) {
    return channel.equals(ModelExchange.ORDERS);
  }

  private boolean isOwed(Channel channel, int index) {
    return !isOrders(channel) || exchange.orders.get(index).listed();
  }

  @Override
  public void truncate(int size) {
    outputs.subList(size, outputs.size()).clear();
    orders.clear();
    trades.clear();
    for (int i = 0; i < outputs.size(); i++) {
      if (outputs.get(i) instanceof Output.Event event) {
        boolean order = isOrders(event.data().channel());
        int index = index(event);
        if (index >= 0) {
          (order ? orders : trades).set(index);
        }
      }
    }
  }

  /** Whatever was published until then is written, or was declared last. */
  void checkWhole(long publishedUntil) {
    declaredThoughServed.andNot(refusedOrders);
    servedTrades.andNot(refusedTrades);
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

  /** Gap records, but for those of records that were refused. */
  long gaps(boolean repaired) {
    return outputs.stream()
        .filter(
            output ->
                output instanceof Output.Gap gap
                    && gap.repaired() == repaired
                    && gap.reason() != GapReason.NOT_WRITTEN)
        .count();
  }

  /** Gap records of records that were refused. */
  long refusals() {
    return outputs.stream()
        .filter(output -> output instanceof Output.Gap gap && gap.reason() == GapReason.NOT_WRITTEN)
        .count();
  }
}
