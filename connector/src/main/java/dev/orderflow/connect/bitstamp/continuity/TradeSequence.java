package dev.orderflow.connect.bitstamp.continuity;

import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.exchange.FeedEvent;
import dev.orderflow.connect.bitstamp.exchange.Message;
import dev.orderflow.connect.bitstamp.exchange.TradeRow;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The continuity of a {@code live_trades} channel, by trade id against the exchange's list.
 *
 * <p>Trade ids count over all markets, so the stream itself does not tell what is missing. After a
 * time without any session the missed trades are fetched and proven complete before new ones are
 * written. Trades lost inside a session are found by a regular comparison; they are then written
 * late, behind newer ones, because the newer ones were not held back for them. Whether an earlier
 * task lost any is found out by counting.
 */
final class TradeSequence implements ChannelContinuity {

  private final Channel channel;
  private final History history;
  private final ContinuitySettings settings;
  private final ContinuityStatistics statistics;
  private final MicroClock clock;
  private final Outputs out;
  private final OrderedMerge merge;
  private final TradeAudit audit;
  private final DoubtfulTrades doubts;
  private final TradeGaps gaps;

  private Position last;
  private OptionalLong lastSession = OptionalLong.empty();
  private long coveredUntil;
  private Optional<TradeProof> proof = Optional.empty();
  private Position proofFrom = Position.START;
  private long proofEvents;

  TradeSequence(
      Channel channel,
      Position last,
      History history,
      ContinuitySettings settings,
      ContinuityStatistics statistics,
      MicroClock clock,
      Outputs out,
      long now) {
    this.channel = channel;
    this.last = last;
    this.history = history;
    this.settings = settings;
    this.statistics = statistics;
    this.clock = clock;
    this.out = out;
    merge = new OrderedMerge(settings.mergeWait());
    audit = new TradeAudit(channel.market(), history, settings, clock, merge.written(), last, now);
    doubts = new DoubtfulTrades(merge.written(), last);
    gaps = new TradeGaps(channel, statistics, clock, out);
    coveredUntil = last.microtimestamp();
  }

  @Override
  public void subscribed(FeedEvent.Subscribed event, long now) {
    if (merge.sessions().started(event.session()) && last.tradeId() != Position.NONE) {
      if (proof.isEmpty()) {
        proofFrom = last;
        proofEvents = 0;
      }
      proof =
          Optional.of(
              new TradeProof(
                  channel.market(), history, settings, clock, coveredUntil, event.at(), now));
    }
    out.add(
        new Output.SessionChange(channel, event.session(), event.at(), true, "subscribed", last));
  }

  @Override
  public void ended(FeedEvent.Ended event, long now) {
    if (merge.sessions().carries(event.session())) {
      if (merge.sessions().ended(event.session()) && proof.isEmpty()) {
        coveredUntil = event.at();
      }
      out.add(
          new Output.SessionChange(
              channel, event.session(), event.at(), false, event.reason().label(), last));
    }
  }

  @Override
  public void frame(FeedEvent.Frame frame, long now) {
    long id = frame.data().id();
    if (id == Message.Data.NONE) {
      write(Output.Event.streamed(frame, last));
    } else if (doubts.isDoubtful(frame.data(), last)) {
      if (!doubts.add(frame, now)) {
        statistics.duplicate();
      }
    } else if (!merge.accept(id, frame, now)) {
      statistics.duplicate();
    } else {
      writeReady(now);
    }
  }

  /** A newer trade came: what was kept was written by an earlier task, or is of another count. */
  private void settleDoubts() {
    if (doubts.hasNewOne()) {
      goBack();
    } else {
      doubts.take().forEach(known -> statistics.duplicate());
    }
  }

  /** The exchange's ids went back below what was written: a gap, and on from here. */
  private void goBack() {
    List<FeedEvent.Frame> frames = doubts.take();
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
    merge.written().clear();
    audit.restart();
    proof = Optional.empty();
    doubts.restart();
    last = Position.START;
    frames.forEach(frame -> merge.held().add(frame.data().id(), frame, 0));
  }

  @Override
  public void advance(long now) {
    audit
        .lost(now)
        .ifPresent(
            loss ->
                gaps.unrepaired(
                    loss.from(),
                    loss.to(),
                    GapReason.AUDIT,
                    loss.detail(),
                    lastSession.orElse(0),
                    0,
                    OptionalLong.of(loss.missing()),
                    last));
    if (merge.held().isEmpty() && doubts.showThatIdsWentBack(now)) {
      goBack();
    }
    proof.ifPresent(running -> prove(running, now));
    writeReady(now);
    if (proof.isEmpty() && last.tradeId() != Position.NONE) {
      List<TradeRow> missed = audit.advance(last.tradeId(), now);
      if (!missed.isEmpty()) {
        writeLate(missed);
      }
    }
  }

  private void prove(TradeProof running, long now) {
    // Only a session that still carries the channel vouches for what comes after its first trade.
    Optional<FeedEvent.Frame> first =
        merge.held().first(frame -> merge.sessions().carries(frame.session()));
    TradeProof.Step step = running.advance(last, first, now);
    long session = first.map(FeedEvent.Frame::session).orElse(lastSession.orElse(0));
    if (!step.isClosed() && step.failure().isPresent() && !step.missed().isEmpty()) {
      declare(step.failure().get(), Optional.of(step.missed().get(0)), first.orElseThrow());
      writeMissed(step.missed(), session);
      proof = Optional.empty();
      return;
    }
    writeMissed(step.missed(), session);
    if (step.isClosed()) {
      if (proofEvents > 0) {
        declare("", Optional.empty(), first.orElseThrow());
      }
      proof = Optional.empty();
    } else if (step.failure().isPresent()) {
      declare(step.failure().get(), Optional.empty(), first.orElseThrow());
      proof = Optional.empty();
    }
  }

  /** Declares the gap of a proof, up to a fetched trade or to the first of the new session. */
  private void declare(String failure, Optional<TradeRow> fetched, FeedEvent.Frame first) {
    Position to =
        fetched
            .map(row -> new Position("", row.id(), row.microtimestamp()))
            .orElseGet(() -> Position.after(first.data()));
    GapReason reason = GapReason.between(lastSession, first.session());
    if (failure.isEmpty()) {
      gaps.repaired(proofFrom, to, reason, first.session(), proofEvents, last);
    } else {
      gaps.unrepaired(
          last, to, reason, failure, first.session(), proofEvents, OptionalLong.empty(), last);
    }
  }

  /** Writes fetched trades, and among them, in order, those that are held already. */
  private void writeMissed(List<TradeRow> missed, long session) {
    for (TradeRow row : missed) {
      if (merge.held().contains(row.id())) {
        while (merge.held().firstKey().filter(key -> key <= row.id()).isPresent()) {
          writeHeld(merge.held().removeFirst());
        }
      } else if (!merge.written().contains(row.id())) {
        statistics.eventRepaired();
        proofEvents++;
        Position position = new Position("", row.id(), row.microtimestamp());
        write(TradeHistory.event(channel, row, session, clock.micros(), position));
      }
    }
  }

  private void writeLate(List<TradeRow> missed) {
    long session = lastSession.orElse(0);
    for (TradeRow row : missed) {
      statistics.eventRepaired();
      write(TradeHistory.event(channel, row, session, clock.micros(), last));
    }
    TradeRow first = missed.get(0);
    TradeRow end = missed.get(missed.size() - 1);
    gaps.repaired(
        neighbour(merge.written().before(first.id()), first),
        neighbour(merge.written().after(end.id()), end),
        GapReason.AUDIT,
        session,
        missed.size(),
        last);
  }

  private static Position neighbour(Optional<Map.Entry<Long, Long>> entry, TradeRow otherwise) {
    return entry
        .map(e -> new Position("", e.getKey(), e.getValue()))
        .orElseGet(() -> new Position("", otherwise.id(), otherwise.microtimestamp()));
  }

  private void writeReady(long now) {
    while (proof.isEmpty()) {
      if (merge.held().firstKey().filter(id -> id > last.tradeId()).isPresent()) {
        settleDoubts();
      }
      Optional<FeedEvent.Frame> next = merge.next(now);
      if (next.isEmpty()) {
        return;
      }
      writeHeld(next.get());
    }
  }

  private void writeHeld(FeedEvent.Frame frame) {
    if (merge.written().contains(frame.data().id())) {
      statistics.duplicate();
    } else {
      Position after = Position.after(frame.data());
      write(Output.Event.streamed(frame, after.tradeId() > last.tradeId() ? after : last));
    }
  }

  private void write(Output.Event event) {
    long id = event.data().id();
    if (id != Message.Data.NONE) {
      merge.written().add(id, event.data().microtimestamp());
      audit.written(id);
      last = event.position().with(audit.mark());
    }
    if (!event.repaired()) {
      lastSession = OptionalLong.of(event.session());
    }
    out.add(event.at(last));
  }

  @Override
  public int held() {
    return merge.held().size() + doubts.size();
  }

  @Override
  public long heldBytes() {
    return merge.held().bytes() + doubts.bytes();
  }
}
