package dev.orderflow.benchmarks.micro;

import dev.orderflow.spark.market.MarketEvent.OrderEvent;
import dev.orderflow.spark.market.MarketEvent.SnapshotPart;
import dev.orderflow.spark.market.book.Audit;
import dev.orderflow.spark.market.book.BookFrameCheck.Comparison;
import dev.orderflow.spark.market.book.BookListener;
import dev.orderflow.spark.market.book.BookRebuild;
import dev.orderflow.spark.market.book.BookSettings;
import dev.orderflow.spark.market.book.Invalidity;
import dev.orderflow.spark.market.book.OrderBook;
import dev.orderflow.spark.source.RejectedRecordException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Keeping a book of 5,000 orders, from a snapshot on: the application's, which can vouch for what
 * it says, and one of {@code java.util} maps that only adds and removes.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class Books {

  private static final int EVENTS = 100_000;

  private List<OrderEvent> events = List.of();
  private SnapshotPart snapshot = new SnapshotPart(0, 1, 1, List.of(), List.of());

  /** Called by JMH. */
  public Books() {
    // Everything is made before the first iteration.
  }

  /** Makes the events. */
  @Setup
  public void makeEvents() throws RejectedRecordException {
    OrderFrames made = OrderFrames.of(EVENTS);
    events = made.orderEvents();
    snapshot = made.snapshot();
    if (events.size() != EVENTS) {
      throw new IllegalStateException("stop orders among the frames");
    }
  }

  /** The application's book, with its checks of identity, milliseconds and crossing. */
  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public BookRebuild book() {
    return replay(snapshot, events);
  }

  /** A hash map of orders and a tree map of levels for each side. */
  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public MapBook maps() {
    MapBook book = new MapBook(snapshot);
    events.forEach(book::accept);
    return book;
  }

  static BookRebuild replay(SnapshotPart snapshot, List<OrderEvent> events) {
    BookRebuild book = new BookRebuild(BookSettings.defaults());
    Heard heard = new Heard();
    book.applySnapshot(snapshot, heard);
    for (OrderEvent event : events) {
      book.applyOrder(event, heard);
    }
    if (!book.isValid()) {
      throw new IllegalStateException("the book is not valid: " + book.reason());
    }
    return book;
  }

  /** Listens and does nothing. */
  private static final class Heard implements BookListener {

    @Override
    public void onMillisecondComplete(OrderBook book, long micros, long next) {
      // Only the book is measured.
    }

    @Override
    public void onSnapshotLoaded(OrderBook book, long micros) {
      // Only the book is measured.
    }

    @Override
    public void onInvalidated(Invalidity reason, long micros) {
      throw new IllegalStateException("the book is not valid: " + reason);
    }

    @Override
    public void onAudited(Audit audit) {
      // There is one snapshot, and nothing before it.
    }

    @Override
    public void onFrameCompared(Comparison comparison) {
      // There are no frames of the book channels.
    }
  }
}
