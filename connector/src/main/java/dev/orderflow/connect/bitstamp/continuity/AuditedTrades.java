package dev.orderflow.connect.bitstamp.continuity;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Up to where the trades of a channel are known to be whole, and which have been written since:
 * enough for a later task to go on from there.
 *
 * @param tradeId every trade up to this id is written, or declared missing
 * @param microtimestamp exchange time of a trade not after it, microseconds since the epoch
 * @param writtenSince trades above it that have been written
 * @param newestIds the newest of those, as {@link #encode} writes them; offsets of version 0.1.0
 *     have none
 */
public record AuditedTrades(
    long tradeId, long microtimestamp, long writtenSince, String newestIds) {

  /** So many ids are kept in an offset. */
  static final int MOST_IDS = 256;

  private static final int RADIX = 36;

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
