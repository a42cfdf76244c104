package dev.orderflow.connect.bitstamp.continuity;

import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.exchange.ChannelKind;
import dev.orderflow.connect.bitstamp.exchange.FeedEvent;
import dev.orderflow.connect.bitstamp.exchange.Message;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The continuity of {@code order_book}, {@code detail_order_book} and {@code diff_order_book}.
 *
 * <p>Nothing in these frames tells whether one before them was lost. What can be known is whether
 * the sessions carried the channel without a break: where that is not proven a gap is declared, and
 * for differences a snapshot follows. Frames from several sessions are merged by their
 * microtimestamps.
 *
 * <p>A frame a little older than the last one written is written late, as it came; a much older one
 * waits for the next newer one, because the exchange's time may have gone back. Behind a late frame
 * of differences follows a snapshot, because it may have undone what was newer.
 */
final class BookSequence implements ChannelContinuity {

  private static final int BACKWARD_FRAMES = 5;
  private static final int REMEMBERED = 20_000;

  /** A frame so much older than the last one written is not merely late. */
  private static final long LATEST_MICROS = 10_000_000;

  /**
   * For so long a session's first frame waits for the copy of another session, which would show
   * that nothing was published before it: much longer than what the order alone is waited for.
   */
  private static final Duration WAIT_FOR_WITNESS = Duration.ofSeconds(2);

  private final Channel channel;
  private final Duration mergeWait;
  private final ContinuityStatistics statistics;
  private final SnapshotPlacement out;
  private final OrderedMerge<BookFrames.Place> merge;
  private final Coverage coverage = new Coverage();
  private final BookFrames came = new BookFrames(REMEMBERED);
  private final GapWriter gaps;
  private final BackwardIds<BookFrames.Place> backwards = new BackwardIds<>(BACKWARD_FRAMES);

  /** Times up to here may have been written by an earlier task. */
  private long writtenBefore;

  private Position last;
  private OptionalLong lastSession = OptionalLong.empty();

  BookSequence(
      Channel channel,
      Position last,
      ContinuitySettings settings,
      ContinuityStatistics statistics,
      MicroClock clock,
      SnapshotPlacement out) {
    this.channel = channel;
    this.last = last;
    this.statistics = statistics;
    this.out = out;
    gaps = new GapWriter(channel, statistics, clock, out);
    mergeWait = settings.mergeWait();
    merge = new OrderedMerge<>(mergeWait);
    writtenBefore = last.microtimestamp();
  }

  @Override
  public void subscribed(FeedEvent.Subscribed event, long now) {
    merge.sessions().started(event.session());
    coverage.subscribed(event.session());
    if (coverage.isBroken()) {
      requestForDifferences(now);
    }
    out.add(
        new Output.SessionChange(channel, event.session(), event.at(), true, "subscribed", last));
  }

  @Override
  public void ended(FeedEvent.Ended event, long now) {
    coverage.ended(event);
    if (merge.sessions().carries(event.session())) {
      merge.sessions().ended(event.session());
      out.add(
          new Output.SessionChange(
              channel, event.session(), event.at(), false, event.reason().label(), last));
    }
  }

  @Override
  public void frame(FeedEvent.Frame frame, long now) {
    long time = frame.data().microtimestamp();
    if (time == Message.Data.NONE) {
      // Without a time it has no place, and tells nothing about what was before it.
      out.add(Output.Event.streamed(frame, last));
      return;
    }
    BookFrames.Added added = came.add(frame);
    boolean repeats = !added.isNew() || !isBesideLast(time);
    coverage.delivered(frame.session(), time, repeats ? last.microtimestamp() : time - 1);
    if (added.isNew() && merge.accept(added.place(), frame, now)) {
      writeReady(now);
    } else {
      // It tells how far its session has come all the same.
      merge.sessions().reached(frame.session(), added.place());
      statistics.duplicate();
      writeReady(now);
    }
  }

  @Override
  public void advance(long now) {
    writeReady(now);
    if (merge.held().isEmpty()) {
      coverage.forgetEnded();
    }
    if (backwards.isCertain(now)) {
      goBack(now);
    }
    out.advance(now);
  }

  private void writeReady(long now) {
    Optional<BookFrames.Place> place = merge.held().firstKey();
    for (Optional<FeedEvent.Frame> next = merge.next(now, longestWait());
        next.isPresent();
        next = merge.next(now, longestWait())) {
      place(place.orElseThrow(), next.get(), now);
      place = merge.held().firstKey();
    }
  }

  private Duration longestWait() {
    boolean isDoubtful =
        last.isStarted()
            && !coverage.isBroken()
            && merge
                .held()
                .first()
                .filter(frame -> !coverage.vouchedFor(frame.session()))
                .isPresent();
    return isDoubtful && WAIT_FOR_WITNESS.compareTo(mergeWait) > 0 ? WAIT_FOR_WITNESS : mergeWait;
  }

  private void place(BookFrames.Place place, FeedEvent.Frame frame, long now) {
    if (place.micros() > last.microtimestamp() || isBesideLast(place.micros())) {
      writeLate(backwards.take(), now);
      write(frame, now);
    } else if (isMerelyLate(frame)) {
      writeAsItIs(frame);
      requestForDifferences(now);
    } else {
      backwards.add(place, frame, now);
    }
  }

  /** Whether a frame of that time, if it was not written, follows the last one that was. */
  private boolean isBesideLast(long time) {
    return time == last.microtimestamp() && time > writtenBefore;
  }

  /** Something newer came: what waited is late, or was written by an earlier task. */
  private void writeLate(List<FeedEvent.Frame> frames, long now) {
    boolean late = false;
    for (FeedEvent.Frame frame : frames) {
      if (frame.data().microtimestamp() <= writtenBefore) {
        statistics.duplicate();
      } else {
        late = true;
        writeAsItIs(frame);
      }
    }
    if (late) {
      requestForDifferences(now);
    }
  }

  private void requestForDifferences(long now) {
    if (channel.kind() == ChannelKind.DIFF_ORDER_BOOK) {
      out.request(now);
    }
  }

  /** Written at once: a task that ends would forget what it keeps, and nothing would tell. */
  private boolean isMerelyLate(FeedEvent.Frame frame) {
    long time = frame.data().microtimestamp();
    return time > writtenBefore && last.microtimestamp() - time <= LATEST_MICROS;
  }

  /** The exchange's time went back below what was written: a gap, and on from here. */
  private void goBack(long now) {
    List<FeedEvent.Frame> frames = backwards.take();
    declareGap(frames.get(0), "the exchange's time went back below the last frame written");
    out.restart(now);
    writtenBefore = Position.NONE;
    last = Position.START;
    frames.forEach(frame -> write(frame, now));
  }

  private void write(FeedEvent.Frame frame, long now) {
    if (last.isStarted() && !coverage.vouchedFor(frame.session())) {
      declareGap(frame, "the exchange keeps no history of this channel");
      requestForDifferences(now);
    }
    coverage.vouch(frame.session());
    writeAsItIs(frame);
  }

  private void writeAsItIs(FeedEvent.Frame frame) {
    Position after = Position.after(frame.data());
    last = after.microtimestamp() > last.microtimestamp() ? after : last;
    lastSession = OptionalLong.of(frame.session());
    out.add(Output.Event.streamed(frame, last));
  }

  private void declareGap(FeedEvent.Frame next, String detail) {
    gaps.unrepaired(
        last,
        Position.after(next.data()),
        GapReason.between(lastSession, next.session()),
        detail,
        next.session(),
        0,
        OptionalLong.empty(),
        last);
  }

  @Override
  public void relieve(long now) {
    while (!merge.held().isEmpty()) {
      place(merge.held().firstKey().orElseThrow(), merge.held().removeFirst(), now);
    }
    if (backwards.isCertain(now)) {
      goBack(now);
    } else {
      writeLate(backwards.letGo(), now);
    }
    out.relieve(now);
  }

  @Override
  public int held() {
    return merge.held().size() + backwards.size() + out.held();
  }

  @Override
  public long heldBytes() {
    return merge.held().bytes() + backwards.bytes() + out.heldBytes();
  }
}
