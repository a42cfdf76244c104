package dev.orderflow.spark.market.book;

import dev.orderflow.spark.market.Binary;
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
    Binary.writeNumber(out, events);
    Binary.writeNumber(out, repeated);
    Binary.writeNumber(out, unknown);
    Binary.writeNumber(out, seeds);
    Binary.writeNumber(out, audits);
    Binary.writeNumber(out, unequalAudits);
    Binary.writeNumber(out, orphans);
    Binary.writeNumber(out, phantoms);
    Binary.writeNumber(out, skippedSnapshots);
    Binary.writeNumber(out, crossedMicros);
    Binary.writeNumber(out, invalidations);
  }

  void read(DataInput in) throws IOException {
    events = Binary.readNumber(in);
    repeated = Binary.readNumber(in);
    unknown = Binary.readNumber(in);
    seeds = Binary.readNumber(in);
    audits = Binary.readNumber(in);
    unequalAudits = Binary.readNumber(in);
    orphans = Binary.readNumber(in);
    phantoms = Binary.readNumber(in);
    skippedSnapshots = Binary.readNumber(in);
    crossedMicros = Binary.readNumber(in);
    invalidations = Binary.readNumber(in);
  }
}
