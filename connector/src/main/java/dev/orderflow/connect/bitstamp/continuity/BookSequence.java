package dev.orderflow.connect.bitstamp.continuity;

import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.exchange.ChannelKind;
import dev.orderflow.connect.bitstamp.exchange.FeedEvent;
import dev.orderflow.connect.bitstamp.exchange.Message;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The continuity of {@code order_book}, {@code detail_order_book} and {@code diff_order_book}.
 *
 * <p>Nothing in these frames tells whether one before them was lost. What can be known is that no
 * session carried the channel for a while: that is declared as a gap, and for differences a
 * snapshot follows. Frames from several sessions are merged by their microtimestamps.
 */
final class BookSequence implements ChannelContinuity {

  private final Channel channel;
  private final ContinuityStatistics statistics;
  private final MicroClock clock;
  private final SnapshotPlacement out;
  private final OrderedMerge merge;

  private Position last;
  private OptionalLong lastSession = OptionalLong.empty();
  private boolean uncovered;

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
    this.clock = clock;
    this.out = out;
    merge = new OrderedMerge(settings.mergeWait());
    uncovered = last.isStarted();
  }

  @Override
  public void subscribed(FeedEvent.Subscribed event, long now) {
    if (merge.sessions().started(event.session())) {
      uncovered = last.isStarted();
      if (channel.kind() == ChannelKind.DIFF_ORDER_BOOK) {
        out.request(now);
      }
    }
    out.add(
        new Output.SessionChange(channel, event.session(), event.at(), true, "subscribed", last));
  }

  @Override
  public void ended(FeedEvent.Ended event, long now) {
    if (merge.sessions().carries(event.session())) {
      merge.sessions().ended(event.session());
      out.add(
          new Output.SessionChange(
              channel, event.session(), event.at(), false, event.reason().label(), last));
    }
  }

  @Override
  public void frame(FeedEvent.Frame frame, long now) {
    long key = frame.data().microtimestamp();
    if (key == Message.Data.NONE) {
      write(frame);
    } else if (merge.accept(key, frame, now)) {
      writeReady(now);
    } else {
      statistics.duplicate();
    }
  }

  @Override
  public void advance(long now) {
    writeReady(now);
    out.advance(now);
  }

  private void writeReady(long now) {
    for (Optional<FeedEvent.Frame> next = merge.next(now);
        next.isPresent();
        next = merge.next(now)) {
      write(next.get());
    }
  }

  private void write(FeedEvent.Frame frame) {
    if (uncovered) {
      uncovered = false;
      declareGap(frame);
    }
    Position after = Position.after(frame.data());
    last = after.microtimestamp() > last.microtimestamp() ? after : last;
    lastSession = OptionalLong.of(frame.session());
    merge.written().add(after.microtimestamp(), after.microtimestamp());
    out.add(Output.Event.streamed(frame, last));
  }

  private void declareGap(FeedEvent.Frame next) {
    Output.Gap gap =
        new Output.Gap(
            channel,
            next.session(),
            clock.micros(),
            last,
            Position.after(next.data()),
            GapReason.between(lastSession, next.session()),
            "the exchange keeps no history of this channel",
            false,
            0,
            OptionalLong.empty(),
            OptionalInt.empty(),
            last);
    statistics.gap(gap);
    out.add(gap);
  }

  @Override
  public int held() {
    return merge.held().size() + out.held();
  }

  @Override
  public long heldBytes() {
    return merge.held().bytes() + out.heldBytes();
  }
}
