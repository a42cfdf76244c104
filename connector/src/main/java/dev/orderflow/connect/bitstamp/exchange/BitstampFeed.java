package dev.orderflow.connect.bitstamp.exchange;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Keeps the venue's market data flowing into a queue, and says how well that goes.
 *
 * <p>Sessions are supervised on the environment's scheduler, a few times a second and whenever one
 * of them changes. A defect in that ends the queue, and with it the task.
 */
public final class BitstampFeed implements AutoCloseable {

  private static final long CHECK_INTERVAL_MILLIS = 200;
  private static final int STOP_SECONDS = 1;

  /**
   * So much of an announced maintenance does not count as silence: venues are rarely away for
   * longer, and who waits for ever is not told when one does not come back.
   */
  private static final long LONGEST_MAINTENANCE_NANOS = Duration.ofHours(1).toNanos();

  private final FeedSettings settings;
  private final FeedEventQueue queue;
  private final FeedEnvironment environment;
  private final FeedStatistics statistics = new FeedStatistics();
  private final MessageParser parser;
  private final List<SessionSupervisor> supervisors;

  /** Owned by the scheduler's thread, as is the next. */
  private long lastSessionId;

  private long maintenanceNanos;

  private volatile Status status;

  /**
   * Creates a feed that does not run yet.
   *
   * @param parser reads the frames
   */
  public BitstampFeed(
      FeedSettings settings,
      MessageParser parser,
      FeedEventQueue queue,
      FeedEnvironment environment) {
    this.settings = settings;
    this.queue = queue;
    this.environment = environment;
    this.parser = parser;
    long now = now();
    supervisors =
        Stream.generate(
                () -> new SessionSupervisor(settings, queue, this::open, environment.random(), now))
            .limit(settings.connections())
            .toList();
    status = new Status(OptionalLong.empty(), 0, now, now, now, false, "not connected yet");
  }

  /** Starts to connect and returns at once; attempts go on until {@link #close}. */
  public void start() {
    environment
        .scheduler()
        .scheduleWithFixedDelay(this::supervise, 0, CHECK_INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** What the feed counted. */
  public FeedStatistics statistics() {
    return statistics;
  }

  /** Whether a session is open with every channel acknowledged. */
  public boolean isConnected() {
    return status.subscribedSince.isPresent();
  }

  /** Sessions open with every channel acknowledged. */
  public int sessions() {
    return status.sessions;
  }

  /** Sessions that the settings ask for. */
  public int sessionsWanted() {
    return settings.connections();
  }

  /** Age of the newest session that carries data; zero while there is none. */
  public Duration sessionAge() {
    OptionalLong since = status.subscribedSince;
    return since.isPresent() ? Duration.ofNanos(now() - since.getAsLong()) : Duration.ZERO;
  }

  /**
   * Time since the last data frame, or since the start while there was none. Time during which the
   * feed is closed on purpose, because nobody empties the buffer, does not count.
   */
  public Duration silence() {
    return Duration.ofNanos(now() - status.lastDataAt);
  }

  /**
   * Time since the last sign of life: a data frame, or the answer to a heartbeat, which are sent
   * once every channel is acknowledged; so a quiet market is alive. Time during which the feed is
   * closed on purpose does not count, and of a maintenance that the exchange has told of not the
   * first hour.
   */
  public Duration sinceLife() {
    return Duration.ofNanos(now() - status.lastLifeAt);
  }

  /** Whether the exchange has told of maintenance, and nothing was subscribed since. */
  public boolean isInMaintenance() {
    return status.maintenance;
  }

  /** What was last wrong, for people; empty when nothing was. */
  public String lastProblem() {
    return status.problem;
  }

  /** Ends every session. Whoever made the environment closes what they leave open. */
  @Override
  public void close() {
    CompletableFuture<Void> stopped = new CompletableFuture<>();
    try {
      environment
          .scheduler()
          .execute(
              () -> {
                supervisors.forEach(SessionSupervisor::stop);
                stopped.complete(null);
              });
      stopped.get(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RejectedExecutionException | ExecutionException | TimeoutException e) {
      // Closed already, or busy for so long that its sockets are better cut.
    }
  }

  private void supervise() {
    try {
      advance();
    } catch (RuntimeException | Error e) {
      queue.fail(e);
    }
  }

  private void advance() {
    long now = now();
    supervisors.forEach(supervisor -> supervisor.advance(now));
    List<WebSocketSession> current =
        supervisors.stream().flatMap(supervisor -> supervisor.current().stream()).toList();
    List<WebSocketSession.Status> states = current.stream().map(WebSocketSession::status).toList();
    List<WebSocketSession> subscribed =
        current.stream().filter(session -> session.status().isSubscribed()).toList();
    boolean heldBack = supervisors.stream().anyMatch(SessionSupervisor::isHeldByFullBuffer);
    boolean maintenance =
        subscribed.isEmpty() && supervisors.stream().anyMatch(SessionSupervisor::isInMaintenance);
    Status last = status;
    maintenanceNanos = maintenance ? maintenanceNanos + now - last.at : 0;
    long lastDataAt =
        states.stream()
            .filter(WebSocketSession.Status::hasDelivered)
            .mapToLong(WebSocketSession.Status::lastDataAt)
            .reduce(last.lastDataAt, BitstampFeed::later);
    long lastLifeAt =
        states.stream()
            .flatMapToLong(state -> state.heartbeatAnsweredAt().stream())
            .reduce(later(last.lastLifeAt, lastDataAt), BitstampFeed::later);
    boolean excused = maintenance && maintenanceNanos < LONGEST_MAINTENANCE_NANOS;
    status =
        new Status(
            subscribed.stream().mapToLong(WebSocketSession::startedAt).max(),
            subscribed.size(),
            heldBack ? now : lastDataAt,
            heldBack || excused ? now : lastLifeAt,
            now,
            maintenance,
            problem(states));
  }

  private static long later(long a, long b) {
    return a - b > 0 ? a : b;
  }

  private String problem(List<WebSocketSession.Status> states) {
    if (states.stream().anyMatch(WebSocketSession.Status::isSubscribed)) {
      return states.stream().anyMatch(WebSocketSession.Status::hasDelivered)
          ? ""
          : "subscribed, but no data came";
    }
    return supervisors.stream()
        .flatMap(supervisor -> supervisor.lastEnd().stream())
        .max(Comparator.comparingLong(FeedEvent.Ended::at))
        .map(end -> end.reason().label() + ", " + end.detail())
        .orElse("no connection to " + settings.loggableUrl());
  }

  private WebSocketSession open() {
    lastSessionId = Math.max(environment.micros().getAsLong(), lastSessionId + 1);
    WebSocketSession session =
        new WebSocketSession(
            lastSessionId, settings, parser, queue, statistics, environment, this::sessionChanged);
    session.connect();
    return session;
  }

  private void sessionChanged() {
    try {
      environment.scheduler().execute(this::supervise);
    } catch (RejectedExecutionException e) {
      // The feed is closing: there is nothing left to supervise.
    }
  }

  private long now() {
    return environment.nanos().getAsLong();
  }

  /** What other threads may know of the supervisor's state. Times are by the feed's ticker. */
  private record Status(
      OptionalLong subscribedSince,
      int sessions,
      long lastDataAt,
      long lastLifeAt,
      long at,
      boolean maintenance,
      String problem) {}
}
