package dev.orderflow.benchmarks.feed;

/**
 * What a {@link FrameSource} publishes in a run.
 *
 * @param frames how many; then it stays silent
 * @param rate frames a second; 0 for as many as the slowest connection takes
 * @param connections how many there are, which get the same frames
 * @param kind what the frames are
 */
public record FrameRequest(long frames, long rate, int connections, Kind kind) {

  /** What frames are, which have the same bytes but for some names. */
  public enum Kind {
    /** Order events as the venue sends them, whose ids form the chain that continuity goes by. */
    ORDERS,

    /** The same with other names for the ids, so that there is nothing to check. */
    WITHOUT_CHAIN,

    /** The same called trades, for clients that know no orders. */
    NAMED_TRADE;

    /** A frame of the venue's as it is to be sent. */
    String text(String frame) {
      return switch (this) {
        case ORDERS -> frame;
        case WITHOUT_CHAIN -> frame.replace("event_id\":", "event_no\":");
        case NAMED_TRADE -> frame.replaceFirst("\"event\":\"[a-z_]*\"", "\"event\":\"trade\"");
      };
    }
  }

  /** Orders for a single connection, as fast as it takes them. */
  public static FrameRequest fast(long frames) {
    return new FrameRequest(frames, 0, 1, Kind.ORDERS);
  }

  /** Orders for a single connection at a pace. */
  public static FrameRequest paced(long frames, long rate) {
    return new FrameRequest(frames, rate, 1, Kind.ORDERS);
  }

  /** The same over several connections. */
  public FrameRequest over(int count) {
    return new FrameRequest(frames, rate, count, kind);
  }

  /** The same with frames of another kind. */
  public FrameRequest of(Kind other) {
    return new FrameRequest(frames, rate, connections, other);
  }

  /** As a line of input. */
  String line() {
    return frames + " " + rate + " " + connections + " " + kind;
  }

  static FrameRequest parse(String line) {
    String[] words = line.split(" ");
    return new FrameRequest(
        Long.parseLong(words[0]),
        Long.parseLong(words[1]),
        Integer.parseInt(words[2]),
        Kind.valueOf(words[3]));
  }
}
