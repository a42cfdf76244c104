package dev.orderflow.spark.market;

import java.util.Optional;

/**
 * What published rows say of themselves and is not so, found out when they could not be published
 * again: a record of topic {@code orderflow.completeness}. Of the same rows the later record holds.
 *
 * @param market for example {@code btcusd}
 * @param rows which rows, by the output that has them; {@code flow_book} for the flow's figures
 *     that need the book
 * @param interval the length of their intervals; empty for rows that have none
 * @param from the first of their intervals starts here, microseconds since the epoch
 * @param until the first microsecond behind the last of them
 * @param reason why they are not complete, or not valid; empty where they are, after all
 */
public record CompletenessRow(
    String market,
    Rows rows,
    Optional<Interval> interval,
    long from,
    long until,
    Optional<Reason> reason)
    implements MarketRow {

  /** Rows that may turn out to be wrong. */
  public enum Rows {
    /** Candles, by {@code complete}. */
    CANDLES,
    /** The flow, by {@code complete}. */
    FLOW,
    /** The flow, by {@code book_complete}. */
    FLOW_BOOK,
    /** The book, by {@code valid}. */
    BOOK
  }

  /**
   * The record's key. A range that grows keeps it, so that the newest says all of it.
   *
   * @return market, rows, interval, beginning and reason
   */
  public String key() {
    return String.join(
        "|",
        market,
        RowJson.word(rows),
        interval.map(Interval::toString).orElse(""),
        RowJson.time(from),
        reason.map(Reason::text).orElse("complete"));
  }

  @Override
  public String toJson() {
    return toJson(json -> {});
  }

  /**
   * The row as a JSON object.
   *
   * @param record writes the fields that tell which record said so
   */
  public String toJson(RowJson.Fields record) {
    return RowJson.of(
        json ->
            json.text("market", market)
                .word("rows", Optional.of(rows))
                .text("interval", interval.map(Interval::toString))
                .instant("from", from)
                .instant("until", until)
                .flag("complete", reason.isEmpty())
                .word("reason", reason)
                .object("record", record));
  }
}
