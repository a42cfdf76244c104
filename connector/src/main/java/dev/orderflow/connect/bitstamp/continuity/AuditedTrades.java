package dev.orderflow.connect.bitstamp.continuity;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Up to where the trades of a channel are known to be whole, which have been written since, and
 * what is still looked for: enough for a later task to go on from there.
 *
 * @param tradeId every trade up to this id is written, or declared missing
 * @param microtimestamp exchange time of a trade not after it, microseconds since the epoch
 * @param writtenSince trades above it that have been written
 * @param newestIds the newest of those, as {@link #encode} writes them; offsets of version 0.1.0
 *     have none
 * @param holes trades before it that were declared missing and may be listed yet, as {@link
 *     OpenHole#encode} writes them; empty when there are none
 * @param disagreedAt exchange time at which the orders last showed no fill of a trade, microseconds
 *     since the epoch, or {@link Position#NONE}
 */
public record AuditedTrades(
    long tradeId,
    long microtimestamp,
    long writtenSince,
    String newestIds,
    String holes,
    long disagreedAt) {

  /** So many ids are kept in an offset. */
  static final int MOST_IDS = 256;

  private static final int RADIX = 36;

  /** Nothing is looked for, and the orders have always shown the fills. */
  public AuditedTrades(long tradeId, long microtimestamp, long writtenSince, String newestIds) {
    this(tradeId, microtimestamp, writtenSince, newestIds, "", Position.NONE);
  }

  /** The same where the orders showed no fill of a trade at a time. */
  AuditedTrades disagreeing(long micros) {
    return new AuditedTrades(tradeId, microtimestamp, writtenSince, newestIds, holes, micros);
  }

  /**
   * What {@link #holes} says.
   *
   * @throws IllegalArgumentException when the text is not of that form
   */
  public List<OpenHole> openHoles() {
    return OpenHole.decode(holes);
  }

  /** The ids, ascending, each as its distance from the one before. */
  static String encode(Collection<Long> ascending) {
    StringBuilder text = new StringBuilder();
    long before = 0;
    for (long id : ascending) {
      text.append(text.isEmpty() ? "" : ".").append(Long.toString(id - before, RADIX));
      before = id;
    }
    return text.toString();
  }

  /**
   * The ids of {@link #newestIds}, ascending.
   *
   * @throws IllegalArgumentException when the text is not of that form
   */
  public List<Long> ids() {
    List<Long> ids = new ArrayList<>();
    long before = 0;
    for (String distance : newestIds.isEmpty() ? new String[0] : newestIds.split("\\.")) {
      before += Long.parseLong(distance, RADIX);
      ids.add(before);
    }
    return ids;
  }
}
