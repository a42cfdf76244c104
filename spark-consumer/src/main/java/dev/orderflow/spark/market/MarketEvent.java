package dev.orderflow.spark.market;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;

/**
 * Something that a market's records tell, in the order in which the topic holds them.
 *
 * <p>Times are the exchange's, microseconds since the epoch.
 */
public sealed interface MarketEvent {

  /** The channel that a {@link Gap} or a {@link SessionChange} speaks of. */
  enum Feed {
    /** {@code live_orders}. */
    ORDERS,
    /** {@code live_trades}. */
    TRADES,
    /** {@code order_book}, {@code detail_order_book} or {@code diff_order_book}. */
    BOOKS
  }

  /** What an order event announces. */
  enum OrderAction {
    /** The order was accepted; it may not rest yet, and some orders never do. */
    CREATED,
    /** Its remaining amount changed, which today means a fill in part. */
    CHANGED,
    /** It left: filled where nothing remains, else cancelled with what remains. */
    DELETED
  }

  /**
   * One frame of {@code live_orders}.
   *
   * @param action what it announces
   * @param orderId the order
   * @param side its side
   * @param subtype the exchange's {@code order_subtype}; -1 where the frame has none
   * @param price as in the frame: the limit, 0 or 999999999 for none (see {@link #isPriced}), or of
   *     a changed or deleted order perhaps the price of the execution
   * @param amount what remains, in the base currency
   * @param traded what this event executed ({@code amount_traded}); zero where the frame has none
   * @param original the amount at creation ({@code amount_at_create}); zero where not told
   * @param micros when it happened; whole milliseconds
   * @param eventId its place in the market's chain, which sorts as text; empty on old frames
   * @param repaired whether it was fetched over HTTP because the stream had missed it
   */
  record OrderEvent(
      OrderAction action,
      long orderId,
      Side side,
      int subtype,
      BigDecimal price,
      BigDecimal amount,
      BigDecimal traded,
      BigDecimal original,
      long micros,
      String eventId,
      boolean repaired)
      implements MarketEvent {

    private static final int INSTANT = 1;
    private static final int MARKET = 2;
    private static final int IMMEDIATE_OR_CANCEL = 4;
    private static final int MAKER_OR_CANCEL = 5;
    private static final int FILL_OR_KILL = 6;
    private static final BigDecimal NO_LIMIT = new BigDecimal(999_999_999);

    /** Refuses nulls. */
    public OrderEvent {
      Objects.requireNonNull(action);
      Objects.requireNonNull(side);
      Objects.requireNonNull(price);
      Objects.requireNonNull(amount);
      Objects.requireNonNull(traded);
      Objects.requireNonNull(original);
      Objects.requireNonNull(eventId);
    }

    /**
     * Whether its price is one, and not what stands for none: 0, or 999999999 of an order whose
     * amount was not told at creation or whose kind has no limit.
     */
    public boolean isPriced() {
      return price.signum() > 0
          && (price.compareTo(NO_LIMIT) != 0
              || original.signum() > 0 && subtype != INSTANT && subtype != MARKET);
    }

    /** Whether a created order of this kind may come to rest in the book. */
    public boolean mayRest() {
      return isPriced()
          && subtype != INSTANT
          && subtype != MARKET
          && subtype != IMMEDIATE_OR_CANCEL
          && subtype != FILL_OR_KILL
          && amount.signum() > 0;
    }

    /** Whether it is a quote that the exchange refuses rather than lets it match. */
    public boolean isMakerOrCancel() {
      return subtype == MAKER_OR_CANCEL;
    }
  }

  /**
   * One trade.
   *
   * @param trade it
   */
  record TradeEvent(Trade trade) implements MarketEvent {
    /** Refuses null. */
    public TradeEvent {
      Objects.requireNonNull(trade);
    }
  }

  /**
   * Continuity broke: an {@code orderflow:gap} record, or records that cannot be had or used.
   *
   * @param feed on which channel
   * @param fromMicros the last event before it
   * @param toMicros the first event after it
   * @param fromId the event or trade id before it, empty where unknown
   * @param toId the event or trade id after it, empty where unknown
   * @param repaired whether everything in it has been written before this record
   * @param reason why it is missing
   */
  record Gap(
      Feed feed,
      long fromMicros,
      long toMicros,
      String fromId,
      String toId,
      boolean repaired,
      Reason reason)
      implements MarketEvent {

    /** A gap that the connector declared. */
    public Gap(
        Feed feed, long fromMicros, long toMicros, String fromId, String toId, boolean repaired) {
      this(feed, fromMicros, toMicros, fromId, toId, repaired, Reason.GAP);
    }

    /** Refuses nulls. */
    public Gap {
      Objects.requireNonNull(reason);
      Objects.requireNonNull(feed);
      Objects.requireNonNull(fromId);
      Objects.requireNonNull(toId);
    }
  }

  /**
   * Everything of a channel after one time and up to another was read: an {@code orderflow:proof}.
   *
   * @param feed which channel
   * @param fromMicros time of the event before it
   * @param untilMicros time of its last event
   * @param by what shows it
   */
  record Proof(Feed feed, long fromMicros, long untilMicros, ProvenBy by) implements MarketEvent {
    /** Refuses nulls. */
    public Proof {
      Objects.requireNonNull(feed);
      Objects.requireNonNull(by);
    }
  }

  /**
   * An order's event shows a fill of which there is no trade, as the exchange's list of trades
   * tells: an {@code orderflow:fill_without_trade}. Nothing is missing.
   *
   * @param orderId the order
   * @param micros time of its event
   */
  record FillWithoutTrade(long orderId, long micros) implements MarketEvent {}

  /**
   * Nothing is known of a channel from its last event on until its next: records were lost, one of
   * an unknown time could not be used, or a session began that continues nothing.
   *
   * @param feed which channel
   * @param reason why
   * @param told when the connector received the record that tells it, microseconds
   */
  record Interruption(Feed feed, Reason reason, long told) implements MarketEvent {
    /** Refuses nulls. */
    public Interruption {
      Objects.requireNonNull(feed);
      Objects.requireNonNull(reason);
    }
  }

  /**
   * A part of an {@code orderflow:snapshot} record of {@code live_orders}: every resting order.
   *
   * @param micros the book's last change
   * @param part from 1
   * @param parts how many there are
   * @param bids resting buy orders
   * @param asks resting sell orders
   */
  record SnapshotPart(
      long micros, int part, int parts, List<SnapshotOrder> bids, List<SnapshotOrder> asks)
      implements MarketEvent {
    /** Copies the lists. */
    public SnapshotPart {
      bids = List.copyOf(bids);
      asks = List.copyOf(asks);
    }
  }

  /**
   * One resting order of a snapshot.
   *
   * @param id the order
   * @param price its limit
   * @param amount what remains
   */
  record SnapshotOrder(long id, BigDecimal price, BigDecimal amount) {
    /** Refuses nulls. */
    public SnapshotOrder {
      Objects.requireNonNull(price);
      Objects.requireNonNull(amount);
    }
  }

  /**
   * A session began or ceased to carry a channel.
   *
   * @param feed which channel
   * @param session the microsecond at which the session was opened
   * @param started whether it began
   * @param micros when
   */
  record SessionChange(Feed feed, long session, boolean started, long micros)
      implements MarketEvent {
    /** Refuses null. */
    public SessionChange {
      Objects.requireNonNull(feed);
    }
  }

  /**
   * Levels as the exchange's own book channels tell them, to compare the rebuilt book with.
   *
   * @param micros the book's time; true microseconds
   * @param whole whether these are the best levels of each side ({@code order_book}), else those
   *     that changed ({@code diff_order_book})
   * @param bids best first
   * @param asks best first
   */
  record Levels(long micros, boolean whole, List<Level> bids, List<Level> asks)
      implements MarketEvent {
    /** Copies the lists. */
    public Levels {
      bids = List.copyOf(bids);
      asks = List.copyOf(asks);
    }
  }

  /**
   * The resting amount at a price.
   *
   * @param price in the counter currency
   * @param amount in the base currency; zero where nothing rests any more
   */
  record Level(BigDecimal price, BigDecimal amount) {
    /** Refuses nulls. */
    public Level {
      Objects.requireNonNull(price);
      Objects.requireNonNull(amount);
    }
  }
}
