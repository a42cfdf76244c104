package dev.orderflow.connect.bitstamp.record;

import dev.orderflow.connect.bitstamp.continuity.Output;
import dev.orderflow.connect.bitstamp.exchange.BookSnapshot;
import dev.orderflow.connect.bitstamp.exchange.Channel;
import java.util.ArrayList;
import java.util.List;

/**
 * As much of a snapshot as goes into one record.
 *
 * @param channel the channel whose stream the snapshot stands in
 * @param at when it was received, microseconds since the epoch
 * @param rows bids, best first, and then asks
 * @param number number of this part, from 1
 * @param parts how many parts there are
 */
record SnapshotPart(Channel channel, long at, BookSnapshot rows, int number, int parts) {

  /**
   * The parts of a snapshot.
   *
   * @param rowOverhead bytes that a row takes in the record beyond its text
   * @param mostBytes most bytes of rows in one part; a single longer row is a part of its own
   */
  static List<SnapshotPart> of(Output.Snapshot snapshot, int rowOverhead, int mostBytes) {
    List<BookSnapshot> split = split(snapshot.book(), rowOverhead, mostBytes);
    List<SnapshotPart> parts = new ArrayList<>();
    for (BookSnapshot rows : split) {
      parts.add(
          new SnapshotPart(
              snapshot.channel(), snapshot.at(), rows, parts.size() + 1, split.size()));
    }
    return parts;
  }

  private static List<BookSnapshot> split(BookSnapshot book, int rowOverhead, int mostBytes) {
    List<BookSnapshot> parts = new ArrayList<>();
    List<String> bids = new ArrayList<>();
    List<String> asks = new ArrayList<>();
    int bytes = 0;
    int total = book.bids().size() + book.asks().size();
    for (int i = 0; i < total; i++) {
      boolean bid = i < book.bids().size();
      String row = bid ? book.bids().get(i) : book.asks().get(i - book.bids().size());
      int weight = row.length() + rowOverhead;
      if (bytes > 0 && bytes + weight > mostBytes) {
        parts.add(new BookSnapshot(book.microtimestamp(), bids, asks));
        bids.clear();
        asks.clear();
        bytes = 0;
      }
      (bid ? bids : asks).add(row);
      bytes += weight;
    }
    parts.add(new BookSnapshot(book.microtimestamp(), bids, asks));
    return parts;
  }
}
