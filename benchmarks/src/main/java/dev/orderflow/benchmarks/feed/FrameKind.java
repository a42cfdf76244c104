package dev.orderflow.benchmarks.feed;

/** What the frames of a stream are, which have the same bytes but for some names. */
public enum FrameKind {
  /** Order events as the venue sends them, whose ids form the chain that continuity goes by. */
  ORDERS,

  /** The same with other names for the ids, so that there is nothing to check. */
  WITHOUT_CHAIN,

  /** The same called trades, for clients that know no orders. */
  NAMED_TRADE;

  private static final String ID = "event_id\":";

  /** How the frames call their ids, up to the colon. */
  String id() {
    return this == WITHOUT_CHAIN ? "event_no\":" : ID;
  }

  /** A frame of the venue's as it is to be sent. */
  String text(String frame) {
    return switch (this) {
      case ORDERS -> frame;
      case WITHOUT_CHAIN -> frame.replace(ID, id());
      case NAMED_TRADE -> frame.replaceFirst("\"event\":\"[a-z_]*\"", "\"event\":\"trade\"");
    };
  }
}
