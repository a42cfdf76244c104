package dev.orderflow.simulator.server;

import java.util.Locale;

/** The kinds of faults; {@link Fault} says what their parameters mean. */
public enum FaultType {
  /** Ends the connection with a TCP reset. */
  DROP(Scope.CONNECTION),
  /** Ends the connection with a close frame: {@code code}, {@code reason}. */
  CLOSE(Scope.CONNECTION),
  /**
   * Sends nothing while staying connected, for {@code duration_ms}: with a {@code channel} none of
   * its frames, without one nothing at all, control frames included. What falls into it is lost.
   */
  STALL(Scope.CONNECTION),
  /** Answers neither pings nor heartbeats for {@code duration_ms}; data goes on. */
  MUTE(Scope.CONNECTION),
  /** Sends {@code bts:request_reconnect}, and closes {@code delay_ms} later (default 3000). */
  REQUEST_RECONNECT(Scope.CONNECTION),
  /** Does not send {@code count} frames. */
  LOSE(Scope.FRAMES),
  /** Sends {@code count} frames twice. */
  DUPLICATE(Scope.FRAMES),
  /**
   * Sends {@code count} frames (default 2) in reverse; after a second with what came until then.
   */
  REORDER(Scope.FRAMES),
  /** Sends {@code count} text frames that are no JSON. */
  GARBAGE(Scope.ADDED_FRAMES),
  /** Sends bytes that are no WebSocket frame. */
  BROKEN_FRAME(Scope.CONNECTION),
  /** Sends only the first half of the text of {@code count} frames. */
  TRUNCATE(Scope.FRAMES),
  /** Sends {@code count} JSON text frames of {@code bytes} bytes (default 10 MB). */
  HUGE(Scope.ADDED_FRAMES),
  /** Gives {@code count} order frames a predecessor that never was, as a restarted chain has. */
  CHAIN_RESTART(Scope.FRAMES),
  /**
   * Refuses WebSocket connections for {@code duration_ms}: with a reset, or with the HTTP {@code
   * status} where one is given.
   */
  REFUSE(Scope.EXCHANGE),
  /**
   * Runs the market of {@code channel}, or all, at {@code rate} events/s for {@code duration_ms}.
   */
  BURST(Scope.EXCHANGE),
  /** Holds HTTP replies back for {@code delay_ms}. */
  HTTP_SLOW(Scope.HTTP),
  /** Answers HTTP with {@code status} and an HTML page; status 0 resets the connection. */
  HTTP_FAIL(Scope.HTTP),
  /** Answers HTTP as Bitstamp does above its limits: {@code status} (default 429) and 400.002. */
  HTTP_THROTTLE(Scope.HTTP),
  /** Answers {@code order_book} with the book of {@code age_ms} ago. */
  STALE_SNAPSHOT(Scope.HTTP),
  /** Answers {@code order_data} with 404.008. */
  NO_HISTORY(Scope.HTTP),
  /** Ends the connection in the middle of the reply to {@code order_data}. */
  ORDER_DATA_CUT(Scope.HTTP);

  /** What a fault acts on. */
  enum Scope {
    /** A WebSocket connection itself, once. */
    CONNECTION,
    /** Frames of a WebSocket connection. */
    FRAMES,
    /** A WebSocket connection, which gets frames that no channel published. */
    ADDED_FRAMES,
    /** The whole exchange. */
    EXCHANGE,
    /** HTTP requests. */
    HTTP
  }

  private final Scope scope;

  FaultType(Scope scope) {
    this.scope = scope;
  }

  /** What the fault acts on. */
  Scope scope() {
    return scope;
  }

  /** The name in JSON, for example {@code chain_restart}. */
  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
