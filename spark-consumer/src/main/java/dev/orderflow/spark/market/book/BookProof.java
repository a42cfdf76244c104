package dev.orderflow.spark.market.book;

import dev.orderflow.spark.market.MarketEvent.Feed;
import dev.orderflow.spark.market.MarketEvent.Gap;
import dev.orderflow.spark.market.MarketEvent.Proof;
import dev.orderflow.spark.market.ProvenTimes;
import dev.orderflow.spark.market.StateFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.OptionalLong;

/**
 * Of which book it is proven that every order event that made it is in the topic: the one that
 * began as a snapshot, or was equal to one, and whose events since then are proven.
 *
 * <p>Times are the exchange's, microseconds since the epoch.
 */
public final class BookProof {

  private static final long MILLISECOND = 1_000;

  private final ProvenTimes events = new ProvenTimes();
  private long since = -1;

  /** Nothing is proven. */
  public BookProof() {}

  /** A proof was read, and everything that it names. */
  public void prove(Proof proof) {
    if (proof.feed() == Feed.ORDERS) {
      events.add(proof.fromMicros(), proof.untilMicros(), proof.by());
    }
  }

  /** What is declared missing takes a proof back that came before. */
  public void contradict(Gap gap) {
    if (gap.feed() == Feed.ORDERS && !gap.repaired()) {
      events.remove(
          Math.min(gap.fromMicros(), gap.toMicros()), Math.max(gap.fromMicros(), gap.toMicros()));
    }
  }

  /** The book began as a snapshot of that time, or was equal to it. */
  public void vouch(long micros) {
    since = micros - micros % MILLISECOND;
    events.forgetBefore(since);
  }

  /** What is proven of a valid book, as of the end of a second or millisecond. */
  public BookRow.Proven at(long end) {
    OptionalLong until = since < 0 ? OptionalLong.empty() : events.until(since);
    return until.isEmpty()
        ? BookRow.Proven.NOTHING
        : new BookRow.Proven(events.by(since, end), OptionalLong.of(since), until);
  }

  /** Writes the state. */
  public void write(DataOutput out) throws IOException {
    StateFormat.writeNumber(out, since);
    events.write(out);
  }

  /** Reads a state that {@link #write} wrote, in place of this one. */
  public void read(DataInput in) throws IOException {
    since = StateFormat.readNumber(in);
    events.read(in);
  }
}
