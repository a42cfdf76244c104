package dev.orderflow.connect.bitstamp.continuity;

import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.exchange.FeedEvent;
import dev.orderflow.connect.bitstamp.exchange.HttpProblem;
import dev.orderflow.connect.bitstamp.exchange.HttpReply;
import dev.orderflow.connect.bitstamp.exchange.HttpRequest;
import dev.orderflow.connect.bitstamp.exchange.Lane;
import dev.orderflow.connect.bitstamp.exchange.Message;
import dev.orderflow.connect.bitstamp.exchange.OrderRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Fetches the order events behind the last one written, page by page, up to a held one where there
 * is one, and accepts only what connects.
 *
 * <p>The reply's rows carry no predecessor, and the endpoint's schema, order and paging were never
 * seen on the wire. A page must hold the last event written; whether {@code since_id} includes it
 * is found out by asking from the event before, too. The last row must be the one that the held
 * event names as its predecessor, or the list must have the held event directly behind it.
 *
 * <p>Where two rows cannot follow each other by the chain's counter, or nothing tells whether they
 * do, two replies must show the same, so far apart that the list cannot be in the middle of
 * changing. Then the first case is a gap of just that width, and what lies on both sides of it is
 * written. So is a held event that names another predecessor than the one it is listed behind.
 */
final class OrderRepair {

  private static final long SETTLE_NANOS = Duration.ofSeconds(2).toNanos();

  /** The list may be so far behind the stream; what it does not have then it has forgotten. */
  private static final long LAG_NANOS = Duration.ofSeconds(6).toNanos();

  private static final int MOST_WAITS = 8;

  private static final String NOT_LISTED = "the history lacks what the stream names";

  private final Channel channel;
  private final ContinuitySettings settings;
  private final Inquiry inquiry;
  private final ListedOrders listed;
  private final UnaryOperator<String> inBook;
  private Position from;
  private final Map<String, Long> pairsSeen = new HashMap<>();
  private long progressAt;
  private long nextAt;
  private long refusedSince = Long.MIN_VALUE;
  private boolean fromPrevious;
  private List<OrderRow> rows = List.of();
  private boolean rowsRead;
  private boolean open;
  private int waits;
  private long repairedEvents;

  /**
   * A repair from an event on.
   *
   * @param inBook the event of the book's own chain that an id stands behind, see {@link
   *     OtherSources}
   */
  OrderRepair(
      Channel channel,
      Inquiry inquiry,
      ListedOrders listed,
      ContinuitySettings settings,
      UnaryOperator<String> inBook,
      Position from,
      Optional<OrderRepair> before,
      long now) {
    this.channel = channel;
    this.inquiry = inquiry;
    this.settings = settings;
    this.inBook = inBook;
    this.from = from;
    this.listed = listed;
    inquiry.forget();
    progressAt = now;
    nextAt = now;
    before.ifPresent(
        other -> {
          fromPrevious = other.fromPrevious;
          rows = other.rows;
        });
  }

  /** The last event before the gap. */
  Position from() {
    return from;
  }

  /** Events fetched and written since {@link #from}. */
  long repairedEvents() {
    return repairedEvents;
  }

  /** A fetched event was written. */
  void wrote() {
    repairedEvents++;
  }

  /** Something is missing before an event: what is fetched from now on begins behind it. */
  void beginsAfter(Position event) {
    from = event;
    repairedEvents = 0;
  }

  /**
   * Does the next step.
   *
   * @param last the last event written by now
   * @param lastContent what that event was, where it is known
   * @param next the held frame before which something is missing; empty when all there is is wanted
   * @param far whether more than what lies before that frame is of use
   */
  Step advance(
      Position last,
      Optional<OrderContent> lastContent,
      Optional<FeedEvent.Frame> next,
      boolean far,
      long now) {
    if (!rowsRead) {
      rowsRead = true;
      if (indexOf(rows, last.eventId(), Optional.empty()) >= 0) {
        Step step = read(last, lastContent, next, now);
        if (step.isClosed() && next.isPresent() || !step.events().isEmpty()) {
          return step;
        }
        nextAt = now;
      }
    }
    if (now - progressAt > settings.repairTimeout().toNanos()) {
      return Step.failed(
          "no progress in " + settings.repairTimeout().toSeconds() + " s" + problem());
    }
    Optional<HttpReply> reply = inquiry.take(now);
    if (reply.isEmpty()) {
      if (inquiry.mayAsk(now) && now - nextAt >= 0) {
        ask(last, far ? Optional.empty() : next, next.isPresent(), now);
      }
      return Step.NOTHING_YET;
    }
    if (reply.get() instanceof HttpReply.Orders orders) {
      refusedSince = Long.MIN_VALUE;
      rows = sorted(orders.rows());
      return read(last, lastContent, next, now);
    }
    HttpReply.Failed failed = (HttpReply.Failed) reply.get();
    nextAt = now;
    return failed.kind() == HttpProblem.Kind.REFUSED
        ? refused(failed, next, now)
        : Step.NOTHING_YET;
  }

  private Step refused(HttpReply.Failed failed, Optional<FeedEvent.Frame> next, long now) {
    if (refusedSince == Long.MIN_VALUE) {
      refusedSince = now;
    }
    fromPrevious = !fromPrevious;
    return next.isEmpty() || now - refusedSince > LAG_NANOS
        ? Step.failed(failed.detail())
        : Step.NOTHING_YET;
  }

  private String problem() {
    return inquiry.problem().isEmpty()
        ? ": the history does not connect to the stream"
        : ": " + inquiry.problem();
  }

  private void ask(Position last, Optional<FeedEvent.Frame> end, boolean urgent, long now) {
    String since =
        fromPrevious && !last.previousEventId().isEmpty() ? last.previousEventId() : last.eventId();
    Optional<String> until = open ? Optional.empty() : end.map(frame -> frame.data().eventId());
    inquiry.ask(
        new HttpRequest.Orders(
            channel.market(), since, until.filter(id -> id.compareTo(since) > 0)),
        urgent ? Lane.REPAIR : Lane.AUDIT,
        now);
  }

  private static List<OrderRow> sorted(List<OrderRow> rows) {
    return rows.stream().sorted(Comparator.comparing(OrderRow::eventId)).distinct().toList();
  }

  private Step read(
      Position last, Optional<OrderContent> lastContent, Optional<FeedEvent.Frame> next, long now) {
    int at = indexOf(rows, last.eventId(), lastContent);
    boolean connected = at >= 0;
    if (!connected) {
      while (at + 1 < rows.size() && rows.get(at + 1).eventId().compareTo(last.eventId()) <= 0) {
        at++;
      }
      fromPrevious = !fromPrevious;
    }
    boolean unconnected = !connected;
    List<Fetched> fetched = new ArrayList<>();
    String previous = last.eventId();
    boolean waiting = false;
    boolean reached = false;
    for (OrderRow row : rows.subList(at + 1, rows.size())) {
      if (next.isPresent() && isThat(row, next.get().data())) {
        Message.Data end = next.get().data();
        boolean named = inBook.apply(end.preEventId()).equals(previous);
        boolean content = !row.eventId().equals(end.eventId());
        boolean settled = isSettled(previous, row.eventId(), now);
        reached =
            !waiting
                && connected
                && (named
                    || content && !EventId.cannotFollow(previous, row.eventId())
                    || !content
                        && !EventId.namesPredecessor(end.preEventId(), end.eventId())
                        && settled);
        if (!reached && !waiting && connected && settled) {
          return new Step(fetched, false, Optional.of(NOT_LISTED));
        }
        waiting = waiting || !reached;
        break;
      }
      if (next.isPresent() && row.eventId().compareTo(next.get().data().eventId()) > 0) {
        break;
      }
      boolean broken = !connected || EventId.cannotFollow(previous, row.eventId());
      boolean doubtful =
          broken || next.isEmpty() || EventId.between(previous, row.eventId()).isEmpty();
      if (doubtful && !isSettled(previous, row.eventId(), now)) {
        waiting = true;
      }
      if (!waiting) {
        fetched.add(
            new Fetched(listed.event(row, previous, next), broken ? breakDetail(connected) : ""));
      }
      connected = true;
      previous = row.eventId();
    }
    boolean closed =
        reached
            || !waiting
                && connected
                && next.isPresent()
                && inBook.apply(next.get().data().preEventId()).equals(previous);
    return step(fetched, closed || next.isEmpty() && !waiting, waiting && !unconnected, now);
  }

  private static String breakDetail(boolean connected) {
    return connected
        ? "the history skips events"
        : "the history does not reach back to the last event";
  }

  /** Whether an earlier reply showed the same two next to each other, long enough ago. */
  private boolean isSettled(String previous, String id, long now) {
    long seen = pairsSeen.computeIfAbsent(previous + ' ' + id, pair -> now);
    return inquiry.askedAt() - seen >= SETTLE_NANOS;
  }

  private static int indexOf(List<OrderRow> rows, String id, Optional<OrderContent> content) {
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).eventId().equals(id)) {
        return i;
      }
    }
    for (int i = 0; i < rows.size() && content.isPresent(); i++) {
      if (content.equals(OrderContent.of(rows.get(i)))) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isThat(OrderRow row, Message.Data data) {
    return row.eventId().equals(data.eventId())
        || OrderContent.of(data).isPresent() && OrderContent.of(data).equals(OrderContent.of(row));
  }

  private Step step(List<Fetched> fetched, boolean closed, boolean waiting, long now) {
    if (closed) {
      return new Step(fetched, true, Optional.empty());
    }
    if (!fetched.isEmpty()) {
      progressAt = now;
      waits = 0;
      open = false;
      nextAt = now;
    } else if (waiting) {
      nextAt = now + SETTLE_NANOS;
    } else {
      waits = Math.min(waits + 1, MOST_WAITS);
      open = waits > 1;
      nextAt = now + settings.retryInterval().toNanos() * waits;
    }
    return new Step(fetched, false, Optional.empty());
  }

  /**
   * A fetched event.
   *
   * @param event the event
   * @param breakBefore why something is missing directly before it; empty when nothing is
   */
  record Fetched(Output.Event event, String breakBefore) {}

  /**
   * What a step gave.
   *
   * @param events events to write now
   * @param isClosed whether the held frame follows directly, or nothing more is there
   * @param failure why the gap cannot be closed, once that is known
   */
  record Step(List<Fetched> events, boolean isClosed, Optional<String> failure) {

    static final Step NOTHING_YET = new Step(List.of(), false, Optional.empty());

    static Step failed(String reason) {
      return new Step(List.of(), false, Optional.of(reason));
    }
  }
}
