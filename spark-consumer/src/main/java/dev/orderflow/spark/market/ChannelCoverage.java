package dev.orderflow.spark.market;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;

/**
 * Until when a market was read on one channel, and what of it is missing. Only the channel's own
 * records tell: no clock, no other market, no end of the input.
 *
 * <ul>
 *   <li>An event tells that the channel was read up to its time.
 *   <li>Of a time without knowledge, as before the first event, the next streamed event of a later
 *       time than it began tells the end: one that the session delivered behind newer ones tells
 *       nothing of what came after those. Until then nothing else tells how far the channel was
 *       read. The end is not before the connector received what told of it: what is not known was
 *       received before that, and may be later than an event that was delivered late.
 *   <li>Both ends of what is missing belong to it, because an order that trades with several others
 *       does so in one microsecond.
 * </ul>
 *
 * <p>Times are the exchange's, microseconds since the epoch.
 */
public final class ChannelCoverage {

  /** No time: before every other one. */
  public static final long NEVER = Long.MIN_VALUE;

  /** The connector's clock may be ahead of the exchange's by so much, microseconds. */
  private static final long MOST_AHEAD = 300_000_000L;

  private final MissingTimes missing = new MissingTimes();
  private final ProvenTimes proven = new ProvenTimes();
  private long readUntil = NEVER;
  private Optional<Reason> unknown = Optional.of(Reason.NOT_CONTINUED);
  private long unknownSince = NEVER;
  private long toldAt = NEVER;

  /** A channel of which nothing was read. */
  public ChannelCoverage() {}

  /** The latest time that was read; {@link #NEVER} before the first. */
  public long readUntil() {
    return readUntil;
  }

  /** Whether nothing is known until the next streamed event. */
  public boolean isUnknown() {
    return unknown.isPresent();
  }

  /** Since when nothing is known, where that is so. */
  public long unknownSince() {
    return unknownSince;
  }

  /**
   * An event was read.
   *
   * @param micros its time
   * @param streamed whether it came over the stream; what was fetched otherwise does not tell that
   *     the stream is read again
   * @return whether it ends a time without knowledge, which is missing now
   */
  public boolean read(long micros, boolean streamed) {
    boolean ends = streamed && unknown.isPresent() && micros > unknownSince;
    if (ends) {
      long end = Math.max(micros, Math.min(toldAt, micros + MOST_AHEAD));
      missing.add(unknownSince, end + 1, unknown.get());
      unknown = Optional.empty();
      toldAt = NEVER;
    }
    if (unknown.isEmpty()) {
      readUntil = Math.max(readUntil, micros);
    }
    return ends;
  }

  /** Nothing is known from the last event on until the next. */
  public void interrupt(Reason reason) {
    interrupt(reason, NEVER);
  }

  /**
   * The same where it is known when that was told.
   *
   * @param told when the connector received the record that tells it, microseconds
   */
  public void interrupt(Reason reason, long told) {
    toldAt = Math.max(toldAt, told);
    if (unknown.isEmpty()) {
      unknownSince = readUntil;
      unknown = Optional.of(reason);
    } else if (unknownSince != NEVER && reason.compareTo(unknown.get()) < 0) {
      unknown = Optional.of(reason);
    }
  }

  /**
   * Something is missing between two times, both of which belong to it. Where the exchange's clock
   * went back, the times in between are meant.
   */
  public void miss(long from, long to, Reason reason) {
    missing.add(Math.min(from, to), Math.max(from, to) + 1, reason);
    proven.remove(Math.min(from, to), Math.max(from, to));
  }

  /**
   * Everything after one time and up to another, which is in it, was read: the channel was read up
   * to there, and what was declared missing in between is not.
   */
  public void prove(long from, long until, ProvenBy by) {
    repair(from, until);
    proven.add(from, until, by);
    if (unknown.isEmpty()) {
      readUntil = Math.max(readUntil, until);
    }
  }

  /** What proves that all of {@code from <= time < to} was read; empty where nothing does. */
  public Optional<ProvenBy> provenBy(long from, long to) {
    return isPast(to) && missing.within(from, to) == 0 ? proven.by(from, to) : Optional.empty();
  }

  /**
   * What was declared missing between two times has been written since.
   *
   * @return whether that changed anything
   */
  public boolean repair(long from, long to) {
    return missing.repair(from, to + 1);
  }

  /** Whether the channel was read past the end of an interval. */
  public boolean isPast(long end) {
    return readUntil >= end;
  }

  /** What is missing. */
  public TimeRanges missingTimes() {
    return missing.times();
  }

  /** How much of {@code from <= time < to} is missing, microseconds. */
  public long missingWithin(long from, long to) {
    return missing.within(from, to);
  }

  /** How much of {@code from <= time < to} is missing of one channel or the other, microseconds. */
  public static long missingWithin(ChannelCoverage one, ChannelCoverage other, long from, long to) {
    return MissingTimes.within(one.missing, other.missing, from, to);
  }

  /** Why {@code from <= time < to} is not complete; empty where it is. */
  public Optional<Reason> reason(long from, long to) {
    return isPast(to) ? missing.reason(from, to) : Optional.of(Reason.NOT_PAST_END);
  }

  /** Forgets what ended at that time or before. */
  public void forgetBefore(long time) {
    missing.forgetBefore(time);
    proven.forgetBefore(time);
  }

  /** Writes the state. */
  public void write(DataOutput out) throws IOException {
    StateFormat.writeNumber(out, readUntil);
    out.writeByte(unknown.map(Enum::ordinal).orElse(-1));
    StateFormat.writeNumber(out, unknownSince);
    StateFormat.writeNumber(out, toldAt);
    missing.write(out);
    proven.write(out);
  }

  /** Reads a state that {@link #write} wrote, in place of this one. */
  public void read(DataInput in) throws IOException {
    readUntil = StateFormat.readNumber(in);
    int reason = in.readByte();
    unknown = reason < 0 ? Optional.empty() : Optional.of(Reason.values()[reason]);
    unknownSince = StateFormat.readNumber(in);
    toldAt = StateFormat.readNumber(in);
    missing.read(in);
    proven.read(in);
  }
}
