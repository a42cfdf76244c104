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

  /** A trade so much older or newer than the last one written may be of another count. */
  private static final long LATEST_MICROS = 10_000_000;

  /** When for so long nothing newer came, trades that may be of another count are late. */
  private static final long LONGEST_DOUBT_NANOS = Duration.ofMinutes(1).toNanos();

  private final Channel channel;
  private final Optional<FillWitness> witness;
  private final ContinuitySettings settings;
  private final ContinuityStatistics statistics;
  private final MicroClock clock;
  private final Outputs out;
  private final OrderedMerge<Long> merge;
  private final GapWriter gaps;
  private final TradeReconciler reconciler;
  private final WrittenTrades written;
  private final Coverage coverage = new Coverage();
  private final BackwardIds<Long> backwards = new BackwardIds<>(ENOUGH_BACKWARDS);

  private Position last;
  private Optional<Message.Data> newestStreamed = Optional.empty();
  private OptionalLong lastSession = OptionalLong.empty();
  private boolean holding;
  private OptionalLong heldSince = OptionalLong.empty();

  /** An outage whose next trades are written though it is not known what belongs before them. */
  private Optional<Outage> open = Optional.empty();

  private long now;

  TradeSequence(
      Channel channel,
      Position last,
      Inquiry inquiry,
      Optional<FillWitness> witness,
      ContinuitySettings settings,
      ContinuityStatistics statistics,
      MicroClock clock,
      Outputs out,
      long now) {
    this.channel = channel;
    this.last = last;
    this.witness = witness;
    this.settings = settings;
    this.statistics = statistics;
    this.clock = clock;
    this.out = out;
    this.now = now;
    merge = new OrderedMerge<>(settings.mergeWait());
    gaps = new GapWriter(channel, statistics, clock, out);
    reconciler = new TradeReconciler(channel, last, settings, gaps, this, inquiry, now);
    written = reconciler.written();
  }

  @Override
  public void subscribed(FeedEvent.Subscribed event, long at) {
    boolean alone = merge.sessions().started(event.session());
    coverage.subscribed(event.session());
    if (alone && settings.repairEnabled() && written.proven().isPresent()) {
      holding = true;
      reconciler.soon(at + FIRST_LOOK_NANOS);
    } else {
      reconciler.soon(at);
    }
    out.add(
        new Output.SessionChange(channel, event.session(), event.at(), true, "subscribed", last));
  }

  /** The trades are to be compared with the exchange's list now. */
  void audit(long at) {
    reconciler.audit(at);
  }

  /**
   * Trades between these were given out and are not in the topic: that stays declared, and is not
   * called repaired, by a later task either.
   */
  void notWritten(Position from, Position to) {
    written.holes().leaveOut(from, to);
  }

  @Override
  public void ended(FeedEvent.Ended event, long at) {
    coverage.ended(event);
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
      return;
    }
    if (!settings.repairEnabled()) {
      coverage.delivered(frame.session(), id, last.tradeId());
    }
    if (written.isOfEarlierCount(id, frame.data().microtimestamp())) {
      statistics.duplicate();
    } else if (isDoubtful(frame.data())) {
      if (!backwards.add(id, frame, at)) {
        statistics.duplicate();
      }
    } else if (written.contains(id)) {
      // It tells how far its session has come all the same.
      merge.sessions().reached(frame.session(), id);
      statistics.duplicate();
    } else if (id < last.tradeId()) {
      writeStreamed(frame);
    } else {
      settleBackwards();
      if (!merge.accept(id, frame, at)) {
        statistics.duplicate();
      }
      writeReady(at);
    }
  }

  /** Whether a trade below the last one may be of another count. */
  private boolean isDoubtful(Message.Data trade) {
    if (trade.id() > last.tradeId()) {
      return false;
    }
    if (written.time(trade.id()).isPresent()) {
      return isOfAnotherCount(trade);
    }
    return written.isForgotten(trade.id()) || isFarFrom(trade) || isGivenAnew(trade);
  }

  private boolean isFarFrom(Message.Data trade) {
    return Math.abs(last.microtimestamp() - trade.microtimestamp()) > LATEST_MICROS;
  }

  /** Whether another trade was written under the same id; times may be of whole seconds. */
  private boolean isOfAnotherCount(Message.Data trade) {
    return written
        .time(trade.id())
        .filter(time -> time / SECOND != trade.microtimestamp() / SECOND)
        .isPresent();
  }

  /** Whether a trade of a larger id came at an earlier time. */
  private boolean isGivenAnew(Message.Data trade) {
    return newestStreamed
        .filter(
            newest -> trade.id() < newest.id() && trade.microtimestamp() > newest.microtimestamp())
        .isPresent();
  }

  /** A newer trade came: the count goes on, unless an id was given twice. */
  private void settleBackwards() {
    if (backwards.has(frame -> isOfAnotherCount(frame.data()))) {
      goBack();
    } else {
      writeLate(backwards.take());
    }
  }

  /** Nothing newer came for long, or may be waited for: what came since tells. */
  private void settleWithoutNewer() {
    if (backwards.has(frame -> isGivenAnew(frame.data()))) {
      goBack();
    } else {
      settleBackwards();
    }
  }

  /** Nothing speaks for another count: what was kept is late, or was written long ago. */
  private void writeLate(List<FeedEvent.Frame> frames) {
    for (FeedEvent.Frame frame : frames) {
      if (written.isForgotten(frame.data().id())) {
        statistics.duplicate();
      } else {
        writeStreamed(frame);
      }
    }
  }

  /** The exchange's ids went back below what was written: a gap, and on from here. */
  private void goBack() {
    outage()
        .ifPresent(
            outage ->
                reconciler.declare(
                    outage.to, outage.reason, "the exchange's trade ids went back meanwhile"));
    writeAllHeld();
    List<FeedEvent.Frame> frames = backwards.take();
    FeedEvent.Frame first = frames.get(0);
    gaps.unrepaired(
        reconciler.unprovenFrom().orElse(last),
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
    release();
    last = Position.START;
    frames.forEach(frame -> merge.held().add(frame.data().id(), frame, now));
  }

  @Override
  public void advance(long at) {
    now = at;
    if (merge.held().isEmpty() && backwards.isCertain(at)) {
      goBack();
    } else if (backwards.keptFor(at) > LONGEST_DOUBT_NANOS) {
      settleWithoutNewer();
    }
    if (witness.isPresent() && witness.get().wantsList(at)) {
      reconciler.soon(at);
    }
    boolean shown = reconciler.advance(at);
    outage().ifPresent(outage -> settle(outage, shown, at));
    writeReady(at);
    if (merge.held().isEmpty()) {
      coverage.forgetEnded();
    }
  }

  /** What was not heard before a trade. */
  private record Outage(Position to, GapReason reason) {}

  /** The outage of which no list has shown yet what was missed; empty before its next trade. */
  private Optional<Outage> outage() {
    Optional<FeedEvent.Frame> first = holding ? merge.held().first() : Optional.empty();
    return first
        .map(
            next ->
                new Outage(
                    Position.after(next.data()), GapReason.between(lastSession, next.session())))
        .or(() -> open);
  }

  /** Holds new trades until a list has shown what belongs before the first of them. */
  private void settle(Outage outage, boolean shown, long at) {
    if (heldSince.isEmpty()) {
      heldSince = OptionalLong.of(at);
      reconciler.soon(at + LIST_LAG_NANOS);
    }
    if (shown) {
      release();
    } else if (at - heldSince.getAsLong() > settings.repairTimeout().toNanos()) {
      reconciler.declare(
          outage.to, outage.reason, "the exchange's list does not show what happened meanwhile");
      release();
    }
  }

  private void release() {
    holding = false;
    open = Optional.empty();
    heldSince = OptionalLong.empty();
  }

  @Override
  public void relieve(long at) {
    writeAllHeld();
    if (backwards.isCertain(at) || backwards.has(frame -> isOfAnotherCount(frame.data()))) {
      goBack();
      writeAllHeld();
    } else {
      writeLate(backwards.letGo());
    }
  }

  /** Writes what is held; what belongs before it is written late, when a list shows it. */
  private void writeAllHeld() {
    open = outage();
    holding = false;
    while (!merge.held().isEmpty()) {
      writeStreamed(merge.held().removeFirst());
    }
  }

  private void writeReady(long at) {
    while (!holding) {
      Optional<FeedEvent.Frame> next = merge.next(at);
      if (next.isEmpty()) {
        return;
      }
      writeStreamed(next.get());
    }
  }

  private void writeStreamed(FeedEvent.Frame frame) {
    Message.Data trade = frame.data();
    if (written.contains(trade.id())) {
      statistics.duplicate();
      return;
    }
    if (!settings.repairEnabled()) {
      declareUnlessVouchedFor(frame);
    }
    if (newestStreamed.filter(newest -> newest.id() > trade.id()).isEmpty()) {
      newestStreamed = Optional.of(trade);
    }
    lastSession = OptionalLong.of(frame.session());
    note(trade, true);
    out.add(Output.Event.streamed(frame, last));
  }

  /** Without lists only the sessions tell whether something may be missing. */
  private void declareUnlessVouchedFor(FeedEvent.Frame frame) {
    if (frame.data().id() < last.tradeId()) {
      return;
    }
    if (written.proven().isPresent() && !coverage.vouchedFor(frame.session())) {
      reconciler.declare(
          Position.after(frame.data()),
          GapReason.between(lastSession, frame.session()),
          "repair is off");
    }
    coverage.vouch(frame.session());
  }

  private void note(Message.Data trade, boolean streamed) {
    reconciler.written(trade.id(), trade.microtimestamp(), streamed, now);
    Position after = Position.after(trade);
    last = (after.tradeId() > last.tradeId() ? after : last).with(mark());
  }

  private Optional<AuditedTrades> mark() {
    return written
        .mark()
        .map(known -> witness.map(one -> known.disagreeing(one.disagreedAt())).orElse(known));
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
  public void listed(TradeList list) {
    for (FillWitness.Fill fill : witness.map(one -> one.look(list)).orElse(List.of())) {
      out.add(
          new Output.FillWithoutTrade(
              channel, fill.data(), fill.session(), clock.micros(), newest()));
    }
  }

  @Override
  public void writeHeldBefore(long id) {
    while (holding && merge.held().firstKey().filter(key -> key < id).isPresent()) {
      writeStreamed(merge.held().removeFirst());
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
  public OptionalLong firstAfterOutage() {
    return outage().stream().mapToLong(outage -> outage.to.tradeId()).findFirst();
  }

  @Override
  public Position newest() {
    return last.tradeId() == Position.NONE ? last : last.with(mark());
  }

  @Override
  public Position shown() {
    return newest();
  }

  @Override
  public GapReason reason() {
    if (merge.sessions().count() == 0) {
      return GapReason.RECONNECTED;
    }
    return outage().map(Outage::reason).orElse(holding ? GapReason.SILENCE : GapReason.AUDIT);
  }

  @Override
  public long session() {
    return lastSession.orElse(merge.sessions().newest());
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
