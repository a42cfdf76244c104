package dev.orderflow.dashboard.market;

import java.util.OptionalDouble;

/**
 * The newest book, and what the page draws of earlier ones: levels of ten minutes by the second for
 * the heat map, spread, imbalance and microprice by the second and by ten seconds.
 */
final class Book {

  private static final int SECONDS = 600;
  private static final int TENS = 2_160;

  private final Revision revision;
  private final Series heat;
  private final Series fine;
  private final Series coarse;
  private String newest = "null";
  private long newestAt;
  private long changed;

  Book(Revision revision) {
    this.revision = revision;
    heat = new Series(revision, SECONDS);
    fine = new Series(revision, SECONDS);
    coarse = new Series(revision, TENS);
  }

  /**
   * The figures of a valid book; floats, because they are only drawn.
   *
   * @param spreadBps spread in basis points
   * @param imbalance from -1 to 1
   * @param mid middle of the best prices
   * @param microprice weighted middle
   */
  record Point(
      OptionalDouble spreadBps,
      OptionalDouble imbalance,
      OptionalDouble mid,
      OptionalDouble microprice) {

    static final Point UNKNOWN =
        new Point(
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty());
  }

  /**
   * Takes a row.
   *
   * @param millis the end of what it describes, since the epoch
   * @param json the whole row
   * @param levels JSON: bids and asks as two arrays of price and amount; empty where not valid
   */
  void add(long millis, String json, String levels, Point point) {
    if (millis >= newestAt) {
      newestAt = millis;
      newest = json;
      changed = revision.current();
    }
    long second = millis - Math.floorMod(millis, 1_000L);
    long ten = millis - Math.floorMod(millis, 10_000L);
    heat.put(second, "[%d,%s]".formatted(second, levels.isEmpty() ? "null" : levels));
    fine.put(second, json(second, point));
    coarse.put(ten, json(ten, point));
  }

  private static String json(long millis, Point point) {
    return "[%d,%s,%s,%s,%s]"
        .formatted(
            millis,
            number(point.spreadBps()),
            number(point.imbalance()),
            number(point.mid()),
            number(point.microprice()));
  }

  private static String number(OptionalDouble value) {
    return value.isPresent() ? Double.toString(value.getAsDouble()) : "null";
  }

  boolean changedSince(long round) {
    return changed > round;
  }

  String newest() {
    return newest;
  }

  Series heat() {
    return heat;
  }

  /** Points by the second. */
  Series fine() {
    return fine;
  }

  /** The last point of every ten seconds. */
  Series coarse() {
    return coarse;
  }
}
