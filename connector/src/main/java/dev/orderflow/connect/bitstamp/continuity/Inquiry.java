package dev.orderflow.connect.bitstamp.continuity;

import dev.orderflow.connect.bitstamp.exchange.ExchangeRequests;
import dev.orderflow.connect.bitstamp.exchange.FeedEvent;
import dev.orderflow.connect.bitstamp.exchange.HttpReply;
import dev.orderflow.connect.bitstamp.exchange.HttpRequest;
import dev.orderflow.connect.bitstamp.exchange.Lane;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One question after the other to the exchange, with growing waits while they fail.
 *
 * <p>Used by the task thread alone. Times are nanoseconds of the caller's ticker.
 */
final class Inquiry {

  private static final int MAX_DOUBLINGS = 4;

  private final Desk desk;
  private final long retryNanos;
  private Optional<Long> pending = Optional.empty();
  private Optional<HttpReply> answer = Optional.empty();
  private long askedAt;
  private long notBefore = Long.MIN_VALUE;
  private int failures;
  private String problem = "";
  private Listener told = (question, reply, now) -> {};

  Inquiry(Desk desk, Duration retry) {
    this.desk = desk;
    retryNanos = retry.toNanos();
  }

  /** Shows every reply as it comes, also those to questions that are not wanted any more. */
  void tell(Listener listener) {
    told = listener;
  }

  /** Whether no question is open and the last failure is long enough ago. */
  boolean mayAsk(long now) {
    return pending.isEmpty() && answer.isEmpty() && now >= notBefore;
  }

  /** Asks; what was asked before is forgotten. */
  void ask(HttpRequest request, Lane lane, long now) {
    forget();
    askedAt = now;
    long number = desk.requests.send(request, lane);
    pending = Optional.of(number);
    desk.waiting.put(number, new Question(this, request, now));
  }

  /** The answer, once. */
  Optional<HttpReply> take(long now) {
    Optional<HttpReply> taken = answer;
    answer = Optional.empty();
    taken.ifPresent(reply -> note(reply, now));
    return taken;
  }

  private void note(HttpReply reply, long now) {
    if (reply instanceof HttpReply.Failed failed) {
      problem = failed.detail();
      long wait =
          Math.max(failed.retryAfter().toNanos(), retryNanos << Math.min(failures, MAX_DOUBLINGS));
      notBefore = now + wait;
      failures++;
    } else {
      failures = 0;
      problem = "";
    }
  }

  /** Whatever was asked is not wanted any more. */
  void forget() {
    pending = Optional.empty();
    answer = Optional.empty();
  }

  /** When the last question was asked. */
  long askedAt() {
    return askedAt;
  }

  /** Not before this will it ask again. */
  long notBefore() {
    return notBefore;
  }

  /** What was wrong with the last answer; empty when it was right. */
  String problem() {
    return problem;
  }

  /** Who is shown replies. */
  @FunctionalInterface
  interface Listener {
    /** A reply to a question came. */
    void reply(Question question, HttpReply reply, long now);
  }

  /**
   * What was asked.
   *
   * @param inquiry by whom
   * @param request what
   * @param askedAt when
   */
  record Question(Inquiry inquiry, HttpRequest request, long askedAt) {}

  /** Who waits for which answer. */
  static final class Desk {

    private final ExchangeRequests requests;
    private final Map<Long, Question> waiting = new HashMap<>();

    Desk(ExchangeRequests requests) {
      this.requests = requests;
    }

    /** An answer came. */
    void answered(FeedEvent.Answer event, long now) {
      Question question = waiting.remove(event.requestId());
      if (question == null) {
        return;
      }
      Inquiry inquiry = question.inquiry;
      inquiry.told.reply(question, event.reply(), now);
      if (inquiry.pending.filter(number -> number == event.requestId()).isPresent()) {
        inquiry.pending = Optional.empty();
        inquiry.answer = Optional.of(event.reply());
      }
    }
  }
}
