package dev.orderflow.connect.bitstamp.record;

import dev.orderflow.connect.bitstamp.continuity.AuditedTrades;
import dev.orderflow.connect.bitstamp.continuity.Position;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How far each channel has been written, in the form that Connect stores.
 *
 * <p>The source partition is {@code {"channel": "live_orders_btcusd"}}: nothing about tasks,
 * sessions or URLs, so that it stays valid when these change. The source offset holds the ids from
 * which the feed can be resumed: {@code event_id} for orders, {@code trade_id} for trades, and
 * always {@code microtimestamp}. On trades four more keys tell up to where an audit has shown them
 * to be whole, and which have been written since; offsets without them are as good, but say nothing
 * about that.
 *
 * <p>Where Connect is told to tolerate errors, it also counts a record as written that the topic
 * refused. There an offset holds what was known to be written when its record was handed over, too:
 * the same keys beginning with {@code confirmed_}. The feed is resumed from that.
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

  /** Key of the trade id up to which trades are known to be whole, a whole number. */
  public static final String AUDITED_TRADE_ID = "audited_trade_id";

  /** Key of that trade's time in microseconds since the epoch, a whole number. */
  public static final String AUDITED_MICROTIMESTAMP = "audited_microtimestamp";

  /** Key of the number of trades written above that id, a whole number. */
  public static final String TRADES_SINCE_AUDIT = "trades_since_audit";

  /** What the keys of what is known to be written begin with. */
  public static final String CONFIRMED = "confirmed_";

  /**
   * Key of the newest of those trades' ids, text: ascending, each as its distance from the one
   * before, in base 36, with points between. Offsets of version 0.1.0 have none.
   */
  public static final String TRADE_IDS_SINCE_AUDIT = "trade_ids_since_audit";

  /**
   * Key of the trades that were declared missing and are still looked for, text: holes with commas
   * between, each of its reason and, in base 36 with points between, the id before it, its width in
   * ids, the time of the one and the duration in microseconds, how many were fetched, and the ids
   * written in it as distances. Absent when there are none.
   */
  public static final String TRADE_HOLES = "trade_holes";

  /**
   * Key of the exchange time at which the orders last showed no fill of a trade, a whole number of
   * microseconds since the epoch. Absent where they always did.
   */
  public static final String FILLS_DISAGREED_AT = "fills_disagreed_at";

  /** Key of the order event before the last one, text. Offsets of version 0.1.0 have none. */
  public static final String PREVIOUS_EVENT_ID = "previous_event_id";

  private SourceOffsets() {}

  /** The source partition of a channel by name. */
  public static Map<String, String> partition(String channel) {
    return Map.of(CHANNEL, channel);
  }

  /** The source offset of a position. */
  static Map<String, Object> of(Position position) {
    Map<String, Object> offset = new HashMap<>(2);
    offset.put(MICROTIMESTAMP, position.microtimestamp());
    position.link().ifPresent(id -> offset.put(EVENT_ID, id));
    if (!position.previousEventId().isEmpty()) {
      offset.put(PREVIOUS_EVENT_ID, position.previousEventId());
    }
    if (position.tradeId() != Position.NONE) {
      offset.put(TRADE_ID, position.tradeId());
    }
    position
        .audited()
        .ifPresent(
            audited -> {
              offset.put(AUDITED_TRADE_ID, audited.tradeId());
              offset.put(AUDITED_MICROTIMESTAMP, audited.microtimestamp());
              offset.put(TRADES_SINCE_AUDIT, audited.writtenSince());
              offset.put(TRADE_IDS_SINCE_AUDIT, audited.newestIds());
              if (!audited.holes().isEmpty()) {
                offset.put(TRADE_HOLES, audited.holes());
              }
              if (audited.disagreedAt() != Position.NONE) {
                offset.put(FILLS_DISAGREED_AT, audited.disagreedAt());
              }
            });
    return offset;
  }

  /**
   * The source offset of a position, with what is known to be written where that is less. Before
   * the first event that is known to be written there is nothing to resume from.
   */
  static Map<String, Object> of(Position position, Optional<Position> confirmed) {
    Map<String, Object> offset = of(position);
    confirmed
        .filter(known -> !known.equals(Position.START) && !known.equals(position))
        .ifPresent(known -> of(known).forEach((key, value) -> offset.put(CONFIRMED + key, value)));
    return offset;
  }

  /**
   * The position from which the feed is to be resumed, by a stored source offset.
   *
   * @param offset as Connect gives it: whole numbers may come back as any {@link Number}
   * @throws IllegalArgumentException when a value is of the wrong type; the message names its key
   */
  public static Position position(Map<String, ?> offset) {
    Map<String, Object> confirmed = new HashMap<>();
    offset.forEach(
        (key, value) -> {
          if (key.startsWith(CONFIRMED)) {
            confirmed.put(key.substring(CONFIRMED.length()), value);
          }
        });
    return written(confirmed.isEmpty() ? offset : confirmed);
  }

  private static Position written(Map<String, ?> offset) {
    String eventId = text(offset, EVENT_ID);
    return new Position(
        eventId,
        number(offset, TRADE_ID),
        microtimestamp(eventId, number(offset, MICROTIMESTAMP)),
        audited(offset),
        text(offset, PREVIOUS_EVENT_ID));
  }

  private static String text(Map<String, ?> offset, String key) {
    Object value = offset.get(key);
    if (value != null && !(value instanceof String)) {
      throw new IllegalArgumentException(key + " must be text");
    }
    return value == null ? "" : (String) value;
  }

  /** Who stores an event id by hand need not know its time: the id has it. */
  private static long microtimestamp(String eventId, long stored) {
    return stored == Position.NONE && !eventId.isEmpty()
        ? Position.microtimestamp(eventId)
        : stored;
  }

  private static Optional<AuditedTrades> audited(Map<String, ?> offset) {
    AuditedTrades audited =
        new AuditedTrades(
            number(offset, AUDITED_TRADE_ID),
            number(offset, AUDITED_MICROTIMESTAMP),
            number(offset, TRADES_SINCE_AUDIT),
            text(offset, TRADE_IDS_SINCE_AUDIT),
            text(offset, TRADE_HOLES),
            number(offset, FILLS_DISAGREED_AT));
    try {
      audited.ids();
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          TRADE_IDS_SINCE_AUDIT + " must be distances in base 36 with points between", e);
    }
    try {
      audited.openHoles();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(TRADE_HOLES + " is not as a task writes it", e);
    }
    return Optional.of(audited)
        .filter(
            read ->
                read.tradeId() != Position.NONE
                    && read.microtimestamp() != Position.NONE
                    && read.writtenSince() != Position.NONE);
  }

  private static long number(Map<String, ?> offset, String key) {
    Object value = offset.get(key);
    if (value == null) {
      return Position.NONE;
    }
    if (value instanceof Long || value instanceof Integer) {
      return ((Number) value).longValue();
    }
    throw new IllegalArgumentException(key + " must be a whole number");
  }
}
