package dev.orderflow.benchmarks.feed;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a client of the {@link FrameServer} wants, as the query of the WebSocket's URL.
 *
 * @param run which run it belongs to; the connections of a run begin together
 * @param connections how many connections the run has
 * @param frames how many frames each gets; then it stays open, silent
 * @param rate frames a second; 0 for as many as the socket takes
 * @param markets how many markets the frames are of
 * @param kind what the frames are
 */
public record StreamRequest(
    String run, int connections, long frames, long rate, int markets, FrameKind kind) {

  /** A single connection of one market's frames, as fast as it takes them. */
  public static StreamRequest fast(String run, long frames) {
    return new StreamRequest(run, 1, frames, 0, 1, FrameKind.ORDERS);
  }

  /** A single connection of one market's frames at a pace. */
  public static StreamRequest paced(String run, long frames, long rate) {
    return new StreamRequest(run, 1, frames, rate, 1, FrameKind.ORDERS);
  }

  /** The same of several markets. */
  public StreamRequest ofMarkets(int count) {
    return new StreamRequest(run, connections, frames, rate, count, kind);
  }

  /** The same over several connections. */
  public StreamRequest over(int count) {
    return new StreamRequest(run, count, frames, rate, markets, kind);
  }

  /** The same with frames of another kind. */
  public StreamRequest of(FrameKind other) {
    return new StreamRequest(run, connections, frames, rate, markets, other);
  }

  /** The symbols of the markets. */
  public List<String> symbols() {
    return symbols(markets);
  }

  static List<String> symbols(int markets) {
    List<String> symbols = new ArrayList<>();
    for (int i = 0; i < markets; i++) {
      symbols.add(String.format("m%03dxx", i));
    }
    return markets == 1 ? List.of(OrderFrames.SYMBOL) : symbols;
  }

  /** As it stands in the URL, behind the question mark. */
  public String query() {
    return "run=%s&connections=%d&frames=%d&rate=%d&markets=%d&kind=%s"
        .formatted(run, connections, frames, rate, markets, kind);
  }

  static StreamRequest parse(String query) {
    Map<String, String> values = new HashMap<>();
    for (String pair : query.split("&")) {
      String[] parts = pair.split("=", 2);
      values.put(parts[0], parts[1]);
    }
    return new StreamRequest(
        values.get("run"),
        Integer.parseInt(values.get("connections")),
        Long.parseLong(values.get("frames")),
        Long.parseLong(values.get("rate")),
        Integer.parseInt(values.get("markets")),
        FrameKind.valueOf(values.get("kind")));
  }
}
