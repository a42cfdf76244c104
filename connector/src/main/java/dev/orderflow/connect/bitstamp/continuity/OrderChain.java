package dev.orderflow.connect.bitstamp.continuity;

import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.exchange.FeedEvent;
import dev.orderflow.connect.bitstamp.exchange.Message;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The continuity of a {@code live_orders} channel, by the venue's event chain.
 *
 * <p>An event may be written when it names the last one written as its predecessor. Any other is
 * held back: until the missing events come from the stream, which reorders and has other sessions;
 * then until they have been fetched; and when they cannot be had, until the gap has been declared.
 */
final class OrderChain implements ChannelContinuity {

  private static final int BACKWARD_FRAMES = 100;

  private final Channel channel;
  private final History history;
  private final ContinuitySettings settings;
  private final ContinuityStatistics statistics;
  private final MicroClock clock;
  private final SnapshotPlacement out;

  private final LiveSessions<String> sessions = new LiveSessions<>();
  private final HeldFrames<String> held = new HeldFrames<>();
  private Position last;
  private OptionalLong lastSession = OptionalLong.empty();
  private final RecentIds recent = new RecentIds();
  private final BackwardIds<String> backwards = new BackwardIds<>(BACKWARD_FRAMES);
  private Optional<OrderRepair> repair = Optional.empty();

  OrderChain(
      Channel channel,
      Position last,
      History history,
      ContinuitySettings settings,
      ContinuityStatistics statistics,
      MicroClock clock,
      SnapshotPlacement out,
      long now) {
    this.channel = channel;
    this.last = last;
    this.history = history;
    this.settings = settings;
    this.statistics = statistics;
    this.clock = clock;
    this.out = out;
    out.request(now);
  }

  @Override
  public void frame(FeedEvent.Frame frame, long now) {
    String id = frame.data().eventId();
    if (id.isEmpty()) {
      // It has no place in the chain: a restart must go on from the event before it.
      write(Output.Event.streamed(frame, last));
      return;
    }
    sessions.reached(frame.session(), id);
    if (isWritten(id)) {
      if (recent.contains(id) || !backwards.add(id, frame, now)) {
        statistics.duplicate();
      }
    } else if (held.isEmpty() && follows(frame.data())) {
      write(Output.Event.streamed(frame, Position.after(frame.data())));
    } else if (held.add(id, frame, now)) {
      writeWhatFollows();
    } else {
      statistics.duplicate();
      if (follows(frame.data())) {
        // The copy held names a predecessor that never was; this one needs no proof.
        held.replace(id, frame);
        writeWhatFollows();
      }
    }
  }

  @Override
  public void subscribed(FeedEvent.Subscribed event, long now) {
    sessions.started(event.session());
    out.add(
        new Output.SessionChange(channel, event.session(), event.at(), true, "subscribed", last));
  }

  @Override
  public void ended(FeedEvent.Ended event, long now) {
    if (sessions.carries(event.session())) {
      sessions.ended(event.session());
      out.add(
          new Output.SessionChange(
              channel, event.session(), event.at(), false, event.reason().label(), last));
    }
  }

  @Override
  public void advance(long now) {
    held.first().ifPresent(next -> close(next, now));
    if (held.isEmpty() && backwards.isCertain(now)) {
      goBack(now);
    }
    out.advance(now);
  }

  /** The exchange began to count anew, below what was written: a gap, and on from here. */
  private void goBack(long now) {
    List<FeedEvent.Frame> frames = backwards.take();
    gap(frames.get(0), "the exchange's event ids went back below the last one written", last, 0);
    out.restart(now);
    write(Output.Event.streamed(frames.get(0), Position.after(frames.get(0).data())));
    frames.subList(1, frames.size()).forEach(frame -> frame(frame, now));
  }

  /** Goes on closing what is missing before a held frame. */
  private void close(FeedEvent.Frame next, long now) {
    if (repair.isEmpty()) {
      Duration wait =
          sessions.mayYetDeliverBefore(next.data().eventId())
              ? settings.mergeWait()
              : settings.reorderWait();
      if (held.firstHeldFor(now) < wait.toNanos()) {
        return;
      }
      sessions.giveUpBefore(next.data().eventId());
      repair = Optional.of(new OrderRepair(channel, history, settings, last, now));
    }
    OrderRepair running = repair.get();
    OrderRepair.Step step =
        settings.repairEnabled()
            ? running.advance(last, next, held.secondKey(), now)
            : OrderRepair.Step.failed("repair is off");
    for (Output.Event event : step.events()) {
      statistics.eventRepaired();
      write(event);
    }
    if (step.isClosed()) {
      writeHeld();
      writeWhatFollows();
    } else if (step.failure().isPresent()) {
      declareGap(next, step.failure().get(), now);
    } else {
      writeWhatFollows();
    }
  }

  private void declareGap(FeedEvent.Frame next, String reason, long now) {
    OrderRepair failed = repair.orElseThrow();
    repair = Optional.empty();
    gap(next, reason, last, failed.repairedEvents());
    out.request(now);
    writeHeld();
    writeWhatFollows();
  }

  /** Declares what lies before a frame: unrepaired with the reason, repaired without one. */
  private void gap(FeedEvent.Frame next, String failure, Position from, long repairedEvents) {
    boolean repaired = failure.isEmpty();
    Output.Gap gap =
        new Output.Gap(
            channel,
            next.session(),
            clock.micros(),
            from,
            Position.after(next.data()),
            GapReason.between(lastSession, next.session()),
            failure,
            repaired,
            repairedEvents,
            repaired ? OptionalLong.of(0) : OptionalLong.empty(),
            repaired ? OptionalInt.of(0) : EventId.between(from.eventId(), next.data().eventId()),
            last);
    statistics.gap(gap);
    out.add(gap);
  }

  /** Writes held frames for as long as each follows the one before. */
  private void writeWhatFollows() {
    dropWritten();
    while (held.first().filter(frame -> follows(frame.data())).isPresent()) {
      writeHeld();
      dropWritten();
    }
  }

  private void dropWritten() {
    while (held.firstKey().filter(this::isWritten).isPresent()) {
      held.removeFirst();
      statistics.duplicate();
    }
    if (held.isEmpty()) {
      repair = Optional.empty();
    }
  }

  private void writeHeld() {
    FeedEvent.Frame next = held.removeFirst();
    repair
        .filter(done -> done.repairedEvents() > 0)
        .ifPresent(done -> gap(next, "", done.from(), done.repairedEvents()));
    repair = Optional.empty();
    write(Output.Event.streamed(next, Position.after(next.data())));
  }

  private void write(Output.Event event) {
    if (!event.data().eventId().isEmpty()) {
      last = event.position();
      recent.add(event.data().eventId());
      backwards.take().forEach(known -> statistics.duplicate());
    }
    if (!event.repaired()) {
      lastSession = OptionalLong.of(event.session());
    }
    out.add(event);
  }

  private boolean isWritten(String id) {
    return last.link().filter(written -> id.compareTo(written) <= 0).isPresent();
  }

  private boolean follows(Message.Data data) {
    return last.link().isEmpty() || last.eventId().equals(data.preEventId());
  }

  @Override
  public int held() {
    return held.size() + backwards.size() + out.held();
  }

  @Override
  public long heldBytes() {
    return held.bytes() + backwards.bytes() + out.heldBytes();
  }
}
