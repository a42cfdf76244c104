package dev.orderflow.connect.bitstamp.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The feed against a real WebSocket server that answers as each test tells it to. */
@Timeout(60)
class BitstampFeedTest {

  private static final List<Channel> CHANNELS =
      List.of(
          new Channel(ChannelKind.LIVE_ORDERS, "btcusd"),
          new Channel(ChannelKind.LIVE_TRADES, "btcusd"));

  private final MockWebServer server = new MockWebServer();
  private final BlockingQueue<ExchangeSide> sessions = new LinkedBlockingQueue<>();
  private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
  private FeedEventQueue queue = new FeedEventQueue(1_000, 1_000_000);
  private Network network;
  private BitstampFeed feed;

  @BeforeEach
  void start() throws IOException {
    server.start();
  }

  @AfterEach
  void stop() {
    close();
    server.close();
  }

  @Test
  void subscribesEveryChannelAndDeliversFramesAsTheyCame() throws Exception {
    ExchangeSide exchange = connect(settings());
    assertThat(exchange.subscribed)
        .containsExactlyInAnyOrder("live_orders_btcusd", "live_trades_btcusd");
    exchange.socket.send(Frames.order(1));
    exchange.socket.send(Frames.trade(5));
    List<FeedEvent> events = takeUntil(frames(2));
    assertThat(events).filteredOn(FeedEvent.Subscribed.class::isInstance).hasSize(2);
    assertThat(events)
        .filteredOn(FeedEvent.Frame.class::isInstance)
        .extracting(event -> ((FeedEvent.Frame) event).text())
        .containsExactly(Frames.order(1), Frames.trade(5));
    await().until(feed::isConnected);
    assertThat(feed.statistics().frames()).isEqualTo(2);
    assertThat(feed.statistics().bytes())
        .isEqualTo(Frames.order(1).length() + Frames.trade(5).length());
  }

  @Test
  void keepsMalformedFrames() throws Exception {
    ExchangeSide exchange = connect(settings());
    exchange.socket.send("{\"oops\"");
    exchange.socket.send(Frames.order(1));
    List<FeedEvent> events = takeUntil(frames(1));
    assertThat(events)
        .filteredOn(FeedEvent.MalformedFrame.class::isInstance)
        .extracting(event -> ((FeedEvent.MalformedFrame) event).text())
        .containsExactly("{\"oops\"");
    assertThat(feed.statistics().malformed()).isEqualTo(1);
  }

  @Test
  void keepsTheStartOfAFrameThatIsTooLong() throws Exception {
    ExchangeSide exchange = connect(settings());
    exchange.socket.send("é".repeat(5_001));
    exchange.socket.send(Frames.order(1));
    List<FeedEvent> events = takeUntil(frames(1));
    assertThat(events)
        .filteredOn(FeedEvent.MalformedFrame.class::isInstance)
        .singleElement()
        .satisfies(
            event -> {
              FeedEvent.MalformedFrame frame = (FeedEvent.MalformedFrame) event;
              assertThat(frame.reason()).isEqualTo("cut from 10002 to 10000 bytes");
              assertThat(frame.text()).isEqualTo("é".repeat(5_000));
            });
  }

  @Test
  void connectsAgainWithinASecondOfACloseFrame() throws Exception {
    ExchangeSide exchange = connect(settings());
    exchange.socket.send(Frames.order(1));
    takeUntil(frames(1));
    long closedAt = System.nanoTime();
    exchange.socket.close(1001, "going away");
    next();
    assertThat(Duration.ofNanos(System.nanoTime() - closedAt)).isLessThan(Duration.ofSeconds(1));
    await()
        .untilAsserted(
            () -> assertThat(feed.statistics().ended(EndReason.CLOSED_BY_VENUE)).isOne());
  }

  @Test
  void connectsAgainWhenAHeartbeatIsNotAnswered() throws Exception {
    ExchangeSide exchange = connect(settings());
    exchange.answersHeartbeats = false;
    next();
    assertThat(feed.statistics().ended(EndReason.NO_HEARTBEAT)).isOne();
    assertThat(exchange.heartbeats).isNotEmpty();
  }

  @Test
  void anotherSessionOpensBesideASilentOneAndTakesOver() throws Exception {
    FeedSettings quick = settings(Duration.ofMillis(600), Duration.ofDays(80));
    ExchangeSide silent = connect(quick);
    ExchangeSide second = next();
    await().until(() -> second.subscribed.size() == 2);
    assertThat(feed.statistics().ended()).as("ended before another took over").isZero();
    second.socket.send(Frames.order(1));
    List<FeedEvent> events =
        takeUntil(taken -> taken.stream().anyMatch(FeedEvent.Ended.class::isInstance));

    assertThat(events.get(events.size() - 1))
        .isInstanceOfSatisfying(
            FeedEvent.Ended.class,
            ended -> {
              assertThat(ended.reason()).isEqualTo(EndReason.NO_DATA);
              assertThat(ended.complete()).as("a silent session vouches for nothing").isFalse();
            });
    assertThat(silent.closed.await(5, TimeUnit.SECONDS)).isTrue();
  }

  /** On a quiet market the first frame after the silence comes over both. */
  @Test
  void aSilentSessionThatSpeaksAgainIsReplacedAllTheSame() throws Exception {
    FeedSettings quick = settings(Duration.ofMillis(600), Duration.ofDays(80));
    ExchangeSide first = connect(quick);
    ExchangeSide second = next();
    AtomicInteger sent = new AtomicInteger();
    await()
        .until(
            () -> {
              first.socket.send(Frames.order(sent.incrementAndGet()));
              if (second.subscribed.size() == 2) {
                second.socket.send(Frames.order(sent.get()));
              }
              return feed.statistics().ended(EndReason.NO_DATA) == 1;
            });
    assertThat(first.closed.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aQuietMarketIsAlive() throws Exception {
    ExchangeSide exchange = connect(settings());
    await().until(() -> exchange.heartbeats.size() >= 5);
    await().until(() -> feed.sinceLife().compareTo(feed.silence()) < 0);
    exchange.answersHeartbeats = false;
    await().until(() -> feed.sinceLife().compareTo(Duration.ofMillis(500)) > 0);
  }

  @Test
  void anExchangeThatSaysItIsNotAvailableIsInMaintenance() throws Exception {
    for (int i = 0; i < 3; i++) {
      server.enqueue(new MockResponse.Builder().code(503).build());
    }
    feed = feed(settings());
    feed.start();
    await().until(feed::isInMaintenance);
    assertThat(feed.statistics().ended(EndReason.UNAVAILABLE)).isPositive();
    next();
    await().until(() -> feed.isConnected() && !feed.isInMaintenance());
  }

  @Test
  void anErrorInAReaderComesOutOfTheQueue() throws Exception {
    Error error = new OutOfMemoryError("no room for a frame");
    ExchangeSide exchange = connect(settings(), brokenOnceStarted(error));
    exchange.socket.send(Frames.order(1));

    await()
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> queue.poll(1, Duration.ZERO))
                    .isInstanceOf(FeedFailure.class)
                    .hasCause(error));
  }

  @Test
  void anErrorInTheSupervisionComesOutOfTheQueue() {
    Error error = new StackOverflowError("deep");
    FeedSettings settings = settings();
    network = new Network(NetworkSettings.DEFAULT, Thread::new);
    FeedEnvironment real = network.feed(settings, () -> 1L);
    feed =
        new BitstampFeed(
            settings,
            new MessageParser(CHANNELS),
            queue,
            new FeedEnvironment(
                (request, listener) -> {
                  throw error;
                },
                real.scheduler(),
                real.nanos(),
                real.micros(),
                real.random()));
    feed.start();

    assertThatThrownBy(() -> queue.poll(1, Duration.ofSeconds(20)))
        .isInstanceOf(FeedFailure.class)
        .hasCause(error);
  }

  @Test
  void saysWhatTheExchangeRefused() throws Exception {
    refuseNext.set(true);
    feed = feed(settings());
    feed.start();
    next();
    await()
        .atMost(20, TimeUnit.SECONDS)
        .untilAsserted(
            () -> {
              assertThat(feed.statistics().ended(EndReason.NOT_SUBSCRIBED)).isPositive();
              assertThat(feed.lastProblem())
                  .contains("live_orders_btcusd", "Invalid channel provided.");
            });
  }

  @Test
  void aRequestedReconnectIsMakeBeforeBreak() throws Exception {
    ExchangeSide old = connect(settings());
    old.socket.send(Frames.order(1));
    old.socket.send("{\"event\":\"bts:request_reconnect\",\"channel\":\"\",\"data\":\"\"}");
    ExchangeSide successor = next();
    await().until(() -> successor.subscribed.size() == 2);
    old.socket.send(Frames.order(2));
    List<FeedEvent> before = takeUntil(frames(2));
    assertThat(before).noneMatch(FeedEvent.Ended.class::isInstance);
    successor.socket.send(Frames.order(3));
    List<FeedEvent> after =
        takeUntil(events -> events.stream().anyMatch(FeedEvent.Ended.class::isInstance));
    assertThat(after).anySatisfy(event -> assertThat(event).isInstanceOf(FeedEvent.Frame.class));
    assertThat(feed.statistics().ended(EndReason.RECONNECT_REQUESTED)).isOne();
    old.closed.await(5, TimeUnit.SECONDS);
    await().until(feed::isConnected);
  }

  /** What the exchange sends over the old socket until it hears the close is taken in too. */
  @Test
  void whatIsOnItsWayOverAReplacedSessionStillComes() throws Exception {
    ExchangeSide old = connect(settings());
    old.sendsBeforeTheClose = Frames.order(4);
    old.socket.send(Frames.order(1));
    old.socket.send("{\"event\":\"bts:request_reconnect\",\"channel\":\"\",\"data\":\"\"}");
    ExchangeSide successor = next();
    await().until(() -> successor.subscribed.size() == 2);
    successor.socket.send(Frames.order(3));
    takeUntil(frames(2));
    old.socket.send(Frames.order(2));

    List<FeedEvent> after =
        takeUntil(events -> events.stream().anyMatch(FeedEvent.Ended.class::isInstance));
    assertThat(after)
        .filteredOn(FeedEvent.Frame.class::isInstance)
        .extracting(event -> ((FeedEvent.Frame) event).text())
        .containsExactly(Frames.order(2), Frames.order(4));
    assertThat(after.get(after.size() - 1))
        .isInstanceOfSatisfying(
            FeedEvent.Ended.class, ended -> assertThat(ended.complete()).isTrue());
  }

  @Test
  void aReplacedSessionThatBreaksIsNotComplete() throws Exception {
    ExchangeSide old = connect(settings());
    old.breaksInsteadOfClosing = true;
    old.socket.send(Frames.order(1));
    old.socket.send("{\"event\":\"bts:request_reconnect\",\"channel\":\"\",\"data\":\"\"}");
    ExchangeSide successor = next();
    await().until(() -> successor.subscribed.size() == 2);
    successor.socket.send(Frames.order(2));

    List<FeedEvent> events =
        takeUntil(taken -> taken.stream().anyMatch(FeedEvent.Ended.class::isInstance));
    assertThat(events.get(events.size() - 1))
        .isInstanceOfSatisfying(
            FeedEvent.Ended.class, ended -> assertThat(ended.complete()).isFalse());
  }

  @Test
  void anOldSessionIsReplacedTheNewOneFirst() throws Exception {
    ExchangeSide old = connect(settings(Duration.ofSeconds(60), Duration.ofMillis(500)));
    ExchangeSide successor = next();
    await().until(() -> successor.subscribed.size() == 2);
    assertThat(feed.statistics().ended()).isZero();
    successor.socket.send(Frames.order(1));
    await()
        .untilAsserted(() -> assertThat(feed.statistics().ended(EndReason.TOO_OLD)).isPositive());
    assertThat(old.closed.await(5, TimeUnit.SECONDS)).isTrue();
  }

  /** A busy channel does not speak for the others: each is to be shown to go on. */
  @Test
  void aSuccessorThatLacksAChannelIsGivenTimeForIt() throws Exception {
    ExchangeSide old = connect(settings(Duration.ofSeconds(60), Duration.ofMillis(500)));
    ExchangeSide successor = next();
    long before = System.nanoTime();
    await().until(() -> successor.subscribed.size() == CHANNELS.size());
    successor.socket.send(Frames.order(1));

    assertThat(old.closed.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofSeconds(3));
  }

  @Test
  void aFullBufferClosesTheSocketAndRoomOpensItAgain() throws Exception {
    queue = new FeedEventQueue(4, 1_000_000);
    ExchangeSide exchange = connect(settings());
    for (int i = 1; i <= 20; i++) {
      exchange.socket.send(Frames.order(i));
    }
    await().untilAsserted(() -> assertThat(feed.statistics().ended(EndReason.BUFFER_FULL)).isOne());
    assertThat(sessions.poll(1, TimeUnit.SECONDS)).as("stays closed while full").isNull();
    List<FeedEvent> held = queue.poll(100, Duration.ZERO);
    assertThat(held)
        .as("what the bound allows, and the frame that passed it")
        .filteredOn(FeedEvent.Frame.class::isInstance)
        .hasSize(5);
    assertThat(held.get(held.size() - 1)).isInstanceOf(FeedEvent.Ended.class);
    next();
  }

  @Test
  void closeLeavesNeitherThreadNorSocket() throws Exception {
    ExchangeSide exchange = connect(settings());
    exchange.socket.send(Frames.order(1));
    takeUntil(frames(1));
    close();
    assertThat(exchange.closed.await(5, TimeUnit.SECONDS)).isTrue();
    await().untilAsserted(() -> assertThat(threads).noneMatch(Thread::isAlive));
    assertThat(sessions.poll(500, TimeUnit.MILLISECONDS)).as("a session after the end").isNull();
    close();
  }

  @Test
  void closeIsPromptWhenTheOtherSideIsDeadAndTheBufferFull() throws Exception {
    queue = new FeedEventQueue(1, 1_000_000);
    ExchangeSide exchange = connect(settings(Duration.ofSeconds(60), Duration.ofDays(80)));
    for (int i = 1; i <= 5; i++) {
      exchange.socket.send(Frames.order(i));
    }
    await().until(() -> feed.statistics().frames() >= 2);
    long from = System.nanoTime();
    close();
    assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(4));
    await().untilAsserted(() -> assertThat(threads).noneMatch(Thread::isAlive));
  }

  @Test
  void silenceGrowsWhileNothingAnswers() throws Exception {
    int port = server.getPort();
    server.close();
    open(
        settings(
            URI.create("ws://localhost:" + port + "/"), Duration.ofSeconds(5), Duration.ofDays(1)),
        () -> 1_000_000L);
    feed.start();
    await().until(() -> feed.statistics().ended(EndReason.CONNECTION_FAILED) >= 3);
    assertThat(feed.silence()).isGreaterThan(Duration.ofMillis(50));
    assertThat(feed.isConnected()).isFalse();
    await().until(() -> feed.lastProblem().contains("connection-failed"));
  }

  private final AtomicBoolean refuseNext = new AtomicBoolean();

  /** Tells the time, but throws once after the feed has started. */
  private static LongSupplier brokenOnceStarted(Error error) {
    AtomicInteger calls = new AtomicInteger();
    return () -> {
      // Before that: the session's number, and one for each acknowledgement.
      if (calls.incrementAndGet() == 4) {
        throw error;
      }
      return calls.get();
    };
  }

  private ExchangeSide connect(FeedSettings settings) throws InterruptedException {
    return connect(settings, () -> 1_000_000L);
  }

  private ExchangeSide connect(FeedSettings settings, LongSupplier micros)
      throws InterruptedException {
    feed = feed(settings, micros);
    feed.start();
    ExchangeSide exchange = next();
    await().until(() -> exchange.subscribed.size() == 2);
    return exchange;
  }

  private BitstampFeed feed(FeedSettings settings) {
    return feed(settings, () -> 1_000_000L);
  }

  private BitstampFeed feed(FeedSettings settings, LongSupplier micros) {
    for (int i = 0; i < 20; i++) {
      server.enqueue(new MockResponse.Builder().webSocketUpgrade(new ExchangeSide()).build());
    }
    open(settings, micros);
    return feed;
  }

  private void open(FeedSettings settings, LongSupplier micros) {
    network =
        new Network(
            NetworkSettings.DEFAULT,
            task -> {
              Thread thread = new Thread(task);
              threads.add(thread);
              return thread;
            });
    feed =
        new BitstampFeed(
            settings, new MessageParser(CHANNELS), queue, network.feed(settings, micros));
  }

  private void close() {
    if (network != null) {
      feed.close();
      network.close();
    }
  }

  private FeedSettings settings() {
    return settings(Duration.ofSeconds(30), Duration.ofDays(80));
  }

  private FeedSettings settings(Duration dataTimeout, Duration maxAge) {
    return settings(URI.create("ws://localhost:" + server.getPort() + "/"), dataTimeout, maxAge);
  }

  private static FeedSettings settings(URI url, Duration dataTimeout, Duration maxAge) {
    return new FeedSettings(
        url,
        CHANNELS,
        1,
        10_000,
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofMillis(200),
        Duration.ofMillis(600),
        dataTimeout,
        maxAge,
        new Backoff(Duration.ofMillis(20), Duration.ofMillis(200)));
  }

  private ExchangeSide next() throws InterruptedException {
    ExchangeSide exchange = sessions.poll(10, TimeUnit.SECONDS);
    assertThat(exchange).as("a further session").isNotNull();
    return exchange;
  }

  private List<FeedEvent> takeUntil(Predicate<List<FeedEvent>> enough) throws InterruptedException {
    List<FeedEvent> events = new ArrayList<>();
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!enough.test(events)) {
      assertThat(System.nanoTime()).as("waited 10 s, got %s", events).isLessThan(deadline);
      events.addAll(queue.poll(100, Duration.ofMillis(100)));
    }
    return events;
  }

  private static Predicate<List<FeedEvent>> frames(int count) {
    return events -> events.stream().filter(FeedEvent.Frame.class::isInstance).count() >= count;
  }

  /** The exchange's end of one socket. */
  private final class ExchangeSide extends WebSocketListener {
    private final Queue<String> subscribed = new ConcurrentLinkedQueue<>();
    private final Queue<String> heartbeats = new ConcurrentLinkedQueue<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean answersHeartbeats = true;
    private volatile String sendsBeforeTheClose = "";
    private volatile boolean breaksInsteadOfClosing;
    private volatile WebSocket socket;

    @Override
    public void onOpen(WebSocket webSocket, Response response) {
      socket = webSocket;
      sessions.add(this);
    }

    @Override
    public void onMessage(WebSocket webSocket, String text) {
      if (text.contains("bts:heartbeat")) {
        heartbeats.add(text);
        if (answersHeartbeats) {
          webSocket.send(
              "{\"event\":\"bts:heartbeat\",\"channel\":\"\",\"data\":{\"status\":\"success\"}}");
        }
      } else if (refuseNext.get()) {
        webSocket.send(
            "{\"event\":\"bts:error\",\"channel\":\"\",\"data\":{\"code\":null,"
                + "\"message\":\"Invalid channel provided.\"}}");
      } else {
        String channel = text.replaceAll(".*\"channel\":\"([^\"]+)\".*", "$1");
        webSocket.send(
            "{\"event\":\"bts:subscription_succeeded\",\"channel\":\""
                + channel
                + "\",\"data\":{}}");
        subscribed.add(channel);
      }
    }

    @Override
    public void onClosing(WebSocket webSocket, int code, String reason) {
      if (breaksInsteadOfClosing) {
        webSocket.cancel();
      }
      if (!sendsBeforeTheClose.isEmpty()) {
        webSocket.send(sendsBeforeTheClose);
      }
      webSocket.close(1000, null);
      closed.countDown();
    }

    @Override
    public void onFailure(WebSocket webSocket, Throwable t, Response response) {
      closed.countDown();
    }
  }
}
