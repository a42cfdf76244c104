package dev.orderflow.connect.bitstamp.continuity;

import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.exchange.Execution;
import dev.orderflow.connect.bitstamp.exchange.FeedEvent;
import dev.orderflow.connect.bitstamp.exchange.HttpReply;
import dev.orderflow.connect.bitstamp.exchange.Message;
import dev.orderflow.connect.bitstamp.exchange.MessageParser;
import dev.orderflow.connect.bitstamp.exchange.OrderRow;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Order events that the exchange has listed, in any reply, and that are not written yet.
 *
 * <p>The exchange may have forgotten them when they are needed, and a reply may come when its
 * question was given up already: where a gap must be declared, these are written all the same.
 */
final class ListedOrders {

  /** Those nearest to the last event written; later ones are asked for when it is their turn. */
  private static final int MOST = 10_000;

  private final Channel channel;
  private final MessageParser parser;
  private final NavigableMap<String, OrderRow> rows = new TreeMap<>();

  ListedOrders(Channel channel) {
    this.channel = channel;
    parser = new MessageParser(List.of(channel));
  }

  /** Takes in what a reply has behind the last event written. */
  void add(HttpReply reply, String last) {
    if (reply instanceof HttpReply.Orders orders) {
      for (OrderRow row : orders.rows()) {
        if (row.eventId().compareTo(last) > 0) {
          rows.put(row.eventId(), row);
        }
      }
      while (rows.size() > MOST) {
        rows.pollLastEntry();
      }
    }
  }

  /** Everything up to an event is written, or never will be. */
  void writtenUpTo(String id) {
    rows.headMap(id, true).clear();
  }

  void clear() {
    rows.clear();
  }

  /** The rows before an event; all of them without one. */
  List<OrderRow> before(Optional<String> id) {
    return List.copyOf(id.map(end -> rows.headMap(end, false)).orElse(rows).values());
  }

  /**
   * A row as an event in the exchange's frame format.
   *
   * @param previous the predecessor, which a row does not name
   * @param next the frame that was held for it, where there is one
   */
  Output.Event event(OrderRow row, String previous, Optional<FeedEvent.Frame> next) {
    String source = row.orderSource().isEmpty() ? "orderbook" : row.orderSource();
    String text =
        "{\"data\":"
            + row.data()
            + ",\"channel\":\""
            + channel.name()
            + "\",\"event\":\""
            + row.event()
            + "\",\"event_id\":\""
            + row.eventId()
            + "\",\"pre_event_id\":\""
            + previous
            + "\",\"order_source\":\""
            + source
            + "\"}";
    Optional<Execution> execution =
        parser.parse(text.getBytes(StandardCharsets.UTF_8)) instanceof Message.Data parsed
            ? parsed.execution()
            : Optional.empty();
    Message.Data data =
        new Message.Data(
            channel,
            row.event(),
            row.microtimestamp(),
            row.eventId(),
            previous,
            row.id(),
            source,
            execution);
    return new Output.Event(
        data,
        text,
        next.map(FeedEvent.Frame::session).orElse(0L),
        next.map(FeedEvent.Frame::at).orElse(0L),
        true,
        Position.after(data));
  }
}
