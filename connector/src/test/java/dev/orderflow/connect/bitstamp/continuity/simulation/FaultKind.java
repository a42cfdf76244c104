package dev.orderflow.connect.bitstamp.continuity.simulation;

/** What can go wrong for a while. */
enum FaultKind {
  /** A socket breaks; what was on its way is lost. */
  DROP,
  /** A socket answers and brings no data. */
  SOCKET_STALL,
  /** Order events stop on one socket, the rest goes on. */
  ORDERS_STALL,
  /** Trades stop on one socket, the rest goes on. */
  TRADES_STALL,
  /** Each frame of a socket may be lost. */
  LOSS,
  /** Frames of a socket come late. */
  DELAY,
  /** Frames of a socket change places. */
  REORDER,
  /** Frames of a socket come twice. */
  DUPLICATE,
  /** A socket is replaced as planned: the new one first. */
  RECONNECT,
  /** A new session is acknowledged and silent. */
  ACKNOWLEDGED_SILENT,
  /** Nobody takes in what the sockets bring. */
  READER_BLOCKED,
  /** The HTTP API is behind the stream. */
  HTTP_LAG,
  /** Requests fail or their answers cannot be read. */
  HTTP_ERRORS,
  /** Requests are refused as too many. */
  THROTTLED,
  /** Replies are old ones under a fresh date. */
  EDGE_CACHE,
  /** The list of trades is the same old one all the time, under a fresh date. */
  FROZEN_LIST,
  /** The list of trades ends after its newest eight rows. */
  CUT_LIST,
  /** Some rows are listed seconds after newer ones. */
  LATE_ROWS,
  /** The exchange forgets the order events before now. */
  FORGETTING,
  /** The worker's clock jumps. */
  CLOCK_STEP,
  /** The task is stopped, and started from what was committed. */
  RESTART,
  /** The worker is killed, and started from what was committed. */
  KILL,
  /** The exchange's chain names a predecessor that never was. */
  CHAIN_RESTART,
  /** A market without events. */
  QUIET,
  /** Some of the events are refused by the topic, or dropped by a transformation. */
  REFUSED
}
