package dev.orderflow.spark.market.book;

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
    long invalidations) {}
