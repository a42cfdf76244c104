package dev.orderflow.connect.bitstamp.exchange;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;

/**
 * Keeps the venue's market data flowing into a buffer, and says how well that goes.
 *
 * <p>Threads: one of its own, which supervises the connection a few times a second and whenever a
 * session changes; and OkHttp's reader, one for each open socket. {@link #close} ends all of them.
 */
public final class BitstampFeed implements AutoCloseable {

  private static final long CHECK_INTERVAL_MILLIS = 200;
  private static final int STOP_SECONDS = 1;

  private final FeedSettings settings;
  private final EventBuffer buffer;
  private final FeedStatistics statistics = new FeedStatistics();
  private final MessageParser parser;
  private final Clock clock;
  private final ScheduledThreadPoolExecutor supervisor;
  private final ExecutorService readers;
  private final OkHttpClient client;
  private final List<Connection> connections;

  /** Owned by the supervisor's thread. */
  private long lastSessionId;

  private volatile Status status;
  private volatile Optional<RuntimeException> failure = Optional.empty();

  /**
   * Creates a feed that does not run yet.
   *
   * @param threads makes the feed's threads; they get their names here
   * @param clock tells receive times
   */
  public BitstampFeed(
      FeedSettings settings, EventBuffer buffer, ThreadFactory threads, Clock clock) {
    this.settings = settings;
    this.buffer = buffer;
    this.clock = clock;
    parser = new MessageParser(settings.channels());
    supervisor = new ScheduledThreadPoolExecutor(1, named(threads, "bitstamp-feed"));
    supervisor.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
    readers = Executors.newCachedThreadPool(named(threads, "bitstamp-reader"));
    client =
        new OkHttpClient.Builder()
            .dispatcher(new Dispatcher(readers))
            .connectTimeout(settings.connectTimeout())
            .readTimeout(settings.connectTimeout())
            .writeTimeout(settings.connectTimeout())
            .pingInterval(settings.pingInterval())
            .build();
    long now = System.nanoTime();
    connections =
        Stream.generate(
                () ->
                    new Connection(settings, buffer, this::open, RandomGenerator.getDefault(), now))
            .limit(settings.connections())
            .toList();
    status = new Status(OptionalLong.empty(), 0, now, "not connected yet");
  }

  /** Starts to connect and returns at once; attempts go on until {@link #close}. */
  public void start() {
    supervisor.scheduleWithFixedDelay(
        this::supervise, 0, CHECK_INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
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
    return since.isPresent()
        ? Duration.ofNanos(System.nanoTime() - since.getAsLong())
        : Duration.ZERO;
  }

  /**
   * Time since the last data frame, or since the start while there was none. Time during which the
   * feed is closed on purpose, because nobody empties the buffer, does not count.
   */
  public Duration silence() {
    return Duration.ofNanos(System.nanoTime() - status.lastDataAt);
  }

  /** What was last wrong, for people; empty when nothing was. */
  public String lastProblem() {
    return status.problem;
  }

  /** A defect that stopped the supervision; whoever takes from the buffer must fail with it. */
  public Optional<RuntimeException> failure() {
    return failure;
  }

  /**
   * Ends every session and thread. Sockets are closed with a close frame; one whose other side does
   * not answer within a second is cut.
   */
  @Override
  public void close() {
    try {
      supervisor.execute(() -> connections.forEach(Connection::stop));
    } catch (RejectedExecutionException e) {
      return;
    }
    supervisor.shutdown();
    readers.shutdown();
    if (!await(supervisor) || !await(readers)) {
      client.dispatcher().cancelAll();
      readers.shutdownNow();
      await(readers);
    }
    client.connectionPool().evictAll();
  }

  private static boolean await(ExecutorService executor) {
    try {
      return executor.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void supervise() {
    try {
      advance();
    } catch (RuntimeException e) {
      failure = Optional.of(e);
    }
  }

  private void advance() {
    long now = System.nanoTime();
    connections.forEach(connection -> connection.advance(now));
    List<WebSocketSession> current =
        connections.stream().flatMap(connection -> connection.current().stream()).toList();
    List<WebSocketSession> subscribed =
        current.stream().filter(WebSocketSession::isSubscribed).toList();
    long newest =
        current.stream()
            .filter(WebSocketSession::hasDelivered)
            .mapToLong(WebSocketSession::lastDataAt)
            .reduce(status.lastDataAt, (a, b) -> a - b > 0 ? a : b);
    boolean heldBack = connections.stream().anyMatch(Connection::isHeldByFullBuffer);
    status =
        new Status(
            subscribed.stream().mapToLong(WebSocketSession::startedAt).max(),
            subscribed.size(),
            heldBack ? now : newest,
            problem(subscribed));
  }

  private String problem(List<WebSocketSession> subscribed) {
    if (!subscribed.isEmpty()) {
      return subscribed.stream().anyMatch(WebSocketSession::hasDelivered)
          ? ""
          : "subscribed, but no data came";
    }
    return connections.stream()
        .flatMap(connection -> connection.lastEnd().stream())
        .max(Comparator.comparingLong(FeedEvent.Ended::at))
        .map(end -> end.reason().label() + ", " + end.detail())
        .orElse("no connection to " + settings.loggableUrl());
  }

  private WebSocketSession open() {
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    lastSessionId = Math.max(micros, lastSessionId + 1);
    WebSocketSession session =
        new WebSocketSession(
            lastSessionId,
            settings,
            parser,
            buffer,
            statistics,
            clock,
            System::nanoTime,
            this::sessionChanged);
    session.connect(client);
    return session;
  }

  private void sessionChanged() {
    try {
      supervisor.execute(this::supervise);
    } catch (RejectedExecutionException e) {
      // The feed is closing: there is nothing left to supervise.
    }
  }

  private static ThreadFactory named(ThreadFactory threads, String name) {
    return task -> {
      Thread thread = threads.newThread(task);
      thread.setName(name);
      thread.setDaemon(true);
      return thread;
    };
  }

  /** What other threads may know of the supervisor's state. */
  private record Status(
      OptionalLong subscribedSince, int sessions, long lastDataAt, String problem) {}
}
