package dev.orderflow.connect.bitstamp.continuity;

import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.exchange.FeedEvent;
import dev.orderflow.connect.bitstamp.exchange.HttpProblem;
import dev.orderflow.connect.bitstamp.exchange.HttpReply;
import dev.orderflow.connect.bitstamp.exchange.HttpRequest;
import dev.orderflow.connect.bitstamp.exchange.Message;
import dev.orderflow.connect.bitstamp.exchange.OrderRow;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * The continuity of a {@code live_orders} channel, by the venue's event chain.
 *
 * <p>An event may be written when it names the last one written as its predecessor. Any other is
 * held back: until the missing events come from the stream, which reorders and has other sessions;
 * then until they have been fetched; and when they cannot be had, until the gap has been declared.
 * A channel that is silent is a question too: what the exchange lists behind the last event is
 * written when it is asked.
 */
final class OrderChain implements ChannelContinuity {

  private static final int BACKWARD_FRAMES = 100;

  /** With so many held, something is likely to be missing between them too. */
  private static final int MANY_HELD = 50;

  /** After a start or a new session, silence for so long is asked about. */
  private static final long FIRST_LOOK_NANOS = Duration.ofMillis(1_500).toNanos();

  private final Channel channel;
  private final Inquiry inquiry;
  private final ContinuitySettings settings;
  private final ContinuityStatistics statistics;
  private final MicroClock clock;
  private final SnapshotPlacement out;
  private final GapWriter gaps;

  private final LiveSessions<String> sessions = new LiveSessions<>();
  private final HeldFrames<String> held = new HeldFrames<>();
  private final RecentIds recent = new RecentIds();
  private final BackwardIds<String> backwards = new BackwardIds<>(BACKWARD_FRAMES);
  private final OtherSources others = new OtherSources();
  private final OwnChains chains = new OwnChains();
  private final RepairPace pace;
  private final ListedOrders listed;
  private Position last;
  private Optional<OrderContent> lastContent = Optional.empty();
  private OptionalLong lastSession = OptionalLong.empty();
  private Optional<OrderRepair> repair = Optional.empty();
  private Optional<OrderRepair> question = Optional.empty();

  /** The one that asked last: what it was answered may serve the next one too. */
  private Optional<OrderRepair> latest = Optional.empty();

  private long questionAt;

  /** Exchange time from which on it is repaired what an earlier task left, once it is known. */
  private OptionalLong repairedFrom = OptionalLong.empty();

  private boolean tooOldIsDeclared;

  OrderChain(
      Channel channel,
      Position last,
      Inquiry inquiry,
      ContinuitySettings settings,
      ContinuityStatistics statistics,
      MicroClock clock,
      SnapshotPlacement out,
      long now) {
    this.channel = channel;
    this.last = last;
    this.inquiry = inquiry;
    this.settings = settings;
    this.statistics = statistics;
    this.clock = clock;
    this.out = out;
    gaps = new GapWriter(channel, statistics, clock, out);
    pace = new RepairPace(2 * settings.repairTimeout().toNanos());
    listed = new ListedOrders(channel);
    inquiry.tell(
        (asked, reply, at) -> {
          limitAge(reply);
          if (asked.request() instanceof HttpRequest.Orders request
              && reply instanceof HttpReply.Orders orders) {
            listed.add(request, orders.rows(), this.last, lastContent, asked.askedAt(), at);
          }
        });
    questionAt = now + settings.dataTimeout().toNanos();
    out.request(now);
  }

  /** What an earlier task left is repaired only as far back as the settings say. */
  private void limitAge(HttpReply reply) {
    if (lastSession.isPresent() || listed.skipsBehind(last.eventId())) {
      return;
    }
    if (repairedFrom.isEmpty()) {
      long maxAge = settings.repairMaxAge().toNanos() / 1_000;
      repairedFrom = exchangeMicros(reply).stream().map(now -> now - maxAge).findFirst();
    }
    repairedFrom.ifPresent(
        from -> {
          if (reply instanceof HttpReply.Orders orders) {
            listed.leaveOut(orders.rows(), last, from);
          } else if (reply instanceof HttpReply.Failed failed
              && failed.kind() == HttpProblem.Kind.REFUSED
              && last.microtimestamp() < from) {
            listed.leaveOutBefore(last, from);
          }
        });
  }

  /** The exchange's now by a reply, else by what is held; empty when neither tells. */
  private OptionalLong exchangeMicros(HttpReply reply) {
    LongStream told =
        reply instanceof HttpReply.Orders orders
            ? orders.transfer().exchangeMicros().stream()
            : LongStream.empty();
    LongStream heard = held.all().stream().mapToLong(frame -> frame.data().microtimestamp());
    OptionalLong date = told.filter(micros -> micros > 0).max();
    return date.isPresent() ? date : heard.filter(micros -> micros > 0).max();
  }

  @Override
  public void frame(FeedEvent.Frame frame, long now) {
    Message.Data data = frame.data();
    if (data.eventId().isEmpty()) {
      // It has no place in the chain: a restart must go on from the event before it.
      write(Output.Event.streamed(frame, last));
      return;
    }
    if (OtherSources.isOne(data.orderSource())) {
      other(frame);
      return;
    }
    if (mayDiffer() && chains.isOfAnother(frame, held)) {
      statistics.duplicate();
      return;
    }
    questionAt = now + settings.dataTimeout().toNanos();
    if (isKnownAs(data)) {
      statistics.duplicate();
    } else {
      accept(frame, now);
      if (question.isPresent() && held.isEmpty()) {
        endQuestion();
        inquiry.forget();
      }
    }
  }

  private void accept(FeedEvent.Frame frame, long now) {
    String id = frame.data().eventId();
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

  private void other(FeedEvent.Frame frame) {
    if (others.add(frame.data())) {
      out.add(Output.Event.streamed(frame, last));
      writeWhatFollows();
    } else {
      statistics.duplicate();
    }
  }

  @Override
  public void subscribed(FeedEvent.Subscribed event, long now) {
    sessions.started(event.session());
    questionAt = Math.min(questionAt, now + FIRST_LOOK_NANOS);
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
    chains.ended(event.session(), this::joins).forEach(frame -> accept(frame, now));
  }

  /** Whether sessions have, or may turn out to have, chains of their own. */
  private boolean mayDiffer() {
    return sessions.count() > 1 || chains.differ();
  }

  /** Whether an event is the one last written, by another id: then the chain goes on from that. */
  private boolean joins(Message.Data data) {
    boolean same =
        last.microtimestamp() == data.microtimestamp()
            && !last.eventId().equals(data.eventId())
            && lastContent.isPresent()
            && lastContent.equals(OrderContent.of(data));
    if (same) {
      last = Position.after(data);
    }
    return same;
  }

  @Override
  public void advance(long now) {
    if (held.isEmpty()) {
      pace.end();
      ask(now);
    } else {
      close(held.first().orElseThrow(), now);
    }
    if (held.isEmpty() && backwards.isCertain(now)) {
      goBack(now);
    }
    out.advance(now);
  }

  /** Asks whether the channel should be silent, when it is time. */
  private void ask(long now) {
    if (question.isEmpty() && now - questionAt >= 0) {
      questionAt = now + settings.dataTimeout().toNanos();
      if (settings.repairEnabled() && last.link().isPresent() && sessions.count() > 0) {
        question = Optional.of(repairFromHere(now));
      }
    }
    if (question.isPresent()) {
      OrderRepair.Step step = question.get().advance(last, Optional.empty(), true, 0, now);
      writeFetched(step.events(), GapReason.SILENCE, question.get(), sessions.newest(), now);
      if (step.failure().isPresent()) {
        giveUpQuestion(step.failure().get(), now);
      } else if (step.isClosed()) {
        endQuestion();
      }
      if (question.isEmpty() && listed.skipsBehind(last.eventId()) && !tooOldIsDeclared) {
        declareTooOld(now);
      }
    }
  }

  /** Nothing has happened since what is too old to be repaired. */
  private void declareTooOld(long now) {
    tooOldIsDeclared = true;
    gaps.unrepaired(
        last,
        new Position("", Position.NONE, repairedFrom.orElseThrow()),
        GapReason.TOO_OLD,
        ContinuitySettings.TOO_OLD,
        lastSession.orElse(0),
        0,
        OptionalLong.empty(),
        last);
    out.request(now);
  }

  private GapReason orTooOld(GapReason otherwise) {
    return listed.skipsBehind(last.eventId()) ? GapReason.TOO_OLD : otherwise;
  }

  /** What was listed once is written; whether there was more is not known. */
  private void giveUpQuestion(String reason, long now) {
    endQuestion();
    List<OrderRow> rows = listedBefore(Optional.empty());
    if (!rows.isEmpty()) {
      OrderRow newest = rows.get(rows.size() - 1);
      gaps.unrepaired(
          last,
          new Position(newest.eventId(), Position.NONE, newest.microtimestamp()),
          GapReason.SILENCE,
          reason,
          sessions.newest(),
          rows.size(),
          OptionalLong.empty(),
          last);
      out.request(now);
      writeListed(rows, sessions.newest());
    }
  }

  private void endQuestion() {
    OrderRepair asked = question.orElseThrow();
    question = Optional.empty();
    declareRepaired(asked, last, GapReason.SILENCE, sessions.newest());
  }

  private OrderRepair repairFromHere(long now) {
    OrderRepair next =
        new OrderRepair(channel, inquiry, listed, settings, others::inBook, last, latest, now);
    latest = Optional.of(next);
    return next;
  }

  /** The exchange began to count anew, below what was written: a gap, and on from here. */
  private void goBack(long now) {
    List<FeedEvent.Frame> frames = backwards.take();
    declare(frames.get(0), "the exchange's event ids went back below the last one written", 0);
    listed.clear();
    out.restart(now);
    write(Output.Event.streamed(frames.get(0), Position.after(frames.get(0).data())));
    frames.subList(1, frames.size()).forEach(frame -> accept(frame, now));
  }

  /** Goes on closing what is missing before a held frame. */
  private void close(FeedEvent.Frame next, long now) {
    if (repair.isEmpty() && question.isPresent()) {
      // What was asked about the silence is what is missing now.
      repair = question;
      question = Optional.empty();
    }
    if (repair.isEmpty()) {
      Duration wait =
          sessions.mayYetDeliverBefore(next.data().eventId())
              ? settings.mergeWait()
              : settings.reorderWait();
      if (held.firstHeldFor(now) < wait.toNanos()) {
        return;
      }
      sessions.giveUpBefore(next.data().eventId());
      repair = Optional.of(repairFromHere(now));
    }
    OrderRepair running = repair.get();
    OrderRepair.Step step =
        settings.repairEnabled()
            ? running.advance(
                last, Optional.of(next), held.size() > MANY_HELD, held.firstHeldFor(now), now)
            : OrderRepair.Step.failed("repair is off");
    GapReason reason = GapReason.between(lastSession, next.session());
    writeFetched(step.events(), reason, running, next.session(), now);
    pace.fetched(step.events().size(), held.size(), now);
    if (step.isClosed()) {
      writeHeld();
      writeWhatFollows();
    } else if (step.failure().isPresent()) {
      declareGap(next, step.failure().get(), now);
    } else if (pace.isTooSlow(held.size(), now)) {
      declareGap(next, "the history comes more slowly than the stream", now);
    } else {
      writeWhatFollows();
    }
  }

  /** Writes fetched events, and what is missing between two of them as a gap of just that. */
  private void writeFetched(
      List<OrderRepair.Fetched> events,
      GapReason reason,
      OrderRepair running,
      long session,
      long now) {
    for (OrderRepair.Fetched row : events) {
      Output.Event event = listed.event(row.link(), session, clock.micros());
      boolean broken = !row.breakBefore().isEmpty();
      if (broken) {
        declareRepaired(running, last, reason, session);
        gaps.unrepaired(
            last,
            event.position(),
            orTooOld(reason),
            row.breakBefore(),
            session,
            0,
            OptionalLong.empty(),
            last);
        out.request(now);
        running.beginsAfter(event.position());
      } else {
        running.wrote();
      }
      statistics.eventRepaired();
      write(event);
    }
  }

  private void declareRepaired(OrderRepair done, Position to, GapReason reason, long session) {
    if (done.repairedEvents() > 0) {
      gaps.repaired(done.from(), to, reason, session, done.repairedEvents(), last);
    }
  }

  private void declareGap(FeedEvent.Frame next, String reason, long now) {
    List<OrderRow> rows = listedBefore(Optional.of(next.data().eventId()));
    declare(next, reason, repair.map(OrderRepair::repairedEvents).orElse(0L) + rows.size());
    repair = Optional.empty();
    inquiry.forget();
    out.request(now);
    writeListed(rows, next.session());
    dropWritten();
    if (!held.isEmpty()) {
      writeHeld();
    }
    writeWhatFollows();
  }

  /** What was listed once and is neither written nor held, under whatever id. */
  private List<OrderRow> listedBefore(Optional<String> next) {
    List<OrderRow> rows = listed.before(next);
    if (rows.isEmpty()) {
      return rows;
    }
    Set<OrderContent> known = new HashSet<>();
    lastContent.ifPresent(known::add);
    held.all().forEach(frame -> OrderContent.of(frame.data()).ifPresent(known::add));
    return rows.stream()
        .filter(row -> !held.contains(row.eventId()))
        .filter(row -> OrderContent.of(row).filter(known::contains).isEmpty())
        .toList();
  }

  private void writeListed(List<OrderRow> rows, long session) {
    for (OrderRow row : rows) {
      while (held.firstKey().filter(key -> key.compareTo(row.eventId()) < 0).isPresent()) {
        writeHeld();
      }
      statistics.eventRepaired();
      write(listed.event(row, last, session, clock.micros()));
    }
  }

  private void declare(FeedEvent.Frame next, String detail, long fetched) {
    gaps.unrepaired(
        last,
        Position.after(next.data()),
        orTooOld(GapReason.between(lastSession, next.session())),
        detail,
        next.session(),
        fetched,
        OptionalLong.empty(),
        last);
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
    for (Optional<FeedEvent.Frame> first = held.first();
        first.map(FeedEvent.Frame::data).filter(this::isKnown).isPresent();
        first = held.first()) {
      held.removeFirst();
      statistics.duplicate();
    }
    if (held.isEmpty() && repair.isPresent()) {
      repair = Optional.empty();
      inquiry.forget();
    }
  }

  private void writeHeld() {
    FeedEvent.Frame next = held.removeFirst();
    if (repair.isPresent()) {
      declareRepaired(
          repair.get(),
          Position.after(next.data()),
          GapReason.between(lastSession, next.session()),
          next.session());
      repair = Optional.empty();
      inquiry.forget();
    }
    write(Output.Event.streamed(next, Position.after(next.data())));
  }

  private void write(Output.Event event) {
    if (!event.data().eventId().isEmpty()) {
      last = event.position();
      lastContent = OrderContent.of(event.data());
      recent.add(event.data().eventId());
      listed.written(last.eventId(), lastContent);
      backwards.take().forEach(known -> statistics.duplicate());
      if (mayDiffer()) {
        chains.written(event.data());
      }
    }
    if (!event.repaired()) {
      if (lastSession.isEmpty()) {
        listed.leaveOutNothing();
      }
      lastSession = OptionalLong.of(event.session());
    }
    out.add(event);
  }

  private boolean isKnown(Message.Data data) {
    return isWritten(data.eventId()) || isKnownAs(data);
  }

  /** Whether an event has been written under another id. */
  private boolean isKnownAs(Message.Data data) {
    return joins(data) || chains.isWritten(data);
  }

  private boolean isWritten(String id) {
    return last.link().filter(written -> id.compareTo(written) <= 0).isPresent();
  }

  private boolean follows(Message.Data data) {
    return last.link().isEmpty() || last.eventId().equals(others.inBook(data.preEventId()));
  }

  /** The last of the held frames that does not follow the one before: one gap for all of them. */
  private FeedEvent.Frame lastUnconnected() {
    FeedEvent.Frame found = held.first().orElseThrow();
    String before = found.data().eventId();
    for (FeedEvent.Frame frame : held.all()) {
      if (!before.equals(others.inBook(frame.data().preEventId()))) {
        found = frame;
      }
      before = frame.data().eventId();
    }
    return found;
  }

  @Override
  public void relieve(long now) {
    if (!held.isEmpty()) {
      declareGap(lastUnconnected(), "too much would have to be held back", now);
      while (!held.isEmpty()) {
        writeHeld();
        dropWritten();
      }
    }
    if (backwards.isCertain(now)) {
      goBack(now);
    } else {
      backwards.letGo().forEach(known -> statistics.duplicate());
    }
    out.relieve(now);
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
