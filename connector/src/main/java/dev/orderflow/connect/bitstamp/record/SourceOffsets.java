package dev.orderflow.connect.bitstamp.record;

import dev.orderflow.connect.bitstamp.exchange.ChannelKind;
import dev.orderflow.connect.bitstamp.exchange.Message;
import java.util.HashMap;
import java.util.Map;

/**
 * How far each channel has been written, in the form that Connect stores.
 *
 * <p>The source partition is {@code {"channel": "live_orders_btcusd"}}: nothing about tasks,
 * sessions or URLs, so that it stays valid when these change. The source offset holds the ids from
 * which the feed can be resumed: {@code event_id} for orders, {@code trade_id} for trades, and
 * always {@code microtimestamp}.
 */
public final class SourceOffsets {

  /** Key of the source partition. */
  public static final String CHANNEL = "channel";

  /** Key of an order event's link in the venue's chain, text. */
  public static final String EVENT_ID = "event_id";

  /** Key of a trade's id, a whole number. */
  public static final String TRADE_ID = "trade_id";

  /** Key of the exchange event time in microseconds since the epoch, a whole number. */
  public static final String MICROTIMESTAMP = "microtimestamp";

  private SourceOffsets() {}

  /** The source partition of a channel by name. */
  public static Map<String, String> partition(String channel) {
    return Map.of(CHANNEL, channel);
  }

  /** The source offset after a frame. */
  static Map<String, Object> after(Message.Data data) {
    Map<String, Object> offset = new HashMap<>(2);
    offset.put(MICROTIMESTAMP, data.microtimestamp());
    if (!data.eventId().isEmpty()) {
      offset.put(EVENT_ID, data.eventId());
    }
    if (data.channel().kind() == ChannelKind.LIVE_TRADES && data.id() != Message.Data.NONE) {
      offset.put(TRADE_ID, data.id());
    }
    return offset;
  }
}
