package dev.orderflow.connect.bitstamp.continuity;

import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.exchange.FeedEvent;
import dev.orderflow.connect.bitstamp.exchange.Message;
import dev.orderflow.connect.bitstamp.exchange.TradeRow;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The continuity of a {@code live_trades} channel.
 *
 * <p>Trade ids count over all markets, so the stream itself does not tell what is missing: {@link
 * TradeReconciler} does, by the exchange's list. After a time without any session new trades are
 * held until a list shows what belongs before them, or for {@code repair.timeout.ms} at most; what
 * is found missing otherwise is written late, behind newer trades.
 *
 * <p>Trades that come again are told from a count that began anew by their times: a lower id with a
 * later time was given anew.
 */
final class TradeSequence implements ChannelContinuity, TradeReconciler.Stream {

  /** Without a trade to hold, the list is looked at after a moment. */
  private static final long FIRST_LOOK_NANOS = Duration.ofMillis(1_500).toNanos();

  /** The list is a moment behind the stream. */
  private static final long LIST_LAG_NANOS = Duration.ofMillis(300).toNanos();

  private static final int ENOUGH_BACKWARDS = 20;
  private static final long SECOND = 1_000_000;

  /** A trade so much older or newer than the last one written is not merely late. */
  private static final long LATEST_MICROS = 10_000_000;

  private final Channel channel;
  private final ContinuitySettings settings;
  private final ContinuityStatistics statistics;
  private final MicroClock clock;
  private final Outputs out;
  private final OrderedMerge<Long> merge;
  private final GapWriter gaps;
  private final TradeReconciler reconciler;
  private final BackwardIds<Long> backwards = new BackwardIds<>(ENOUGH_BACKWARDS);

  private Position last;
  private Optional<Message.Data> newestStreamed = Optional.empty();
  private OptionalLong lastSession = OptionalLong.empty();
  private boolean holding;
  private OptionalLong heldSince = OptionalLong.empty();
  private long now;

  TradeSequence(
      Channel channel,
      Position last,
      Inquiry inquiry,
      ContinuitySettings settings,
      ContinuityStatistics statistics,
      MicroClock clock,
      Outputs out,
      long now) {
    this.channel = channel;
    this.last = last;
    this.settings = settings;
    this.statistics = statistics;
    this.clock = clock;
    this.out = out;
    this.now = now;
    merge = new OrderedMerge<>(settings.mergeWait());
    gaps = new GapWriter(channel, statistics, clock, out);
    reconciler = new TradeReconciler(channel, last, settings, gaps, this, inquiry, now);
  }

  @Override
  public void subscribed(FeedEvent.Subscribed event, long at) {
    boolean alone = merge.sessions().started(event.session());
    if (alone && reconciler.proven().isPresent()) {
      holding = true;
      reconciler.soon(at + FIRST_LOOK_NANOS);
    } else {
      reconciler.soon(at);
    }
    out.add(
        new Output.SessionChange(channel, event.session(), event.at(), true, "subscribed", last));
  }

  @Override
  public void ended(FeedEvent.Ended event, long at) {
    if (merge.sessions().carries(event.session())) {
      merge.sessions().ended(event.session());
      out.add(
          new Output.SessionChange(
              channel, event.session(), event.at(), false, event.reason().label(), last));
    }
  }

  @Override
  public void frame(FeedEvent.Frame frame, long at) {
    now = at;
    long id = frame.data().id();
    if (id == Message.Data.NONE) {
      out.add(Output.Event.streamed(frame, last));
    } else if (isBackward(frame.data())) {
      if (!backwards.add(id, frame, at)) {
        statistics.duplicate();
      } else if (isGivenAnew(frame.data())) {
        goBack();
      }
    } else if (reconciler.isWritten(id) || isProven(id)) {
      statistics.duplicate();
    } else if (!merge.accept(id, frame, at)) {
      statistics.duplicate();
    } else {
      if (id > last.tradeId()) {
        settleBackwards();
      }
      writeReady(at);
    }
  }

  private boolean isProven(long id) {
    return reconciler.proven().filter(point -> id <= point.tradeId()).isPresent()
        && !reconciler.isMissed(id);
  }

  /** A trade below the last one that is not one of those written lately, nor merely late. */
  private boolean isBackward(Message.Data trade) {
    if (trade.id() > last.tradeId()) {
      return false;
    }
    Optional<Long> written = reconciler.second(trade.id());
    if (written.isPresent()) {
      return written.get() != trade.microtimestamp() / SECOND;
    }
    return isProven(trade.id()) || isFarFrom(trade) || isGivenAnew(trade);
  }

  private boolean isFarFrom(Message.Data trade) {
    return Math.abs(last.microtimestamp() - trade.microtimestamp()) > LATEST_MICROS;
  }

  /** Whether a trade of a larger id came at an earlier time. */
  private boolean isGivenAnew(Message.Data trade) {
    return newestStreamed
        .filter(
            newest -> trade.id() < newest.id() && trade.microtimestamp() > newest.microtimestamp())
        .isPresent();
  }

  /** A newer trade came: what was kept was written by an earlier task, or is of another count. */
  private void settleBackwards() {
    if (backwards.size() == 0) {
      return;
    }
    if (backwards.has(
        frame ->
            !isProven(frame.data().id()) || reconciler.second(frame.data().id()).isPresent())) {
      goBack();
    } else {
      backwards.take().forEach(known -> statistics.duplicate());
    }
  }

  /** The exchange's ids went back below what was written: a gap, and on from here. */
  private void goBack() {
    List<FeedEvent.Frame> frames = backwards.take();
    FeedEvent.Frame first = frames.get(0);
    gaps.unrepaired(
        last,
        Position.after(first.data()),
        GapReason.between(lastSession, first.session()),
        "the exchange's trade ids went back below the last one written",
        first.session(),
        0,
        OptionalLong.empty(),
        last);
    reconciler.restart(
        frames.stream().mapToLong(frame -> frame.data().microtimestamp()).min().orElse(0));
    newestStreamed = Optional.empty();
    holding = false;
    last = Position.START;
    frames.forEach(frame -> merge.held().add(frame.data().id(), frame, now));
  }

  @Override
  public void advance(long at) {
    now = at;
    if (merge.held().isEmpty() && backwards.isCertain(at)) {
      goBack();
    }
    boolean shown = reconciler.advance(at);
    if (holding) {
      hold(shown, at);
    }
    writeReady(at);
  }

  /** Holds new trades until a list has shown what belongs before the first of them. */
  private void hold(boolean shown, long at) {
    Optional<FeedEvent.Frame> first = merge.held().first();
    if (first.isEmpty()) {
      return;
    }
    if (heldSince.isEmpty()) {
      heldSince = OptionalLong.of(at);
      reconciler.soon(at + LIST_LAG_NANOS);
    }
    if (shown) {
      release();
    } else if (!settings.repairEnabled()) {
      giveUp(first.get(), "repair is off");
    } else if (at - heldSince.getAsLong() > settings.repairTimeout().toNanos()) {
      giveUp(first.get(), "the exchange's list does not show what happened meanwhile");
    }
  }

  private void giveUp(FeedEvent.Frame first, String detail) {
    reconciler.declare(
        Position.after(first.data()), GapReason.between(lastSession, first.session()), detail);
    writeHeld(merge.held().removeFirst());
    release();
  }

  private void release() {
    holding = false;
    heldSince = OptionalLong.empty();
  }

  @Override
  public void relieve(long at) {
    if (holding && !merge.held().isEmpty()) {
      giveUp(merge.held().first().orElseThrow(), "too much would have to be held back");
    }
    while (!merge.held().isEmpty()) {
      writeHeld(merge.held().removeFirst());
    }
    if (backwards.size() > 0) {
      goBack();
      relieve(at);
    }
  }

  private void writeReady(long at) {
    while (!holding) {
      Optional<FeedEvent.Frame> next = merge.next(at);
      if (next.isEmpty()) {
        return;
      }
      writeHeld(next.get());
    }
  }

  private void writeHeld(FeedEvent.Frame frame) {
    Message.Data trade = frame.data();
    if (reconciler.isWritten(trade.id())) {
      statistics.duplicate();
      return;
    }
    if (newestStreamed.filter(newest -> newest.id() > trade.id()).isEmpty()) {
      newestStreamed = Optional.of(trade);
    }
    lastSession = OptionalLong.of(frame.session());
    note(trade, true);
    out.add(Output.Event.streamed(frame, last));
  }

  private void note(Message.Data trade, boolean streamed) {
    reconciler.written(trade.id(), trade.microtimestamp(), streamed, now);
    Position after = Position.after(trade);
    last = (after.tradeId() > last.tradeId() ? after : last).with(reconciler.mark());
  }

  @Override
  public void write(TradeRow row) {
    Output.Event event =
        TradeList.event(channel, row, session(), clock.micros(), TradeList.position(row));
    statistics.eventRepaired();
    note(event.data(), false);
    out.add(event.at(last));
  }

  @Override
  public void writeHeldBefore(long id) {
    while (holding && merge.held().firstKey().filter(key -> key < id).isPresent()) {
      writeHeld(merge.held().removeFirst());
    }
  }

  @Override
  public boolean isHeld(long id) {
    return merge.held().contains(id) || backwards.has(frame -> frame.data().id() == id);
  }

  @Override
  public long newestHeard() {
    return Math.max(last.tradeId(), merge.held().lastKey().orElse(Position.NONE));
  }

  @Override
  public OptionalLong firstHeld() {
    return holding && !merge.held().isEmpty()
        ? OptionalLong.of(merge.held().firstKey().orElseThrow())
        : OptionalLong.empty();
  }

  @Override
  public Position newest() {
    return last.tradeId() == Position.NONE ? last : last.with(reconciler.mark());
  }

  @Override
  public GapReason reason() {
    if (merge.sessions().count() == 0) {
      return GapReason.RECONNECTED;
    }
    return holding
        ? merge
            .held()
            .first()
            .map(first -> GapReason.between(lastSession, first.session()))
            .orElse(GapReason.SILENCE)
        : GapReason.AUDIT;
  }

  @Override
  public long session() {
    return lastSession.orElse(merge.held().first().map(FeedEvent.Frame::session).orElse(0L));
  }

  @Override
  public int held() {
    return merge.held().size() + backwards.size();
  }

  @Override
  public long heldBytes() {
    return merge.held().bytes() + backwards.bytes();
  }
}
