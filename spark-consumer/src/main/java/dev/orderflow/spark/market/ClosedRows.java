package dev.orderflow.spark.market;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Names the closed rows of one kind and interval, those that cannot be published again, that a
 * statement makes wrong.
 *
 * <p>What such a row said follows from what was missing when it was closed, and each statement
 * since was told here. So the rows to be named are those that the missing times touched before a
 * statement and do not touch after it, or the other way round; nothing is remembered of single
 * rows. Used by one thread.
 */
public final class ClosedRows {

  /** What was missing is to be known for so long behind the oldest row that is not closed. */
  public static final long KNOWN_MICROS = 24 * 3_600 * 1_000_000L;

  private final String market;
  private final CompletenessRow.Rows rows;
  private final Optional<Interval> interval;
  private Optional<CompletenessRow> last = Optional.empty();

  /**
   * Rows of which nothing was said.
   *
   * @param market the market
   * @param rows which rows
   * @param interval how long each is; empty for rows that have no length
   */
  public ClosedRows(String market, CompletenessRow.Rows rows, Optional<Interval> interval) {
    this.market = market;
    this.rows = rows;
    this.interval = interval;
  }

  /**
   * A statement about a time.
   *
   * @param from the first microsecond that it speaks of
   * @param to the first behind that
   * @param closedBefore rows that end here or before are closed
   * @param before what was missing before it
   * @param after what is missing since
   * @param reason why more is missing since, where that is so
   * @param out receives a row for each range that says something else now
   */
  public void restate(
      long from,
      long to,
      long closedBefore,
      TimeRanges before,
      TimeRanges after,
      Reason reason,
      Consumer<? super CompletenessRow> out) {
    long start = startOf(Math.max(0, from));
    long end = Math.min(endOf(to), closedBefore);
    if (start < end) {
      TimeRanges incomplete = touched(before, start, end);
      TimeRanges now = touched(after, start, end);
      now.without(incomplete).forEach(range -> name(range, Optional.of(reason), out));
      incomplete.without(now).forEach(range -> name(range, Optional.empty(), out));
    }
  }

  private TimeRanges touched(TimeRanges missing, long start, long end) {
    TimeRanges touched = new TimeRanges();
    for (TimeRanges.Range range : missing.overlapping(start, end)) {
      touched.add(
          startOf(Math.max(start, range.from())), Math.min(end, endOf(Math.min(end, range.to()))));
    }
    return touched;
  }

  /** A range that only continues what was said last is one with it. */
  private void name(
      TimeRanges.Range range, Optional<Reason> reason, Consumer<? super CompletenessRow> out) {
    long from = range.from();
    long until = range.to();
    if (last.isPresent()
        && last.get().reason().equals(reason)
        && from <= last.get().until()
        && until >= last.get().from()) {
      from = Math.min(from, last.get().from());
      until = Math.max(until, last.get().until());
    }
    CompletenessRow row = new CompletenessRow(market, rows, interval, from, until, reason);
    last = Optional.of(row);
    out.accept(row);
  }

  private long startOf(long time) {
    return interval.map(length -> length.startOf(time)).orElse(time);
  }

  private long endOf(long time) {
    return interval.map(length -> length.startOf(time - 1) + length.micros()).orElse(time);
  }

  /** Writes the state. */
  public void write(DataOutput out) throws IOException {
    out.writeBoolean(last.isPresent());
    if (last.isPresent()) {
      StateFormat.writeNumber(out, last.get().from());
      StateFormat.writeNumber(out, last.get().until());
      out.writeByte(last.get().reason().map(Enum::ordinal).orElse(-1));
    }
  }

  /** Reads a state that {@link #write} wrote, in place of this one. */
  public void read(DataInput in) throws IOException {
    last = Optional.empty();
    if (in.readBoolean()) {
      long from = StateFormat.readNumber(in);
      long until = StateFormat.readNumber(in);
      int ordinal = in.readByte();
      Optional<Reason> reason =
          ordinal < 0 ? Optional.empty() : Optional.of(Reason.values()[ordinal]);
      last = Optional.of(new CompletenessRow(market, rows, interval, from, until, reason));
    }
  }
}
