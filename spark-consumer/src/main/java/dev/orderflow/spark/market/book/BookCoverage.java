package dev.orderflow.spark.market.book;

import dev.orderflow.spark.market.MissingTimes;
import dev.orderflow.spark.market.Reason;
import dev.orderflow.spark.market.StateFormat;
import dev.orderflow.spark.market.TimeRanges;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * When a market's book was not valid, and why: as it said then, and as was found out since. Times
 * are the exchange's, microseconds since the epoch. Used by one thread.
 */
public final class BookCoverage {

  private static final long MILLISECOND = 1_000;
  private static final long NEVER = -1;

  private final MissingTimes unknown = new MissingTimes();
  private long unknownSince = 0;
  private Reason unknownBecause = Reason.NO_SNAPSHOT;

  /** When a snapshot last told the whole book, or was equal to it. */
  private long vouched = 0;

  /** A book that never was valid. */
  public BookCoverage() {}

  /** The book of a millisecond is known. */
  public void valid(long micros) {
    if (unknownSince != NEVER) {
      // Of the millisecond itself it is not known from what it changed.
      unknown.add(unknownSince, micros + MILLISECOND, unknownBecause);
      unknownSince = NEVER;
    }
  }

  /** The book is unknown from here on. */
  public void invalid(Reason reason, long micros) {
    unknownSince = micros;
    unknownBecause = reason;
  }

  /** It turns out that the book was unknown in {@code from <= time < to}. */
  public void miss(long from, long to, Reason reason) {
    unknown.add(from, to, reason);
  }

  /** When a snapshot last told the whole book, or was equal to it. */
  public long vouched() {
    return vouched;
  }

  /** A snapshot told the whole book, or was equal to it. */
  public void vouch(long micros) {
    vouched = micros;
  }

  /** How much of {@code from <= time < to} the book was unknown, microseconds. */
  public long unknownWithin(long from, long to) {
    long open = unknownSince == NEVER ? 0 : Math.max(0, to - Math.max(from, unknownSince));
    return unknown.within(from, to) + open;
  }

  /** Why it was unknown in {@code from <= time < to}; empty where it was not. */
  public Optional<Reason> reason(long from, long to) {
    Optional<Reason> open =
        unknownSince != NEVER && unknownSince < to ? Optional.of(unknownBecause) : Optional.empty();
    return Stream.of(unknown.reason(from, to), open)
        .flatMap(Optional::stream)
        .min(Comparator.naturalOrder());
  }

  /** All times at which it was unknown. */
  public TimeRanges unknownTimes() {
    TimeRanges times = unknown.times();
    if (unknownSince != NEVER) {
      times.add(unknownSince, Long.MAX_VALUE);
    }
    return times;
  }

  /** Forgets what ended at that time or before. */
  public void forgetBefore(long time) {
    unknown.forgetBefore(time);
  }

  /** Writes the state. */
  public void write(DataOutput out) throws IOException {
    unknown.write(out);
    StateFormat.writeNumber(out, unknownSince);
    out.writeByte(unknownBecause.ordinal());
    StateFormat.writeNumber(out, vouched);
  }

  /** Reads a state that {@link #write} wrote, in place of this one. */
  public void read(DataInput in) throws IOException {
    unknown.read(in);
    unknownSince = StateFormat.readNumber(in);
    unknownBecause = Reason.values()[in.readByte()];
    vouched = StateFormat.readNumber(in);
  }
}
