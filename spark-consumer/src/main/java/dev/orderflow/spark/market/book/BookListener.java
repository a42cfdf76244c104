package dev.orderflow.spark.market.book;

import dev.orderflow.spark.market.Reason;

/** Hears what becomes of a book, in order, on the thread that feeds it. */
public interface BookListener {

  /**
   * Every event of a millisecond has been applied to a valid book.
   *
   * @param micros the millisecond's start
   * @param next the start of the millisecond of the event that showed it
   */
  void onMillisecondComplete(OrderBook book, long micros, long next);

  /**
   * A snapshot took the book's place and is complete up to a millisecond; {@link
   * #onMillisecondComplete} of that millisecond follows.
   */
  void onSnapshotLoaded(OrderBook book, long micros);

  /** The book is unknown from here on. */
  void onInvalidated(Reason reason, long micros);

  /** A snapshot was compared. */
  void onAudited(Audit audit);

  /** A frame of a book channel was compared. */
  void onFrameCompared(BookFrameCheck.Comparison comparison);
}
