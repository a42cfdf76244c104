package dev.orderflow.spark.market.book;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What has happened to a book since its state began.
 *
 * @param events order events applied
 * @param repeated order events dropped because they had been applied before
 * @param unknown events about orders that a valid book did not know
 * @param seeds snapshots that the book started from
 * @param audits snapshots compared with the book
 * @param unequalAudits those that were not equal, after each of which the snapshot took its place
 * @param orphans orders that the book lacked, over all audits
 * @param phantoms orders that only the book had, over all audits
 * @param skippedSnapshots snapshots of no use: older than the book, cut short, or overtaken
 * @param crossedMicros event time during which a price crossed the touch
 * @param invalidations times at which the book ceased to be valid
 */
public record BookCounts(
    long events,
    long repeated,
    long unknown,
    long seeds,
    long audits,
    long unequalAudits,
    long orphans,
    long phantoms,
    long skippedSnapshots,
    long crossedMicros,
    long invalidations) {

  static final BookCounts NONE = new BookCounts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  static void write(DataOutput out, BookCounts counts) throws IOException {
    Binary.writeNumber(out, counts.events);
    Binary.writeNumber(out, counts.repeated);
    Binary.writeNumber(out, counts.unknown);
    Binary.writeNumber(out, counts.seeds);
    Binary.writeNumber(out, counts.audits);
    Binary.writeNumber(out, counts.unequalAudits);
    Binary.writeNumber(out, counts.orphans);
    Binary.writeNumber(out, counts.phantoms);
    Binary.writeNumber(out, counts.skippedSnapshots);
    Binary.writeNumber(out, counts.crossedMicros);
    Binary.writeNumber(out, counts.invalidations);
  }

  static BookCounts read(DataInput in) throws IOException {
    return new BookCounts(
        Binary.readNumber(in),
        Binary.readNumber(in),
        Binary.readNumber(in),
        Binary.readNumber(in),
        Binary.readNumber(in),
        Binary.readNumber(in),
        Binary.readNumber(in),
        Binary.readNumber(in),
        Binary.readNumber(in),
        Binary.readNumber(in),
        Binary.readNumber(in));
  }
}
