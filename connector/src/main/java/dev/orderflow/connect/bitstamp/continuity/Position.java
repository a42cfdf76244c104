package dev.orderflow.connect.bitstamp.continuity;

import dev.orderflow.connect.bitstamp.exchange.ChannelKind;
import dev.orderflow.connect.bitstamp.exchange.Message;
import java.util.Optional;

/**
 * How far a channel has been written: enough to find what comes next.
 *
 * @param eventId the last order event's link in the venue's chain; empty on channels without one
 * @param tradeId the last trade's id, or {@link #NONE}
 * @param microtimestamp exchange time of the last event in microseconds since the epoch, or {@link
 *     #NONE} when nothing has been written
 * @param audited up to where trades are known to be whole; empty on other channels and before that
 *     is known
 * @param previousEventId the order event before the last one; empty when it is not known
 */
public record Position(
    String eventId,
    long tradeId,
    long microtimestamp,
    Optional<AuditedTrades> audited,
    String previousEventId) {

  /** Stands for an absent number. */
  public static final long NONE = -1;

  /** Before the first event. */
  public static final Position START = new Position("", NONE, NONE);

  /** A position of which no audit is known. */
  public Position(String eventId, long tradeId, long microtimestamp) {
    this(eventId, tradeId, microtimestamp, Optional.empty(), "");
  }

  /** The same with what an audit has shown. */
  Position with(Optional<AuditedTrades> known) {
    return new Position(eventId, tradeId, microtimestamp, known, previousEventId);
  }

  /** The same behind another order event. */
  Position behind(String eventBefore) {
    return new Position(eventId, tradeId, microtimestamp, audited, eventBefore);
  }

  /** The time in an event id in microseconds since the epoch, or {@link #NONE}. */
  public static long microtimestamp(String eventId) {
    return EventId.parse(eventId).map(EventId::microtimestamp).orElse(NONE);
  }

  /** The position after an event. */
  public static Position after(Message.Data data) {
    boolean trade = data.channel().kind() == ChannelKind.LIVE_TRADES;
    return new Position(
        data.eventId(),
        trade ? data.id() : NONE,
        data.microtimestamp(),
        Optional.empty(),
        data.preEventId());
  }

  /** The chain's link, when there is one. */
  public Optional<String> link() {
    return Optional.of(eventId).filter(id -> !id.isEmpty());
  }

  /**
   * Whether it is known to be earlier than another: by what the exchange numbers where both have
   * that, else by the time.
   */
  public boolean precedes(Position other) {
    if (isNumberedAs(other)) {
      return tradeId == NONE ? eventId.compareTo(other.eventId) < 0 : tradeId < other.tradeId;
    }
    return time() != NONE && time() < other.time();
  }

  /** Whether the exchange numbers both, so that their times need not be compared. */
  public boolean isNumberedAs(Position other) {
    return tradeId != NONE && other.tradeId != NONE
        || link().isPresent() && other.link().isPresent();
  }

  /** Its time, in microseconds since the epoch; an event id has one where the event tells none. */
  public long time() {
    return isStarted() ? microtimestamp : microtimestamp(eventId);
  }

  /** Whether anything has been written. */
  public boolean isStarted() {
    return microtimestamp != NONE;
  }
}
