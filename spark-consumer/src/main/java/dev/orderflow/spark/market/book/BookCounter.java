package dev.orderflow.spark.market.book;

import dev.orderflow.spark.market.StateFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** What happens to a book, as it is counted; {@link BookCounts} says what each figure means. */
final class BookCounter {

  long events;
  long repeated;
  long unknown;
  long seeds;
  long audits;
  long unequalAudits;
  long orphans;
  long phantoms;
  long skippedSnapshots;
  long crossedMicros;
  long invalidations;

  BookCounts counts() {
    return new BookCounts(
        events,
        repeated,
        unknown,
        seeds,
        audits,
        unequalAudits,
        orphans,
        phantoms,
        skippedSnapshots,
        crossedMicros,
        invalidations);
  }

  void write(DataOutput out) throws IOException {
    StateFormat.writeNumber(out, events);
    StateFormat.writeNumber(out, repeated);
    StateFormat.writeNumber(out, unknown);
    StateFormat.writeNumber(out, seeds);
    StateFormat.writeNumber(out, audits);
    StateFormat.writeNumber(out, unequalAudits);
    StateFormat.writeNumber(out, orphans);
    StateFormat.writeNumber(out, phantoms);
    StateFormat.writeNumber(out, skippedSnapshots);
    StateFormat.writeNumber(out, crossedMicros);
    StateFormat.writeNumber(out, invalidations);
  }

  void read(DataInput in) throws IOException {
    events = StateFormat.readNumber(in);
    repeated = StateFormat.readNumber(in);
    unknown = StateFormat.readNumber(in);
    seeds = StateFormat.readNumber(in);
    audits = StateFormat.readNumber(in);
    unequalAudits = StateFormat.readNumber(in);
    orphans = StateFormat.readNumber(in);
    phantoms = StateFormat.readNumber(in);
    skippedSnapshots = StateFormat.readNumber(in);
    crossedMicros = StateFormat.readNumber(in);
    invalidations = StateFormat.readNumber(in);
  }
}
