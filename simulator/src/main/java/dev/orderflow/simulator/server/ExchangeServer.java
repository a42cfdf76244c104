package dev.orderflow.simulator.server;

import dev.orderflow.simulator.exchange.ExchangeApi;
import dev.orderflow.simulator.exchange.ExchangeTruth;
import dev.orderflow.simulator.exchange.FrameSource;
import dev.orderflow.simulator.http.HttpReply;
import dev.orderflow.simulator.http.HttpRequest;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A running exchange: a frame source, its time, its connections and its port.
 *
 * <p>One event loop owns all of it: time passes in {@link #tick()}, between the reads and writes of
 * the sockets. Public methods are safe for use by any thread; the others belong to the loop.
 */
public class ExchangeServer implements AutoCloseable {
  private static final Logger LOG = System.getLogger(ExchangeServer.class.getName());
  private static final int MAX_REQUEST_BYTES = 1 << 20;

  /** What happens at most between two looks at the sockets. */
  private static final int EVENTS_PER_TICK = 512;

  private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long SOCKETS_BUSY_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long OTHERS_SUBSCRIBE_MILLIS = 500;
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(10);

  private record Halt(long deadlineNanos, CompletableFuture<HaltReport> done) {}

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("exchange", true), NioIoHandler.newFactory());
  private final EventLoop loop = group.next();
  private final FrameSource source;
  private final ExchangeClock clock;
  private final Connections connections;
  private final Faults faults;
  private final ScriptApi scriptApi;
  private final Optional<ExchangeApi> exchangeApi;
  private final Optional<RateLimit> limit;
  private final Channel listening;
  private final List<Halt> halts = new ArrayList<>();
  private boolean halted;

  /** Set once something has failed: from then on there is no truth to publish. */
  private boolean failed;

  private boolean waiting;
  private boolean starting;

  /**
   * Starts serving.
   *
   * @throws IOException where the port cannot be opened
   */
  protected ExchangeServer(FrameSource source, ServerSettings settings) throws IOException {
    this.source = source;
    this.clock = new ExchangeClock(settings.startMicros(), settings.speed(), System::nanoTime);
    this.connections =
        new Connections(
            source.channels(), settings.maxPendingBytes(), settings.retainedDeliveries());
    this.faults = new Faults(this, connections, source.exchange());
    this.waiting = source.awaitedSubscriptions() > 0;
    if (waiting) {
      clock.freeze();
    }
    this.exchangeApi =
        source.exchange().map(exchange -> new ExchangeApi(exchange, settings.orderDataRows()));
    this.limit = settings.rateLimit() ? Optional.of(new RateLimit()) : Optional.empty();
    this.scriptApi = new ScriptApi(this, source.exchange().map(ExchangeTruth::new));
    this.listening = listen(settings);
    loop.execute(this::tick);
  }

  Connections connections() {
    return connections;
  }

  /** Answers a request, scripts' paths first; the reply may come later. */
  CompletableFuture<HttpReply> answer(HttpRequest request) {
    try {
      return ScriptApi.answers(request.path())
          ? scriptApi.handle(request)
          : CompletableFuture.completedFuture(answerAsExchange(request));
    } catch (RuntimeException failure) {
      return CompletableFuture.failedFuture(failure);
    }
  }

  /** Answers what is no script's question, through the limits and the faults. */
  private HttpReply answerAsExchange(HttpRequest request) {
    if (exchangeApi.isEmpty()) {
      return HttpReply.html(404, HttpFaults.page("Not found"));
    }
    if (limit.isPresent() && !limit.get().admits(request.client(), System.nanoTime())) {
      return HttpFaults.throttled();
    }
    HttpFaults http = faults.http();
    return http.answer(
        request,
        () ->
            exchangeApi
                .get()
                .answer(
                    request,
                    clock.now(),
                    http.staleness(request).map(age -> age.toNanos() / 1_000)));
  }

  private Channel listen(ServerSettings settings) throws IOException {
    try {
      return new ServerBootstrap()
          .group(group)
          .channel(NioServerSocketChannel.class)
          .option(ChannelOption.SO_BACKLOG, 1024)
          .childOption(ChannelOption.TCP_NODELAY, true)
          .childHandler(
              new ChannelInitializer<SocketChannel>() {
                @Override
                protected void initChannel(SocketChannel channel) {
                  channel
                      .pipeline()
                      .addLast(new HttpServerCodec())
                      .addLast(new HttpObjectAggregator(MAX_REQUEST_BYTES))
                      .addLast(new HttpHandler(ExchangeServer.this));
                }
              })
          .bind(settings.host(), settings.port())
          .syncUninterruptibly()
          .channel();
    } catch (Exception failure) {
      group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      // Netty rethrows the bind failure undeclared.
      throw failure instanceof IOException io ? io : new IOException(failure);
    }
  }

  /** The port that the exchange listens on. */
  public int port() {
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }

  /** Stops the order flow; returns when all that was published is written to the sockets. */
  public HaltReport halt() {
    return call(this::startHalt).join();
  }

  /** Lets the order flow go on. */
  public HaltReport resume() {
    return call(
        () -> {
          if (failed) {
            throw new IllegalStateException("the exchange has failed; its log says why");
          }
          if (halted && !waiting) {
            clock.resume();
          }
          halted = false;
          return connections.report(false);
        });
  }

  /** What was sent so far. */
  public HaltReport report() {
    return call(() -> connections.report(halted));
  }

  /** What a connection was sent or denied of the channels that are wanted, oldest first. */
  List<Delivery> deliveries(int connection, Predicate<String> wanted) {
    return call(() -> connections.byId(connection).deliveries(0, Long.MAX_VALUE, wanted));
  }

  /** What really happened. */
  public Truth truth() {
    return new Truth(this, source.exchange());
  }

  /** The faults of this exchange. */
  public Faults faults() {
    return faults;
  }

  /** Exchange time, microseconds since the epoch. */
  long now() {
    return call(clock::now);
  }

  /** Runs something on the loop and waits for what it answers. */
  <T> T call(Supplier<T> question) {
    try {
      return loop.inEventLoop()
          ? question.get()
          : loop.submit(question::get).syncUninterruptibly().getNow();
    } catch (RejectedExecutionException closed) {
      throw new IllegalStateException("the simulator is closed", closed);
    }
  }

  /** Exchange seconds per second, 1 where time has no limit. */
  double speed() {
    return clock.unlimited() ? 1 : clock.speed();
  }

  /**
   * Stops time and the order flow; the report comes when all that was published is written to the
   * sockets, or after ten seconds with {@code drained} false.
   */
  CompletableFuture<HaltReport> startHalt() {
    if (!halted) {
      halted = true;
      clock.freeze();
      source.publishPending(connections);
      connections.releaseHeld();
    }
    CompletableFuture<HaltReport> done = new CompletableFuture<>();
    halts.add(new Halt(System.nanoTime() + DRAIN_LIMIT.toNanos(), done));
    return done;
  }

  private void tick() {
    long pause = IDLE_NANOS;
    try {
      awaitSubscriptions();
      if (!halted && !waiting) {
        pause = publish();
      }
      connections.flush();
    } catch (RuntimeException | Error failure) {
      fail(failure);
    }
    endHalts();
    if (!loop.isShuttingDown()) {
      long wait = halts.isEmpty() ? pause : SOCKETS_BUSY_NANOS;
      loop.schedule(this::tick, Math.min(wait, IDLE_NANOS), TimeUnit.NANOSECONDS);
    }
  }

  /** A market that failed has no truth any more, and must not look like a quiet one. */
  private void fail(Throwable failure) {
    if (!failed) {
      LOG.log(Level.ERROR, "the exchange failed; its order flow stays halted", failure);
    }
    failed = true;
    halted = true;
    connections.open().forEach(connection -> connection.reset("the exchange failed"));
  }

  /** Publishes what is due; answers how long until there is more to do. */
  private long publish() {
    if (clock.unlimited() && connections.congested()) {
      return SOCKETS_BUSY_NANOS;
    }
    long now = clock.unlimited() ? Long.MAX_VALUE - 1 : clock.now();
    int done = source.advance(now, EVENTS_PER_TICK, connections);
    long next = source.nextDue();
    if (next == Long.MAX_VALUE) {
      return IDLE_NANOS;
    }
    clock.reached(next);
    return done == EVENTS_PER_TICK ? 0 : clock.nanosUntil(next);
  }

  /** A source that waits starts half a second after the awaited subscriptions, for others. */
  private void awaitSubscriptions() {
    if (waiting && !starting && connections.subscriptions() >= source.awaitedSubscriptions()) {
      starting = true;
      loop.schedule(
          () -> {
            waiting = false;
            if (!halted) {
              clock.resume();
            }
          },
          OTHERS_SUBSCRIBE_MILLIS,
          TimeUnit.MILLISECONDS);
    }
  }

  private void endHalts() {
    long now = System.nanoTime();
    for (Halt halt : List.copyOf(halts)) {
      if (connections.drained() || now >= halt.deadlineNanos()) {
        halts.remove(halt);
        halt.done().complete(connections.report(halted));
      }
    }
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    halts.forEach(halt -> halt.done().complete(connections.report(true)));
  }
}
