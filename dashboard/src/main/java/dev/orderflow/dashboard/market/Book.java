package dev.orderflow.dashboard.market;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.LongSupplier;

/**
 * The newest book, and what the page draws of earlier ones: levels of ten minutes by the second for
 * the heat map, spread, imbalance and microprice by the second and by ten seconds.
 */
final class Book {

  private static final int SECONDS = 600;
  private static final int TENS = 2_160;

  /** As many digits of an amount as a shade of a colour needs. */
  private static final MathContext SHADE = new MathContext(3);

  /** Levels of a second, as JSON because they are many: bids and asks, or null where not valid. */
  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  private record Column(long second, @JsonRawValue String levels) {}

  /** The figures of a book; numbers, because they are only drawn, or null where not valid. */
  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  private record Point(
      long at, JsonNode spreadBps, JsonNode imbalance, JsonNode mid, JsonNode microprice) {

    static Point of(long at, JsonNode touch) {
      return new Point(
          at,
          Numbers.drawn(touch, "spread_bps"),
          Numbers.drawn(touch, "imbalance"),
          Numbers.drawn(touch, "mid"),
          Numbers.drawn(touch, "microprice"));
    }
  }

  private final LongSupplier round;
  private final Series<Column> heat;
  private final Series<Point> bySecond;
  private final Series<Point> byTenSeconds;
  private JsonNode newest = NullNode.instance;
  private long newestAt;
  private long changed;

  Book(LongSupplier round) {
    this.round = round;
    heat = new Series<>(round, SECONDS);
    bySecond = new Series<>(round, SECONDS);
    byTenSeconds = new Series<>(round, TENS);
  }

  /**
   * Takes a row.
   *
   * @param millis the end of what it describes, since the epoch
   * @param row as published
   */
  void add(long millis, JsonNode row) {
    if (millis >= newestAt) {
      newestAt = millis;
      newest = row;
      changed = round.getAsLong();
    }
    JsonNode touch = row.path("touch");
    boolean valid = row.path("valid").asBoolean() && touch.isObject();
    JsonNode figures = valid ? touch : NullNode.instance;
    long second = millis - Math.floorMod(millis, 1_000L);
    long ten = millis - Math.floorMod(millis, 10_000L);
    heat.put(
        second,
        new Column(
            second,
            valid
                ? "[" + levels(row.path("bids")) + "," + levels(row.path("asks")) + "]"
                : "null"));
    bySecond.put(second, Point.of(second, figures));
    byTenSeconds.put(ten, Point.of(ten, figures));
  }

  /** Prices with all their digits. */
  private static String levels(JsonNode side) {
    StringJoiner json = new StringJoiner(",", "[", "]");
    for (JsonNode level : side) {
      String price = plain(level, "price", MathContext.UNLIMITED);
      json.add("[" + price + "," + plain(level, "amount", SHADE) + "]");
    }
    return json.toString();
  }

  private static String plain(JsonNode level, String field, MathContext digits) {
    double value = Numbers.drawn(level, field).asDouble(0);
    return BigDecimal.valueOf(value).round(digits).stripTrailingZeros().toPlainString();
  }

  /**
   * Puts what changed into a frame.
   *
   * @param fine whether the points are those of every second
   */
  void write(Map<String, Object> frame, long seen, boolean fine) {
    if (changed > seen) {
      frame.put("book", newest);
      heat.write(frame, "heat", seen);
      (fine ? bySecond : byTenSeconds).write(frame, "points", seen);
    }
  }
}
