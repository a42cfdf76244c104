package dev.orderflow.connect.bitstamp.continuity.simulation;

/** What is believed of the protocol and may be otherwise, all through a run. */
enum Assumption {
  /** {@code since_id} is not included. */
  SINCE_EXCLUSIVE,
  /** Event ids have no layout, so no counter. */
  NO_COUNTER,
  /** Rows come in any order. */
  ROWS_SHUFFLED,
  /** Pages of {@code order_data} are short. */
  SHORT_PAGES,
  /** The HTTP API is always behind the stream. */
  REST_BEHIND,
  /** The list of trades is always cut. */
  CUT_LIST,
  /** Rows are always listed out of order. */
  LATE_ROWS,
  /** Replies carry no {@code Date}. */
  NO_DATE,
  /** The list has times in microseconds. */
  EXACT_TIMES,
  /** Orders of another source have a chain of their own on the channel. */
  OTHER_SOURCE_BESIDE,
  /** Orders of another source stand in the chain, and {@code order_data} does not list them. */
  OTHER_SOURCE_INSIDE,
  /** Orders of another source have a chain of their own, and {@code order_data} lists them too. */
  OTHER_SOURCE_LISTED,
  /** Order events lack {@code microtimestamp}. */
  NO_TIMES,
  /** Every socket has a chain of its own. */
  OWN_CHAINS,
  /** The maker's event of a trade is missing. */
  NO_MAKER_EVENT,
  /** The taker's events of a trade are missing. */
  NO_TAKER_EVENT,
  /** The list of trades always comes from an edge, up to five seconds old under a fresh date. */
  FROM_EDGE,
  /** Some fills have no trade, as when an order would trade with another of its owner. */
  FILL_WITHOUT_TRADE
}
