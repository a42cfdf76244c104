package dev.orderflow.spark.market.book;

import dev.orderflow.spark.market.MarketEvent.Feed;
import dev.orderflow.spark.market.MarketEvent.Gap;
import dev.orderflow.spark.market.MarketEvent.Levels;
import dev.orderflow.spark.market.MarketEvent.OrderEvent;
import dev.orderflow.spark.market.MarketEvent.SnapshotPart;
import dev.orderflow.spark.market.Reason;
import dev.orderflow.spark.market.StateFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Keeps a market's book from its records, and says when it can be vouched for.
 *
 * <p>A book starts from a complete snapshot. Events of earlier milliseconds than the snapshot's are
 * dropped, those of the same millisecond are applied idempotently, later ones applied. It is valid
 * from the first later millisecond on, until events are missing. A later snapshot is compared at
 * the end of its millisecond, with that millisecond's events applied to it as well, because the
 * events' times do not tell which of them it already contains.
 *
 * <p>What the book says is known only once a millisecond is complete, which the next event shows.
 */
public final class BookRebuild {

  private static final int VERSION = 4;
  private static final long MILLISECOND = 1_000;

  /** How much is known. */
  private enum Knowledge {
    UNKNOWN,
    /** A snapshot is loaded; its millisecond is not complete. */
    SEEDED,
    VALID
  }

  private final BookSettings settings;
  private final BookFrameCheck frameCheck;
  private OrderBook book = new OrderBook();
  private Knowledge knowledge = Knowledge.UNKNOWN;
  private Reason reason = Reason.NO_SNAPSHOT;

  /** Why a book that is followed on cannot be vouched for now; over when its cause is. */
  private Optional<Reason> suspended = Optional.empty();

  private String lastEventId = "";
  private long instant = -1;
  private final List<OrderEvent> ofInstant = new ArrayList<>();
  private long seedMillis = -1;

  /** Where the last gap ended: an older snapshot may lack what the gap took. */
  private long missingUpTo = -1;

  /** The event behind the last gap taken; empty before the first. */
  private String lastGapEnd = "";

  private long crossedSince = -1;
  private Optional<Snapshot> arriving = Optional.empty();
  private Optional<Snapshot> audit = Optional.empty();
  private final BookCounter counter = new BookCounter();

  /** Creates a book that knows nothing yet. */
  public BookRebuild(BookSettings settings) {
    this.settings = settings;
    this.frameCheck = new BookFrameCheck(settings.frameCheckLevels());
    book.watchedBy(frameCheck);
  }

  /** The book; not to be trusted unless {@link #isValid}. */
  public OrderBook book() {
    return book;
  }

  /** Whether the book can be vouched for at the end of the last complete millisecond. */
  public boolean isValid() {
    return knowledge == Knowledge.VALID && suspended.isEmpty();
  }

  /** Why it is not valid. */
  public Reason reason() {
    return reason;
  }

  /** What has happened so far. */
  public BookCounts counts() {
    return counter.counts();
  }

  /**
   * Takes an order event.
   *
   * @return false where it had been taken before and is dropped
   */
  public boolean applyOrder(OrderEvent event, BookListener listener) {
    boolean identified = !event.eventId().isEmpty();
    long millis = event.micros() / MILLISECOND;
    if (identified && event.eventId().compareTo(lastEventId) <= 0
        || !identified && millis < instant) {
      counter.repeated++;
      return false;
    }
    if (identified) {
      lastEventId = event.eventId();
    }
    if (millis > instant) {
      complete(millis, listener);
      instant = millis;
      ofInstant.clear();
      frameCheck.at(millis);
    }
    ofInstant.add(event);
    if (knowledge != Knowledge.UNKNOWN && instant >= seedMillis) {
      apply(event, listener);
    }
    if (ofInstant.size() > settings.maxOrders()) {
      invalidate(Reason.TOO_MANY_ORDERS, listener);
      ofInstant.clear();
      // A snapshot of this millisecond would need the events that are not kept.
      seedMillis = instant + 1;
    }
    return true;
  }

  private void apply(OrderEvent event, BookListener listener) {
    counter.events++;
    if (!book.apply(event) && knowledge == Knowledge.VALID) {
      counter.unknown++;
    }
    if (book.size() > settings.maxOrders()) {
      invalidate(Reason.TOO_MANY_ORDERS, listener);
    }
  }

  /** The millisecond of the last event is over, since an event of a later one has come. */
  private void complete(long next, BookListener listener) {
    if (knowledge == Knowledge.SEEDED && next > seedMillis) {
      book.settle(next - 1);
      knowledge = Knowledge.VALID;
      listener.onSnapshotLoaded(book, seen() * MILLISECOND);
    }
    if (knowledge == Knowledge.VALID) {
      book.settle(next - 1);
      auditIfDue(next, listener);
      suspendWhile(doubt(next), listener);
      if (suspended.isEmpty()) {
        frameCheck.compareDue(book, next, listener);
        listener.onMillisecondComplete(book, seen() * MILLISECOND, next * MILLISECOND);
      }
    }
  }

  /** The millisecond up to which the book is complete. */
  private long seen() {
    return Math.max(seedMillis, instant);
  }

  /** Why the book cannot be vouched for although no event is missing; empty where it can. */
  private Optional<Reason> doubt(long next) {
    boolean crossed = measureCrossing(next);
    if (book.isOutOfRange()) {
      return Optional.of(Reason.NUMBER_OUT_OF_RANGE);
    }
    return crossed ? Optional.of(Reason.CROSSED) : Optional.empty();
  }

  /** Whether prices have crossed for longer than the limit. */
  private boolean measureCrossing(long next) {
    if (!book.isCrossed()) {
      crossedSince = -1;
      return false;
    }
    crossedSince = crossedSince < 0 ? seen() : crossedSince;
    counter.crossedMicros += (next - seen()) * MILLISECOND;
    return (next - crossedSince) * MILLISECOND > settings.maxCrossedMicros();
  }

  private void suspendWhile(Optional<Reason> doubt, BookListener listener) {
    boolean was = suspended.isPresent();
    suspended = doubt;
    if (doubt.isPresent()) {
      reason = doubt.get();
      if (!was) {
        counter.invalidations++;
        frameCheck.forget();
        listener.onInvalidated(reason, seen() * MILLISECOND);
      }
    }
  }

  private void auditIfDue(long next, BookListener listener) {
    if (audit.isEmpty() || next <= audit.get().millis()) {
      return;
    }
    Snapshot snapshot = audit.get();
    audit = Optional.empty();
    OrderBook theirs = new OrderBook();
    theirs.load(snapshot, book);
    if (instant == snapshot.millis()) {
      ofInstant.forEach(theirs::apply);
    }
    theirs.settle(next - 1);
    Audit result = Audit.of(snapshot.micros(), book, theirs);
    counter.audits++;
    counter.orphans += result.orphans();
    counter.phantoms += result.phantoms();
    listener.onAudited(result);
    if (result.reseeded()) {
      counter.unequalAudits++;
      if (result.agreement() < settings.minAgreement() && suspended.isEmpty()) {
        invalidate(Reason.AUDIT, listener);
      }
      book = theirs;
      book.watchedBy(frameCheck);
      frameCheck.forget();
      counter.seeds++;
      knowledge = Knowledge.VALID;
      seedMillis = snapshot.millis();
      crossedSince = -1;
      listener.onSnapshotLoaded(book, seen() * MILLISECOND);
    }
  }

  /** Takes a part of a snapshot. */
  public void applySnapshot(SnapshotPart part, BookListener listener) {
    if (part.part() == 1) {
      arriving.ifPresent(cut -> counter.skippedSnapshots++);
      arriving = Optional.of(Snapshot.begin(part));
    } else if (arriving.isPresent() && arriving.get().continuesWith(part)) {
      arriving.get().add(part);
    } else {
      arriving.ifPresent(cut -> counter.skippedSnapshots++);
      arriving = Optional.empty();
    }
    if (arriving.isPresent() && arriving.get().size() > settings.maxOrders()) {
      arriving = Optional.empty();
      counter.skippedSnapshots++;
      invalidate(Reason.TOO_MANY_ORDERS, listener);
    } else if (arriving.isPresent() && arriving.get().isComplete()) {
      Snapshot whole = arriving.get();
      arriving = Optional.empty();
      use(whole, listener);
    }
  }

  private void use(Snapshot snapshot, BookListener listener) {
    if (snapshot.millis() < instant
        || snapshot.millis() < seedMillis
        || snapshot.millis() < missingUpTo) {
      counter.skippedSnapshots++;
    } else if (knowledge != Knowledge.UNKNOWN) {
      audit.ifPresent(overtaken -> counter.skippedSnapshots++);
      audit = Optional.of(snapshot);
    } else {
      seed(snapshot, listener);
    }
  }

  private void seed(Snapshot snapshot, BookListener listener) {
    book.load(snapshot);
    counter.seeds++;
    knowledge = Knowledge.SEEDED;
    seedMillis = snapshot.millis();
    crossedSince = -1;
    if (instant == seedMillis) {
      for (OrderEvent event : List.copyOf(ofInstant)) {
        apply(event, listener);
      }
    }
  }

  /**
   * Takes a gap; only one of order events that stayed open makes the book unknown.
   *
   * @return false where the gap had been taken before
   */
  public boolean applyGap(Gap gap, BookListener listener) {
    if (gap.feed() != Feed.ORDERS || gap.repaired()) {
      return true;
    }
    // A record that was refused is named as both ends.
    boolean identified = !gap.fromId().isEmpty() && !gap.toId().isEmpty();
    boolean back = identified && gap.fromId().compareTo(gap.toId()) > 0;
    if (identified && !back && gap.toId().compareTo(lastGapEnd) <= 0) {
      // A writer that was killed repeats itself. That the events behind a gap have been taken tells
      // nothing: what the topic refused is declared after them.
      counter.repeated++;
      return false;
    }
    if (identified) {
      lastGapEnd = back ? "" : gap.toId();
    }
    arriving = Optional.empty();
    long end = gap.toMicros() / MILLISECOND;
    if (back || end >= instant) {
      ofInstant.clear();
    }
    invalidate(gap.reason(), Math.max(gap.fromMicros(), instant * MILLISECOND), listener);
    if (back) {
      lastEventId = "";
      instant = -1;
      seedMillis = -1;
    }
    if (gap.reason() == Reason.REFUSED) {
      // A snapshot of its own millisecond may hold it or not.
      end++;
    } else if (gap.toId().isEmpty()) {
      // Without an event behind it a gap ends by the connector's clock, which is another.
      end = -1;
    }
    missingUpTo = back ? end : Math.max(missingUpTo, end);
    return true;
  }

  /** Order events are missing from the last one on, until the next snapshot that comes. */
  public void interrupt(Reason why, BookListener listener) {
    if (instant >= 0 || knowledge != Knowledge.UNKNOWN || arriving.isPresent()) {
      arriving = Optional.empty();
      ofInstant.clear();
      invalidate(why, listener);
    }
  }

  /** Takes levels of a book channel. */
  public void checkFrame(Levels levels, BookListener listener) {
    if (isValid()) {
      frameCheck.take(book, levels, instant, listener);
    }
  }

  private void invalidate(Reason why, BookListener listener) {
    invalidate(why, Math.max(instant, 0) * MILLISECOND, listener);
  }

  private void invalidate(Reason why, long micros, BookListener listener) {
    book.clear();
    frameCheck.forget();
    audit = Optional.empty();
    crossedSince = -1;
    reason = why;
    boolean was = isValid();
    suspended = Optional.empty();
    knowledge = Knowledge.UNKNOWN;
    if (was) {
      counter.invalidations++;
      listener.onInvalidated(why, micros);
    }
  }

  /** Writes the state. */
  public void write(DataOutput out) throws IOException {
    StateFormat.writeVersion(out, VERSION);
    out.writeByte(knowledge.ordinal());
    out.writeByte(reason.ordinal());
    out.writeBoolean(suspended.isPresent());
    out.writeUTF(lastEventId);
    out.writeLong(instant);
    out.writeLong(seedMillis);
    out.writeLong(missingUpTo);
    out.writeUTF(lastGapEnd);
    out.writeLong(crossedSince);
    book.write(out);
    out.writeInt(ofInstant.size());
    for (OrderEvent event : ofInstant) {
      OrderEventCodec.write(out, event);
    }
    for (Optional<Snapshot> snapshot : List.of(arriving, audit)) {
      out.writeBoolean(snapshot.isPresent());
      if (snapshot.isPresent()) {
        snapshot.get().write(out);
      }
    }
    frameCheck.write(out);
    counter.write(out);
  }

  /** Reads a state that {@link #write} wrote, in place of this one. */
  public void read(DataInput in) throws IOException {
    StateFormat.readVersion(in, VERSION, "the state of a book");
    knowledge = Knowledge.values()[in.readByte()];
    reason = Reason.values()[in.readByte()];
    suspended = in.readBoolean() ? Optional.of(reason) : Optional.empty();
    lastEventId = in.readUTF();
    instant = in.readLong();
    seedMillis = in.readLong();
    missingUpTo = in.readLong();
    lastGapEnd = in.readUTF();
    crossedSince = in.readLong();
    book.read(in);
    book.watchedBy(frameCheck);
    ofInstant.clear();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      ofInstant.add(OrderEventCodec.read(in));
    }
    arriving = in.readBoolean() ? Optional.of(Snapshot.read(in)) : Optional.empty();
    audit = in.readBoolean() ? Optional.of(Snapshot.read(in)) : Optional.empty();
    frameCheck.read(in);
    counter.read(in);
  }
}
