package dev.orderflow.connect.bitstamp.exchange;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one connection to the venue alive over any number of sessions.
 *
 * <p>A planned change of sessions is make-before-break: the new session has subscribed and
 * delivered before the old one is closed, and what was on its way over the old one then is still
 * taken in. All of this is owned by the feed's thread.
 */
final class Connection {

  private static final Logger log = LoggerFactory.getLogger(Connection.class);

  /** On a quiet market a subscribed successor takes over without having delivered. */
  private static final long QUIET_HANDOVER_NANOS = Duration.ofSeconds(3).toNanos();

  private final FeedSettings settings;
  private final EventBuffer buffer;
  private final Supplier<WebSocketSession> opener;
  private final RandomGenerator random;

  private Optional<WebSocketSession> current = Optional.empty();
  private Optional<WebSocketSession> successor = Optional.empty();
  private Optional<WebSocketSession> retiring = Optional.empty();
  private int attempt;
  private long nextAttemptAt;
  private boolean overflowed;
  private boolean announced;
  private boolean stopped;
  private Optional<FeedEvent.Ended> lastEnd = Optional.empty();

  Connection(
      FeedSettings settings,
      EventBuffer buffer,
      Supplier<WebSocketSession> opener,
      RandomGenerator random,
      long now) {
    this.settings = settings;
    this.buffer = buffer;
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
    retiring = retiring.filter(session -> !session.isOver());
    current.filter(WebSocketSession::isOver).ifPresent(session -> currentEnded(session, now));
    successor.filter(WebSocketSession::isOver).ifPresent(session -> successorEnded(session, now));
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

  /** Whether it stays closed until the buffer has been emptied. */
  boolean isHeldByFullBuffer() {
    return overflowed;
  }

  private void currentEnded(WebSocketSession session, long now) {
    boolean worked = session.hasDelivered();
    attempt = worked ? 0 : attempt;
    overflowed = session.ended().reason() == EndReason.BUFFER_FULL;
    current = successor;
    successor = Optional.empty();
    if (current.isEmpty()) {
      lastEnd = Optional.of(session.ended());
      Duration wait = settings.backoff().before(attempt, random);
      nextAttemptAt = now + wait.toNanos();
      attempt++;
      String next = overflowed ? "once the buffer is half empty" : "in " + wait.toMillis() + " ms";
      if (worked || announced || Integer.bitCount(attempt) == 1) {
        log.warn(
            "Session {} ended: {} ({}). Connecting again {} (attempt {}).",
            session.id(),
            session.ended().reason().label(),
            session.ended().detail(),
            next,
            attempt);
      }
    }
    announced = false;
  }

  private void successorEnded(WebSocketSession session, long now) {
    successor = Optional.empty();
    nextAttemptAt = now + settings.backoff().before(attempt, random).toNanos();
    attempt++;
    log.warn(
        "Session {}, meant to take over, ended: {} ({}).",
        session.id(),
        session.ended().reason().label(),
        session.ended().detail());
  }

  private void openWhenDue(long now) {
    if (overflowed && buffer.fill().isLow()) {
      overflowed = false;
    }
    if (!overflowed && now - nextAttemptAt >= 0) {
      current = Optional.of(opener.get());
    }
  }

  private void announceSubscription() {
    current
        .filter(session -> !announced && session.isSubscribed())
        .ifPresent(
            session -> {
              announced = true;
              log.info(
                  "Session {} subscribed to {} channels at {}.",
                  session.id(),
                  settings.channels().size(),
                  settings.loggableUrl());
            });
  }

  private void replaceWhenPlanned(long now) {
    current.ifPresent(
        session ->
            plannedEnd(session, now)
                .ifPresent(
                    reason -> {
                      if (successor.isEmpty() && now - nextAttemptAt >= 0) {
                        successor = Optional.of(opener.get());
                        log.info("Session {} is to be replaced: {}.", session.id(), reason.label());
                      }
                      successor
                          .filter(next -> retiring.isEmpty() && hasTakenOver(next, now))
                          .ifPresent(next -> handOver(session, next, reason, now));
                    }));
  }

  private Optional<EndReason> plannedEnd(WebSocketSession session, long now) {
    if (session.isReconnectRequested()) {
      return Optional.of(EndReason.RECONNECT_REQUESTED);
    }
    if (now - session.startedAt() > settings.maxAge().toNanos()) {
      return Optional.of(EndReason.TOO_OLD);
    }
    return Optional.empty();
  }

  private static boolean hasTakenOver(WebSocketSession next, long now) {
    return next.isSubscribed()
        && (next.hasDelivered() || now - next.lastDataAt() > QUIET_HANDOVER_NANOS);
  }

  private void handOver(WebSocketSession old, WebSocketSession next, EndReason reason, long now) {
    old.retire(reason, "session " + next.id() + " took over", now);
    retiring = Optional.of(old);
    current = Optional.of(next);
    successor = Optional.empty();
    attempt = 0;
    announced = false;
  }
}
