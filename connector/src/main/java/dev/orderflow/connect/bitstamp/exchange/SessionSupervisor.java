package dev.orderflow.connect.bitstamp.exchange;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one session with the venue alive by following it with another, any number of times.
 *
 * <p>A session that can still speak is replaced make-before-break: the new one has subscribed and
 * delivered before the old one is closed, and what was on its way over the old one then is still
 * taken in. So it is where the exchange asks for it, where a session grows old, and where one falls
 * silent, as the market may just be quiet. All of this is owned by the feed's thread.
 */
final class SessionSupervisor {

  private static final Logger log = LoggerFactory.getLogger(SessionSupervisor.class);

  private final FeedSettings settings;
  private final FeedEventQueue queue;
  private final Supplier<WebSocketSession> opener;
  private final RandomGenerator random;

  private Optional<WebSocketSession> current = Optional.empty();
  private Optional<WebSocketSession> successor = Optional.empty();

  /** Why the successor was opened, which it goes on with though the reason may pass. */
  private Optional<Replacement> replacement = Optional.empty();

  private Optional<WebSocketSession> retiring = Optional.empty();
  private int attempt;
  private long nextAttemptAt;
  private boolean overflowed;
  private boolean announced;
  private boolean stopped;
  private boolean maintenance;
  private Optional<FeedEvent.Ended> lastEnd = Optional.empty();

  SessionSupervisor(
      FeedSettings settings,
      FeedEventQueue queue,
      Supplier<WebSocketSession> opener,
      RandomGenerator random,
      long now) {
    this.settings = settings;
    this.queue = queue;
    this.opener = opener;
    this.random = random;
    nextAttemptAt = now;
  }

  /** Does whatever is due. */
  void advance(long now) {
    if (stopped) {
      return;
    }
    current.ifPresent(session -> session.check(now));
    successor.ifPresent(session -> session.check(now));
    retiring.ifPresent(session -> session.checkRetired(now));
    retiring = retiring.filter(session -> session.status().ended().isEmpty());
    current.ifPresent(
        session -> session.status().ended().ifPresent(end -> currentEnded(session, end, now)));
    successor.ifPresent(
        session -> session.status().ended().ifPresent(end -> successorEnded(session, end, now)));
    if (current.isEmpty()) {
      openWhenDue(now);
    } else {
      announceSubscription();
      replaceWhenPlanned(now);
    }
  }

  /** Ends every session for good. */
  void stop() {
    stopped = true;
    current.ifPresent(session -> session.end(EndReason.STOPPED, "the task stops"));
    successor.ifPresent(session -> session.end(EndReason.STOPPED, "the task stops"));
    retiring.ifPresent(session -> session.end(EndReason.STOPPED, "the task stops"));
  }

  /** The session that carries data, when there is one. */
  Optional<WebSocketSession> current() {
    return current;
  }

  /** How the latest session without a successor ended. */
  Optional<FeedEvent.Ended> lastEnd() {
    return lastEnd;
  }

  /** Whether the exchange has told of maintenance, and nothing was subscribed since. */
  boolean isInMaintenance() {
    return maintenance;
  }

  /** Whether it stays closed until the buffer has been emptied. */
  boolean isHeldByFullBuffer() {
    return overflowed;
  }

  private void currentEnded(WebSocketSession session, FeedEvent.Ended end, long now) {
    boolean worked = session.status().hasDelivered();
    attempt = worked ? 0 : attempt;
    noteMaintenance(session, end);
    current = successor;
    successor = Optional.empty();
    overflowed = current.isEmpty() && end.reason() == EndReason.BUFFER_FULL;
    if (current.isEmpty()) {
      lastEnd = Optional.of(end);
      Duration wait = settings.backoff().before(attempt, random);
      nextAttemptAt = now + wait.toNanos();
      attempt++;
      String next = overflowed ? "once the buffer is half empty" : "in " + wait.toMillis() + " ms";
      if (worked || announced || Integer.bitCount(attempt) == 1) {
        log.warn(
            "Session {} ended: {} ({}). Connecting again {} (attempt {}).",
            session.id(),
            end.reason().label(),
            end.detail(),
            next,
            attempt);
      }
    }
    announced = false;
  }

  private void successorEnded(WebSocketSession session, FeedEvent.Ended end, long now) {
    successor = Optional.empty();
    noteMaintenance(session, end);
    nextAttemptAt = now + settings.backoff().before(attempt, random).toNanos();
    attempt++;
    log.warn(
        "Session {}, meant to take over, ended: {} ({}).",
        session.id(),
        end.reason().label(),
        end.detail());
  }

  /**
   * The exchange tells of maintenance before it by asking for a reconnect, and in it by answering
   * that it is not available. It is over when a session is subscribed again.
   */
  private void noteMaintenance(WebSocketSession session, FeedEvent.Ended end) {
    maintenance |= session.status().isReconnectRequested() || end.reason() == EndReason.UNAVAILABLE;
  }

  private void openWhenDue(long now) {
    if (overflowed && queue.fill().isLow()) {
      overflowed = false;
    }
    if (!overflowed && now - nextAttemptAt >= 0) {
      current = Optional.of(opener.get());
    }
  }

  private void announceSubscription() {
    current
        .filter(session -> !announced && session.status().isSubscribed())
        .ifPresent(
            session -> {
              announced = true;
              maintenance = false;
              log.info(
                  "Session {} subscribed to {} channels at {}.",
                  session.id(),
                  settings.channels().size(),
                  settings.loggableUrl());
            });
  }

  private void replaceWhenPlanned(long now) {
    current.ifPresent(
        session -> {
          if (successor.isEmpty()) {
            replacement = reasonToReplace(session, now);
          }
          replacement.ifPresent(why -> replace(session, why, now));
        });
  }

  private void replace(WebSocketSession session, Replacement why, long now) {
    if (successor.isEmpty() && now - nextAttemptAt >= 0) {
      successor = Optional.of(opener.get());
      log.info(
          "Session {} is to be replaced: {} ({}).", session.id(), why.reason.label(), why.detail);
    }
    successor
        .filter(next -> retiring.isEmpty() && next.canTakeOver(now))
        .ifPresent(next -> takeOver(session, next, why, now));
  }

  private Optional<Replacement> reasonToReplace(WebSocketSession session, long now) {
    if (session.status().isReconnectRequested()) {
      return Optional.of(new Replacement(EndReason.RECONNECT_REQUESTED, "as the exchange asked"));
    }
    if (now - session.startedAt() > settings.maxAge().toNanos()) {
      return Optional.of(new Replacement(EndReason.TOO_OLD, "older than its limit"));
    }
    return session.silence(now).map(silence -> new Replacement(EndReason.NO_DATA, silence));
  }

  private void takeOver(WebSocketSession old, WebSocketSession next, Replacement why, long now) {
    old.retire(why.reason, why.detail + "; session " + next.id() + " took over", now);
    retiring = Optional.of(old);
    current = Optional.of(next);
    successor = Optional.empty();
    attempt = 0;
    announced = false;
  }

  /** Why a session that still speaks is to be replaced. */
  private record Replacement(EndReason reason, String detail) {}
}
