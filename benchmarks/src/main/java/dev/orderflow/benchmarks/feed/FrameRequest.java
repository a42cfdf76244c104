package dev.orderflow.benchmarks.feed;

/**
 * What a {@link FrameSource} publishes in a run.
 *
 * @param frames how many; then it stays silent
 * @param rate frames a second; 0 for as many as the slowest connection takes
 * @param connections how many there are, which get the same frames
 * @param chain whether the frames have the ids that continuity goes by, under their own names
 */
public record FrameRequest(long frames, long rate, int connections, boolean chain) {

  /** Frames for a single connection, as fast as it takes them. */
  public static FrameRequest fast(long frames) {
    return new FrameRequest(frames, 0, 1, true);
  }

  /** Frames for a single connection at a pace. */
  public static FrameRequest paced(long frames, long rate) {
    return new FrameRequest(frames, rate, 1, true);
  }

  /** The same over several connections. */
  public FrameRequest over(int count) {
    return new FrameRequest(frames, rate, count, chain);
  }

  /** The same with other names for the ids, so that there is nothing to check. */
  public FrameRequest withoutChain() {
    return new FrameRequest(frames, rate, connections, false);
  }

  /** A frame of the exchange's as it is to be sent; its length stays. */
  String text(String frame) {
    return chain ? frame : frame.replace("event_id\":", "event_no\":");
  }
}
