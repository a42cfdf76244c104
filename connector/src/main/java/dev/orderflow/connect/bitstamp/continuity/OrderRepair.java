package dev.orderflow.connect.bitstamp.continuity;

import dev.orderflow.connect.bitstamp.continuity.ListedOrders.Link;
import dev.orderflow.connect.bitstamp.continuity.ListedOrders.Standing;
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
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/**
 * Fetches the order events behind the last one written, page by page, up to a held one where there
 * is one, and accepts only what connects.
 *
 * <p>The reply's rows carry no predecessor, and the endpoint's schema, order and paging were never
 * seen on the wire. Which row stands behind which is settled by two replies, see {@link
 * ListedOrders}; the last row must be the one that the held event names as its predecessor, or two
 * replies must have the held event directly behind it. While the first page settles the next ones
 * are asked for.
 *
 * <p>Where two rows cannot follow each other by the chain's counter, or the list lacks the last
 * event written, that is a gap of just that width, and what lies on both sides of it is written. So
 * is a held event that names another predecessor than the one it is listed behind.
 */
final class OrderRepair {

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
  private long progressAt;
  private long nextAt;
  private long refusedSince = Long.MIN_VALUE;
  private boolean fromPrevious;

  /** The event that is asked from while what lies before it settles; empty for the last written. */
  private String ahead = "";

  private boolean askedAhead;

  /** From which event was asked last. */
  private String askedFrom = "";

  private boolean listRead;
  private boolean open;

  /** Whether the held frame waits for longer than one repair alone may take. */
  private boolean isOverdue;

  /** When this repair or one before last fetched something. */
  private Optional<Long> fetchedAt = Optional.empty();

  private int waits;
  private long repairedEvents;

  /**
   * A repair from an event on.
   *
   * @param inBook the event of the book's own chain that an id stands behind, see {@link
   *     OtherSources}
   * @param before the repair before, which found out what must be asked from
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
    fromPrevious = before.isPresent() && before.get().fromPrevious;
    before.ifPresent(
        earlier -> {
          refusedSince = earlier.refusedSince;
          fetchedAt = earlier.fetchedAt;
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
   * @param next the held frame before which something is missing; empty when all there is is wanted
   * @param far whether more than what lies before that frame is of use
   * @param heldFor for how long that frame has been held, nanoseconds
   */
  Step advance(Position last, Optional<FeedEvent.Frame> next, boolean far, long heldFor, long now) {
    long timeout = settings.repairTimeout().toNanos();
    long fruitless = fetchedAt.isPresent() ? Math.min(heldFor, now - fetchedAt.get()) : heldFor;
    isOverdue = fruitless > timeout;
    if (!listRead) {
      listRead = true;
      if (!listed.isEmpty()) {
        return read(last, next, false, now);
      }
    }
    if (listed.skipsEverything()) {
      return Step.failed(ContinuitySettings.TOO_OLD);
    }
    Optional<HttpReply> reply = inquiry.take(now);
    if (now - progressAt > timeout || fruitless > timeout + timeout / 2) {
      // An answer that has come all the same may still be of use.
      Step step = reply.map(come -> answered(come, last, next, now)).orElse(Step.NOTHING_YET);
      return step.isFruitless() ? noProgress() : step;
    }
    if (reply.isEmpty()) {
      if (inquiry.mayAsk(now) && now - nextAt >= 0) {
        ask(last, far ? Optional.empty() : next, next.isPresent(), now);
      }
      return Step.NOTHING_YET;
    }
    return answered(reply.get(), last, next, now);
  }

  private Step answered(HttpReply reply, Position last, Optional<FeedEvent.Frame> next, long now) {
    if (reply instanceof HttpReply.Failed failed) {
      nextAt = now;
      return failed.kind() == HttpProblem.Kind.REFUSED
          ? refused(failed, next, now)
          : Step.NOTHING_YET;
    }
    refusedSince = Long.MIN_VALUE;
    if (listed.skipsBehind(askedFrom)) {
      nextAt = now;
      return Step.NOTHING_YET;
    }
    return read(last, next, true, now);
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

  private Step noProgress() {
    return Step.failed("no progress in " + settings.repairTimeout().toSeconds() + " s" + problem());
  }

  private String problem() {
    return inquiry.problem().isEmpty()
        ? ": the history does not connect to the stream"
        : ": " + inquiry.problem();
  }

  private void ask(Position last, Optional<FeedEvent.Frame> end, boolean urgent, long now) {
    askedAhead = !ahead.isEmpty();
    String event = ahead.isEmpty() ? last.eventId() : ahead;
    String before =
        ahead.isEmpty() ? last.previousEventId() : listed.idBefore(ahead).orElse(last.eventId());
    String since = listed.notBefore(fromPrevious && !before.isEmpty() ? before : event);
    askedFrom = since;
    Optional<String> until = open ? Optional.empty() : end.map(frame -> frame.data().eventId());
    inquiry.ask(
        new HttpRequest.Orders(
            channel.market(), since, until.filter(id -> id.compareTo(since) > 0)),
        urgent ? Lane.REPAIR : Lane.AUDIT,
        now);
  }

  /** Takes what is settled of what was listed, and decides what to ask for next. */
  private Step read(Position last, Optional<FeedEvent.Frame> next, boolean wasAsked, long now) {
    List<Link> chain = upTo(next, listed.chain(last));
    List<Fetched> fetched = new ArrayList<>();
    Optional<Link> unsettled = Optional.empty();
    String previous = last.eventId();
    for (Link link : chain) {
      boolean isNext = next.filter(frame -> isThat(link.row(), frame.data())).isPresent();
      if (isNext && isNamed(previous, next)) {
        break;
      }
      if (!link.isSettled()) {
        unsettled = Optional.of(link);
        break;
      }
      if (isNext) {
        return mayFollow(link, next.get().data())
            ? new Step(fetched, true, Optional.empty())
            : new Step(fetched, false, Optional.of(NOT_LISTED));
      }
      fetched.add(new Fetched(link, breakBefore(link)));
      previous = link.row().eventId();
    }
    if (unsettled.isEmpty() && (isNamed(previous, next) || next.isEmpty() && wasAsked)) {
      return new Step(fetched, true, Optional.empty());
    }
    if (!fetched.isEmpty()) {
      progressAt = now;
      fetchedAt = Optional.of(now);
      waits = 0;
      open = false;
    }
    ahead = "";
    nextAt = now;
    OptionalLong settlesAt = unsettled.map(Link::settlesAt).orElse(OptionalLong.empty());
    if (settlesAt.isPresent() && now - settlesAt.getAsLong() < 0) {
      whileItSettles(settlesAt.getAsLong(), chain, next, wasAsked, now);
    } else if (fetched.isEmpty() && wasAsked) {
      if (isOverdue && waits > 1) {
        return noProgress();
      }
      fromPrevious = !fromPrevious;
      waits = Math.min(waits + 1, MOST_WAITS);
      open = waits > 1;
      nextAt = now + settings.retryInterval().toNanos() * waits;
    }
    return new Step(fetched, false, Optional.empty());
  }

  /** Asks for what lies further ahead, or for what is not connected, until it is time. */
  private void whileItSettles(
      long settlesAt,
      List<Link> chain,
      Optional<FeedEvent.Frame> next,
      boolean wasAsked,
      long now) {
    progressAt = settlesAt - progressAt > 0 ? settlesAt : progressAt;
    Link farthest = chain.get(chain.size() - 1);
    boolean isKnown = chain.stream().allMatch(link -> link.standing() == Standing.FOLLOWS);
    boolean isWhole =
        next.filter(frame -> isThat(farthest.row(), frame.data())).isPresent()
            || isNamed(farthest.row().eventId(), next);
    boolean isEnd = askedAhead && listed.grewAt() - inquiry.askedAt() < 0;
    if (!wasAsked || isKnown && (isWhole || isEnd)) {
      nextAt = settlesAt;
    } else if (isKnown) {
      ahead = farthest.row().eventId();
    } else {
      fromPrevious = !fromPrevious;
      ahead = farthest.standing() == Standing.UNKNOWN ? farthest.previous() : "";
      nextAt = Math.min(settlesAt, now + settings.retryInterval().toNanos());
    }
  }

  private static List<Link> upTo(Optional<FeedEvent.Frame> next, List<Link> chain) {
    for (int i = 0; i < chain.size() && next.isPresent(); i++) {
      OrderRow row = chain.get(i).row();
      if (isThat(row, next.get().data())) {
        return chain.subList(0, i + 1);
      }
      if (row.eventId().compareTo(next.get().data().eventId()) > 0) {
        return chain.subList(0, i);
      }
    }
    return chain;
  }

  private boolean isNamed(String id, Optional<FeedEvent.Frame> next) {
    return next.filter(frame -> inBook.apply(frame.data().preEventId()).equals(id)).isPresent();
  }

  /** Whether a held event that is listed may be taken for the one behind the row before it. */
  private static boolean mayFollow(Link link, Message.Data event) {
    boolean otherId = !link.row().eventId().equals(event.eventId());
    return link.standing() == Standing.FOLLOWS
        && (otherId
            ? !EventId.cannotFollow(link.previous(), link.row().eventId())
            : !EventId.namesPredecessor(event.preEventId(), event.eventId()));
  }

  private String breakBefore(Link link) {
    if (link.standing() == Standing.BEGINS) {
      return listed.skipsBehind(link.previous())
          ? ContinuitySettings.TOO_OLD
          : "the history does not reach back to the last event";
    }
    return EventId.cannotFollow(link.previous(), link.row().eventId())
        ? "the history skips events"
        : "";
  }

  private static boolean isThat(OrderRow row, Message.Data data) {
    return row.eventId().equals(data.eventId())
        || OrderContent.of(data).isPresent() && OrderContent.of(data).equals(OrderContent.of(row));
  }

  /**
   * A fetched event.
   *
   * @param link the event, and what it stands behind
   * @param breakBefore why something is missing directly before it; empty when nothing is
   */
  record Fetched(Link link, String breakBefore) {}

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

    boolean isFruitless() {
      return events.isEmpty() && !isClosed && failure.isEmpty();
    }
  }
}
