package dev.orderflow.connect.bitstamp.continuity;

import dev.orderflow.connect.bitstamp.exchange.BookSnapshot;
import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.exchange.HttpProblem;
import dev.orderflow.connect.bitstamp.exchange.HttpReply;
import dev.orderflow.connect.bitstamp.exchange.HttpRequest;
import dev.orderflow.connect.bitstamp.exchange.Lane;
import dev.orderflow.connect.bitstamp.exchange.Message;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts an order book into a channel's stream at the place where it belongs.
 *
 * <p>A reader that starts at the snapshot must find every later event behind it. So from the first
 * event after a snapshot became due, events are held back, then the book is asked for, and the book
 * goes in before the first event that may have happened after it. A book older than the first event
 * held back is refused (it may come from a cache) and asked for again. While nothing happens on the
 * market, nothing is asked: there is nothing to reset.
 *
 * <p>Resolution is that of the channel's event times: whole milliseconds for orders.
 */
final class SnapshotPlacement implements Outputs {

  private static final Logger log = LoggerFactory.getLogger(SnapshotPlacement.class);

  /** How long an accepted book waits for a later event before it goes in at the end. */
  private static final long QUIET_NANOS = Duration.ofSeconds(2).toNanos();

  private static final long TIMEOUT_NANOS = Duration.ofSeconds(15).toNanos();

  /** After a failure events are held back for so long only, until the book has caught up. */
  private static final long LATER_TIMEOUT_NANOS = Duration.ofSeconds(6).toNanos();

  /** Least time between the last book and one for events that were not written. */
  private static final long BETWEEN_BOOKS_NANOS = Duration.ofSeconds(10).toNanos();

  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final int MAX_DOUBLINGS = 6;

  private final Channel channel;
  private final long resolution;
  private final Inquiry inquiry;
  private final ContinuitySettings settings;
  private final ContinuityStatistics statistics;
  private final MicroClock clock;
  private final Outputs out;

  private final ArrayDeque<Output> held = new ArrayDeque<>();
  private int heldEvents;
  private long heldBytes;
  private boolean isWrong;
  private boolean due;
  private long dueFrom;
  private OptionalLong mustReach = OptionalLong.empty();
  private boolean asking;
  private long askedSince;
  private long askAt;
  private Optional<BookSnapshot> accepted = Optional.empty();
  private long acceptedAt;
  private Position passed;
  private OptionalLong newestPassed;
  private int failures;
  private long lastPlacedAt;

  SnapshotPlacement(
      Channel channel,
      long resolution,
      Inquiry inquiry,
      ContinuitySettings settings,
      ContinuityStatistics statistics,
      MicroClock clock,
      Outputs out,
      Position passed,
      long now) {
    this.channel = channel;
    this.resolution = resolution;
    this.inquiry = inquiry;
    this.settings = settings;
    this.statistics = statistics;
    this.clock = clock;
    this.out = out;
    this.passed = passed;
    newestPassed =
        passed.isStarted() ? OptionalLong.of(passed.microtimestamp()) : OptionalLong.empty();
    dueFrom = now;
    lastPlacedAt = now;
  }

  /**
   * A snapshot is wanted, from the next event on. A book asked for before is forgotten: it may lack
   * what a gap hid; and what was held for it is let go.
   */
  void request(long now) {
    if (settings.snapshotsEnabled()) {
      stopAsking();
      accepted = Optional.empty();
      release();
      becomeDue(now);
    }
  }

  /** A snapshot is wanted; where one is wanted already, that is the one. */
  void requestUnlessAsked(long now) {
    if (!due && !asking) {
      request(now);
    }
  }

  /**
   * Events that were let go are not in the topic, so that the book that its readers have is wrong
   * until the next one, which follows soon. Refusals may go on; a book for each would be a flood.
   */
  void notWritten() {
    isWrong = true;
  }

  /** The exchange's time went back: a snapshot is wanted, whatever time it is of. */
  void restart(long now) {
    release();
    newestPassed = OptionalLong.empty();
    request(now);
  }

  private void becomeDue(long from) {
    due = true;
    dueFrom = from;
    mustReach = OptionalLong.empty();
  }

  @Override
  public void add(Output output) {
    OptionalLong time = time(output);
    if (isHolding() || due && time.isPresent()) {
      hold(output);
      if (due && mustReach.isEmpty() && time.isPresent()) {
        mustReach = OptionalLong.of(tick(time.getAsLong()));
      }
    } else {
      pass(output);
    }
  }

  /** An event's time: without one it tells nothing about whether a book is older. */
  private static OptionalLong time(Output output) {
    return output instanceof Output.Event event
            && event.data().microtimestamp() != Message.Data.NONE
        ? OptionalLong.of(event.data().microtimestamp())
        : OptionalLong.empty();
  }

  /** Too much is held back: lets it go and tries again a little later. */
  void relieve(long now) {
    if (isHolding()) {
      stopAsking();
      accepted = Optional.empty();
      retry(now, FIRST_RETRY.toNanos());
    }
  }

  private void stopAsking() {
    asking = false;
    inquiry.forget();
  }

  /** Time passed: asks, receives, places. */
  void advance(long now) {
    if (isTimeForAnother(now - lastPlacedAt) && !due && !asking && accepted.isEmpty()) {
      request(now);
    }
    if (due && mustReach.isPresent()) {
      if (now - dueFrom >= 0) {
        due = false;
        asking = true;
        askedSince = now;
        askAt = now;
      } else {
        release();
        mustReach = OptionalLong.empty();
      }
    }
    if (asking) {
      ask(now);
    }
    accepted.ifPresent(book -> place(book, now));
  }

  private boolean isTimeForAnother(long sinceLast) {
    long interval = settings.snapshotInterval().toNanos();
    return interval > 0 && sinceLast > interval || isWrong && sinceLast > BETWEEN_BOOKS_NANOS;
  }

  int held() {
    return heldEvents;
  }

  long heldBytes() {
    return heldBytes;
  }

  private boolean isHolding() {
    return !held.isEmpty() || asking || accepted.isPresent();
  }

  private void ask(long now) {
    Optional<HttpReply> reply = inquiry.take(now);
    if (reply.isPresent()) {
      receive(reply.get(), now);
    } else if (now - askedSince > TIMEOUT_NANOS) {
      fail("no answer in time", Duration.ZERO, now);
    } else if (inquiry.mayAsk(now) && now - askAt >= 0) {
      inquiry.ask(new HttpRequest.Book(channel.market()), Lane.SNAPSHOT, now);
    }
  }

  private void receive(HttpReply reply, long now) {
    if (reply instanceof HttpReply.Book answer) {
      if (isUsable(answer.book())) {
        asking = false;
        failures = 0;
        accepted = Optional.of(answer.book());
        acceptedAt = now;
      } else {
        refuse(now);
      }
    } else if (reply instanceof HttpReply.Failed failed) {
      // After a failure it is asked only once at a time, lest events be held back for long again.
      boolean again =
          failures == 0
              && failed.kind() != HttpProblem.Kind.REFUSED
              && inquiry.notBefore() - askedSince < TIMEOUT_NANOS;
      if (!again) {
        fail(failed.detail(), failed.retryAfter(), now);
      }
    }
  }

  /** A later book will have come as far as what is held back for it, unless all of them are old. */
  private void refuse(long now) {
    statistics.snapshotRefused();
    askAt = now + settings.retryInterval().toNanos();
    if (askAt - askedSince > (failures == 0 ? TIMEOUT_NANOS : LATER_TIMEOUT_NANOS)) {
      fail("it is older than the stream", Duration.ZERO, now);
    }
  }

  private void fail(String problem, Duration retryAfter, long now) {
    stopAsking();
    Duration wait = FIRST_RETRY.multipliedBy(1L << Math.min(failures, MAX_DOUBLINGS));
    failures++;
    if (retryAfter.compareTo(wait) > 0) {
      wait = retryAfter;
    }
    log.warn("No order book for {}: {}. Asking again in {} s.", channel, problem, wait.toSeconds());
    retry(now, wait.toNanos());
  }

  /** Lets go what was held and tries again later, with the events that come then. */
  private void retry(long now, long wait) {
    release();
    becomeDue(now + wait);
  }

  private boolean isUsable(BookSnapshot book) {
    long time = tick(book.microtimestamp());
    return (newestPassed.isEmpty() || time > tick(newestPassed.getAsLong()))
        && time >= mustReach.orElse(Long.MAX_VALUE);
  }

  private void place(BookSnapshot book, long now) {
    long time = tick(book.microtimestamp());
    while (!held.isEmpty() && !isAtOrAfter(held.peek(), time)) {
      passNext();
    }
    if (!held.isEmpty() || now - acceptedAt > QUIET_NANOS) {
      accepted = Optional.empty();
      isWrong = false;
      lastPlacedAt = now;
      statistics.snapshot();
      out.add(new Output.Snapshot(channel, clock.micros(), book, passed));
      release();
    }
  }

  private boolean isAtOrAfter(Output output, long time) {
    return output instanceof Output.Event event && tick(event.data().microtimestamp()) >= time;
  }

  private long tick(long micros) {
    return micros / resolution;
  }

  private void hold(Output output) {
    held.add(output);
    if (output instanceof Output.Event event) {
      heldEvents++;
      heldBytes += event.text().length();
    }
  }

  private void release() {
    while (!held.isEmpty()) {
      passNext();
    }
  }

  private void passNext() {
    Output output = held.remove();
    if (output instanceof Output.Event event) {
      heldEvents--;
      heldBytes -= event.text().length();
    }
    pass(output);
  }

  private void pass(Output output) {
    if (output instanceof Output.Event event) {
      passed = event.position();
      newestPassed = OptionalLong.of(Math.max(newestPassed.orElse(0), passed.microtimestamp()));
    }
    out.add(output);
  }
}
