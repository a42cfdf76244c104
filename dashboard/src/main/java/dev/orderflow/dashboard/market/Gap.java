package dev.orderflow.dashboard.market;

import com.fasterxml.jackson.annotation.JsonFormat;

/**
 * A stretch of a channel that the stream missed, as the connector declared it.
 *
 * @param channel such as {@code live_orders_btcusd}
 * @param from time of the last event before it, microseconds since the epoch
 * @param to time of the first event after it, microseconds since the epoch
 * @param repaired whether everything in it was fetched afterwards
 * @param reason the connector's word
 */
public record Gap(String channel, long from, long to, boolean repaired, String reason) {

  /** As the page gets it: milliseconds, rounded to the outside. */
  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  record Row(long from, long to, boolean repaired, String channel, String reason) {}

  Row row() {
    return new Row(from / 1_000, (to + 999) / 1_000, repaired, channel, reason);
  }
}
