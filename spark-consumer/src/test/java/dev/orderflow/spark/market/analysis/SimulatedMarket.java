package dev.orderflow.spark.market.analysis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.orderflow.simulator.exchange.BookView;
import dev.orderflow.simulator.exchange.ChannelKind;
import dev.orderflow.simulator.exchange.Exchange;
import dev.orderflow.simulator.exchange.ExchangeSettings;
import dev.orderflow.simulator.exchange.ExchangeTruth;
import dev.orderflow.simulator.exchange.Frame;
import dev.orderflow.simulator.exchange.FrameSink;
import dev.orderflow.simulator.exchange.PublicChannel;
import dev.orderflow.simulator.market.Market;
import dev.orderflow.spark.market.MarketEvent;
import dev.orderflow.spark.market.MarketEvent.Feed;
import dev.orderflow.spark.market.MarketEvent.Gap;
import dev.orderflow.spark.market.MarketEvent.Level;
import dev.orderflow.spark.market.MarketEvent.Levels;
import dev.orderflow.spark.market.MarketEvent.OrderAction;
import dev.orderflow.spark.market.MarketEvent.OrderEvent;
import dev.orderflow.spark.market.MarketEvent.SnapshotOrder;
import dev.orderflow.spark.market.MarketEvent.SnapshotPart;
import dev.orderflow.spark.market.MarketEvent.TradeEvent;
import dev.orderflow.spark.market.Side;
import dev.orderflow.spark.market.Trade;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A market of the simulator, run in process: its frames as events, in the order in which they were
 * published, and the truth behind them.
 */
final class SimulatedMarket implements FrameSink {

  static final long START = 1_788_552_000_000_000L;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String symbol;
  private final Set<ChannelKind> channels;
  private final List<MarketEvent> events = new ArrayList<>();
  private final ExchangeTruth truth;
  private int orderEvents;

  private SimulatedMarket(
      String symbol, long seed, int bookOrders, int orderEvents, Set<ChannelKind> channels) {
    this.symbol = symbol;
    this.channels = channels;
    Exchange venue =
        new Exchange(
            new ExchangeSettings(
                List.of(Market.named(symbol).orElseThrow()),
                seed,
                START,
                OptionalDouble.empty(),
                bookOrders,
                Math.max(20_000, orderEvents * 3L / 2),
                0));
    while (this.orderEvents < orderEvents) {
      venue.advance(Long.MAX_VALUE - 1, 1_000, this);
    }
    venue.publishPending(this);
    truth = new ExchangeTruth(venue);
  }

  static SimulatedMarket run(String symbol, long seed, int bookOrders, int orderEvents) {
    return new SimulatedMarket(
        symbol,
        seed,
        bookOrders,
        orderEvents,
        EnumSet.of(ChannelKind.LIVE_ORDERS, ChannelKind.LIVE_TRADES));
  }

  static SimulatedMarket withBookFrames(String symbol, long seed, int bookOrders, int orderEvents) {
    return new SimulatedMarket(
        symbol,
        seed,
        bookOrders,
        orderEvents,
        EnumSet.of(
            ChannelKind.LIVE_ORDERS,
            ChannelKind.LIVE_TRADES,
            ChannelKind.ORDER_BOOK,
            ChannelKind.DIFF_ORDER_BOOK));
  }

  String symbol() {
    return symbol;
  }

  /** What was published, without any snapshot or gap. */
  List<MarketEvent> events() {
    return new ArrayList<>(events);
  }

  /** The book after everything stamped up to a millisecond. */
  BookView bookAfter(long millisecondMicros) {
    return truth.bookAt(symbol, millisecondMicros + 999).orElseThrow();
  }

  /** The exchange's answer to who asks for the book at a microsecond, in parts. */
  List<MarketEvent> snapshot(long engineMicros, int parts) {
    BookView book = truth.bookAt(symbol, engineMicros).orElseThrow();
    List<MarketEvent> result = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      result.add(
          new SnapshotPart(
              book.microtimestamp(),
              part + 1,
              parts,
              share(book.bids(), part, parts),
              share(book.asks(), part, parts)));
    }
    return result;
  }

  private static List<SnapshotOrder> share(List<BookView.Entry> side, int part, int parts) {
    return side.subList(side.size() * part / parts, side.size() * (part + 1) / parts).stream()
        .map(entry -> new SnapshotOrder(entry.id(), entry.price(), entry.amount()))
        .toList();
  }

  /**
   * Puts a snapshot where the connector does: behind all order events of earlier milliseconds, or
   * up to {@code early} events before that, which a reader must then drop; never into another one.
   */
  static void place(List<MarketEvent> events, List<MarketEvent> snapshot, int early) {
    long millis = ((SnapshotPart) snapshot.get(0)).micros() / 1_000;
    int at = 0;
    while (at < events.size()
        && !(events.get(at) instanceof OrderEvent order && order.micros() / 1_000 >= millis)) {
      at++;
    }
    int place = Math.max(0, at - early);
    while (place > 0
        && events.get(place - 1) instanceof SnapshotPart part
        && part.part() < part.parts()) {
      place--;
    }
    events.addAll(place, snapshot);
  }

  /** Loses the order events from one place to another, and says so; empty where there are none. */
  static Optional<Gap> lose(List<MarketEvent> events, int from, int count) {
    List<OrderEvent> lost = new ArrayList<>();
    int at = from;
    while (lost.size() < count && at < events.size()) {
      if (events.get(at) instanceof OrderEvent order) {
        lost.add(order);
        events.remove(at);
      } else if (events.get(at) instanceof SnapshotPart) {
        return Optional.empty();
      } else {
        at++;
      }
    }
    Optional<OrderEvent> before = neighbour(events, at - 1, -1);
    Optional<OrderEvent> after = neighbour(events, at, 1);
    if (before.isEmpty() || after.isEmpty()) {
      return Optional.empty();
    }
    Gap gap =
        new Gap(
            Feed.ORDERS,
            before.get().micros(),
            after.get().micros(),
            before.get().eventId(),
            after.get().eventId(),
            false);
    events.add(events.indexOf(after.get()), gap);
    return Optional.of(gap);
  }

  private static Optional<OrderEvent> neighbour(List<MarketEvent> events, int from, int step) {
    for (int at = from; at >= 0 && at < events.size(); at += step) {
      if (events.get(at) instanceof OrderEvent order) {
        return Optional.of(order);
      }
    }
    return Optional.empty();
  }

  @Override
  public boolean wanted(PublicChannel channel) {
    return channels.contains(channel.kind());
  }

  @Override
  public void publish(Frame frame) {
    try {
      JsonNode json = JSON.readTree(frame.text());
      ChannelKind kind = frame.channel().kind();
      switch (kind) {
        case LIVE_ORDERS -> {
          events.add(order(json));
          orderEvents++;
        }
        case LIVE_TRADES -> events.add(new TradeEvent(trade(json.get("data"))));
        default -> events.add(levels(json.get("data"), kind == ChannelKind.ORDER_BOOK));
      }
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  private static OrderEvent order(JsonNode frame) {
    JsonNode data = frame.get("data");
    return new OrderEvent(
        switch (frame.get("event").asText()) {
          case "order_created" -> OrderAction.CREATED;
          case "order_changed" -> OrderAction.CHANGED;
          default -> OrderAction.DELETED;
        },
        data.get("id").asLong(),
        data.get("order_type").asInt() == 0 ? Side.BUY : Side.SELL,
        data.get("order_subtype").asInt(),
        decimal(data, "price_str"),
        decimal(data, "amount_str"),
        decimal(data, "amount_traded"),
        decimal(data, "amount_at_create"),
        data.get("microtimestamp").asLong(),
        frame.get("event_id").asText(),
        false);
  }

  private static Trade trade(JsonNode data) {
    return new Trade(
        data.get("id").asLong(),
        data.get("microtimestamp").asLong(),
        decimal(data, "price_str"),
        decimal(data, "amount_str"),
        data.get("type").asInt() == 0 ? Side.BUY : Side.SELL,
        false,
        1,
        OptionalLong.of(data.get("buy_order_id").asLong()),
        OptionalLong.of(data.get("sell_order_id").asLong()));
  }

  private static Levels levels(JsonNode data, boolean whole) {
    return new Levels(
        data.get("microtimestamp").asLong(), whole, side(data, "bids"), side(data, "asks"));
  }

  private static List<Level> side(JsonNode data, String name) {
    List<Level> levels = new ArrayList<>();
    data.get(name)
        .forEach(
            row ->
                levels.add(
                    new Level(
                        new BigDecimal(row.get(0).asText()), new BigDecimal(row.get(1).asText()))));
    return levels;
  }

  private static BigDecimal decimal(JsonNode data, String name) {
    return new BigDecimal(data.get(name).asText());
  }
}
