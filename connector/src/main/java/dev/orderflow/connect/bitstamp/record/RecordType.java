package dev.orderflow.connect.bitstamp.record;

import dev.orderflow.connect.bitstamp.exchange.ChannelKind;
import java.util.Locale;

/**
 * What a record is about. Typed values have one schema for each type; {@code ${type}} in a topic
 * template stands for it.
 */
public enum RecordType {
  /** An order created, changed or deleted. */
  ORDER("Order"),
  /** A trade. */
  TRADE("Trade"),
  /** The best price levels. */
  ORDER_BOOK("OrderBook"),
  /** The best orders. */
  DETAIL_ORDER_BOOK("DetailOrderBook"),
  /** Changed price levels. */
  DIFF_ORDER_BOOK("DiffOrderBook"),
  /** A session began or ceased to carry a channel. */
  SESSION("Session"),
  /** Continuity broke. */
  GAP("Gap"),
  /** Everything between two events is in the topic. */
  PROOF("Proof"),
  /** An order was filled, and there is no trade of it. */
  FILL_WITHOUT_TRADE("FillWithoutTrade"),
  /** Every resting order, or a part of them. */
  SNAPSHOT("Snapshot"),
  /** A frame that is not what the protocol promises. */
  MALFORMED("Malformed");

  /** Namespace of all schemas. */
  static final String NAMESPACE = "dev.orderflow.bitstamp.";

  private final String schemaName;

  RecordType(String schemaName) {
    this.schemaName = schemaName;
  }

  /** The name in topics, such as {@code diff_order_book}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The full name of the type's schema, such as {@code dev.orderflow.bitstamp.Order}. */
  String schemaName() {
    return NAMESPACE + schemaName;
  }

  /** Whether only the connector says it: no frame and no book of the exchange is in it. */
  boolean isOfConnector() {
    return this == SESSION || this == GAP || this == PROOF || this == FILL_WITHOUT_TRADE;
  }

  /** The type of a channel's frames. */
  static RecordType of(ChannelKind kind) {
    return switch (kind) {
      case LIVE_ORDERS -> ORDER;
      case LIVE_TRADES -> TRADE;
      case ORDER_BOOK -> ORDER_BOOK;
      case DETAIL_ORDER_BOOK -> DETAIL_ORDER_BOOK;
      case DIFF_ORDER_BOOK -> DIFF_ORDER_BOOK;
    };
  }
}
