package dev.orderflow.connect.bitstamp.continuity;

import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.exchange.FeedEvent;
import dev.orderflow.connect.bitstamp.exchange.Message;
import dev.orderflow.connect.bitstamp.exchange.OrderRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Fetches the order events between the last one written and a held one, page by page, and accepts
 * only what connects.
 *
 * <p>The reply's rows carry no predecessor, and the endpoint's schema, order and paging were never
 * seen on the wire. So every page must begin with the last event written, which is asked for
 * inclusively; no row may skip a count of the chain's counter; and the last row must be the one
 * that the held frame names as its predecessor. When the chain was restarted that predecessor
 * exists nowhere; then the exchange's own list must have the held event directly behind the last
 * row.
 */
final class OrderRepair {

  /**
   * The history may lag the stream a little: a reply that does not reach far enough is no proof.
   */
  private static final int MAX_REPLIES_WITHOUT_PROGRESS = 4;

  private final Channel channel;
  private final History history;
  private final ContinuitySettings settings;
  private final Position from;
  private long progressAt;

  private Optional<Question> question = Optional.empty();
  private int repliesWithoutProgress;
  private long nextQuestionAt;
  private boolean beyondNext;
  private long repairedEvents;

  OrderRepair(
      Channel channel, History history, ContinuitySettings settings, Position from, long now) {
    this.channel = channel;
    this.history = history;
    this.settings = settings;
    this.from = from;
    progressAt = now;
    nextQuestionAt = now;
  }

  /** The last event before the gap. */
  Position from() {
    return from;
  }

  /** Events fetched so far. */
  long repairedEvents() {
    return repairedEvents;
  }

  /**
   * Does the next step.
   *
   * @param last the last event written by now
   * @param next the held frame before which something is missing
   * @param afterNext the held event after it, where there is one
   * @return the events to write now, and whether the gap is closed or cannot be
   */
  Step advance(Position last, FeedEvent.Frame next, Optional<String> afterNext, long now) {
    if (now - progressAt > settings.repairTimeout().toNanos()) {
      return Step.failed(
          "no progress in "
              + settings.repairTimeout().toSeconds()
              + " s"
              + question
                  .map(asked -> asked.call.problem())
                  .filter(p -> !p.isEmpty())
                  .map(p -> ": " + p)
                  .orElse(""));
    }
    if (question.isEmpty()) {
      if (now - nextQuestionAt < 0) {
        return Step.NOTHING_YET;
      }
      String until = beyondNext ? afterNext.orElse("") : next.data().eventId();
      if (until.isEmpty()) {
        return Step.NOTHING_YET;
      }
      question = Optional.of(ask(last, until, now));
    }
    Question asked = question.get();
    Optional<List<OrderRow>> rows = asked.call.poll(now);
    if (rows.isPresent()) {
      question = Optional.empty();
      return read(rows.get(), asked.since, last, next, now);
    }
    return asked.call.hasFailed() ? Step.failed(asked.call.problem()) : Step.NOTHING_YET;
  }

  private Question ask(Position last, String until, long now) {
    Duration left = settings.repairTimeout().minusNanos(now - progressAt);
    return new Question(
        last.eventId(),
        new Call<>(
            () -> history.orders(channel.market(), last.eventId(), until),
            settings.retryInterval(),
            left,
            now));
  }

  private Step read(
      List<OrderRow> reply, String since, Position last, FeedEvent.Frame next, long now) {
    List<OrderRow> rows =
        reply.stream().sorted(Comparator.comparing(OrderRow::eventId)).distinct().toList();
    if (rows.isEmpty() || !rows.get(0).eventId().equals(since)) {
      return Step.failed("the history does not reach back to the last event");
    }
    List<Output.Event> events = new ArrayList<>();
    String previous = since;
    String nextId = next.data().eventId();
    for (OrderRow row : rows.subList(1, rows.size())) {
      if (row.eventId().equals(nextId)) {
        return closed(events);
      }
      if (row.eventId().compareTo(nextId) > 0) {
        break;
      }
      if (EventId.cannotFollow(previous, row.eventId())) {
        return progress(events, now).orFailed("the history skips events");
      }
      if (row.eventId().compareTo(last.eventId()) > 0) {
        events.add(event(row, previous, next));
      }
      previous = row.eventId();
    }
    if (previous.equals(next.data().preEventId())) {
      return closed(events);
    }
    return progress(events, now);
  }

  private Step closed(List<Output.Event> events) {
    repairedEvents += events.size();
    return new Step(events, true, Optional.empty());
  }

  private Step progress(List<Output.Event> events, long now) {
    repairedEvents += events.size();
    if (!events.isEmpty()) {
      repliesWithoutProgress = 0;
      beyondNext = false;
      progressAt = now;
      return new Step(events, false, Optional.empty());
    }
    repliesWithoutProgress++;
    nextQuestionAt = now + settings.retryInterval().toNanos() * repliesWithoutProgress;
    beyondNext = repliesWithoutProgress > 1;
    return repliesWithoutProgress > MAX_REPLIES_WITHOUT_PROGRESS
        ? Step.failed("the history does not connect to the stream")
        : Step.NOTHING_YET;
  }

  /** The event in the exchange's frame format, with the predecessor that was just proven. */
  private Output.Event event(OrderRow row, String previous, FeedEvent.Frame next) {
    String source = row.orderSource().isEmpty() ? "orderbook" : row.orderSource();
    String text =
        "{\"data\":"
            + row.data()
            + ",\"channel\":\""
            + channel.name()
            + "\",\"event\":\""
            + row.event()
            + "\",\"event_id\":\""
            + row.eventId()
            + "\",\"pre_event_id\":\""
            + previous
            + "\",\"order_source\":\""
            + source
            + "\"}";
    Message.Data data =
        new Message.Data(
            channel, row.event(), row.microtimestamp(), row.eventId(), previous, row.id());
    return new Output.Event(data, text, next.session(), next.at(), true, Position.after(data));
  }

  private record Question(String since, Call<List<OrderRow>> call) {}

  /**
   * What a step gave.
   *
   * @param events events to write now
   * @param isClosed whether the held frame follows directly
   * @param failure why the gap cannot be closed, once that is known
   */
  record Step(List<Output.Event> events, boolean isClosed, Optional<String> failure) {

    static final Step NOTHING_YET = new Step(List.of(), false, Optional.empty());

    static Step failed(String reason) {
      return new Step(List.of(), false, Optional.of(reason));
    }

    Step orFailed(String reason) {
      return events.isEmpty() ? failed(reason) : this;
    }
  }
}
