package dev.orderflow.connect.bitstamp;

import dev.orderflow.connect.bitstamp.continuity.Continuity;
import dev.orderflow.connect.bitstamp.continuity.MicroClock;
import dev.orderflow.connect.bitstamp.continuity.Output;
import dev.orderflow.connect.bitstamp.continuity.Position;
import dev.orderflow.connect.bitstamp.exchange.BitstampFeed;
import dev.orderflow.connect.bitstamp.exchange.BitstampHttp;
import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.exchange.FeedEnvironment;
import dev.orderflow.connect.bitstamp.exchange.FeedEvent;
import dev.orderflow.connect.bitstamp.exchange.FeedEventQueue;
import dev.orderflow.connect.bitstamp.exchange.FeedFailure;
import dev.orderflow.connect.bitstamp.exchange.FeedSettings;
import dev.orderflow.connect.bitstamp.exchange.MessageParser;
import dev.orderflow.connect.bitstamp.exchange.Network;
import dev.orderflow.connect.bitstamp.record.FeedRecord;
import dev.orderflow.connect.bitstamp.record.ValueFormat;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * A task between its start and its stop. Used by the task's thread alone but for {@link #settled};
 * what the exchange's side delivers comes through the queue.
 */
final class RunningTask {

  private static final Logger log = LoggerFactory.getLogger(RunningTask.class);

  /** While something is held back, what it waits for is looked at this often. */
  private static final Duration SHORT_WAIT = Duration.ofMillis(20);

  private final BitstampSourceConfig config;
  private final FeedEventQueue queue;
  private final Network network;
  private final BitstampFeed feed;
  private final BitstampHttp http;
  private final Continuity continuity;
  private final OutgoingRecords outgoing;
  private final TaskSignals signals;
  private final PollMetrics pollMetrics = new PollMetrics(System::nanoTime);
  private final MalformedLog malformedLog = new MalformedLog(System::nanoTime);
  private final ClockWarning clockWarning;
  private final EstimatedTime time;
  private final MicroClock micros;

  /** Whether a record was called written without its place, which is told once. Any thread. */
  private final AtomicBoolean unconfirmed = new AtomicBoolean();

  /**
   * A task that does not run yet.
   *
   * @param channels what it reads
   * @param positions how far each channel has been written; a channel without is new
   */
  RunningTask(
      BitstampSourceConfig config, List<Channel> channels, Map<Channel, Position> positions) {
    this.config = config;
    Clock clock = Clock.systemUTC();
    micros = () -> ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    queue = new FeedEventQueue(config.bufferFrames(), config.bufferBytes());
    FeedSettings settings = config.feed(channels);
    network = new Network(config.network(), threads(queue));
    FeedEnvironment environment = network.feed(settings, micros::micros);
    boolean structs = config.records().format() == ValueFormat.STRUCT;
    feed = new BitstampFeed(settings, new MessageParser(channels, structs), queue, environment);
    http = new BitstampHttp(config.http(), network.calls(config.httpTimeout()), queue, environment);
    clockWarning = new ClockWarning(http.clockOffset());
    time = new EstimatedTime(http.clockOffset(), micros.micros());
    continuity =
        new Continuity(
            channels,
            channel -> positions.getOrDefault(channel, Position.START),
            http,
            config.continuity(),
            micros,
            System.nanoTime());
    signals = TaskSignals.of(channels, config);
    outgoing =
        new OutgoingRecords(
            config.records(),
            config.betweenProofs(),
            channels,
            positions,
            this::report,
            misfit -> {
              feed.statistics().misfitFound();
              report(misfit);
            },
            time);
  }

  /**
   * Threads whose log lines carry the connector's context, as the task thread's do, and whose
   * unexpected end is the task's.
   */
  private static ThreadFactory threads(FeedEventQueue queue) {
    Map<String, String> context = Optional.ofNullable(MDC.getCopyOfContextMap()).orElse(Map.of());
    return work -> {
      Thread thread =
          new Thread(
              () -> {
                MDC.setContextMap(context);
                work.run();
              });
      thread.setUncaughtExceptionHandler((ended, cause) -> queue.fail(cause));
      return thread;
    };
  }

  /** What the task's metrics are read from. */
  MetricSources metricSources() {
    return new MetricSources(
        feed,
        queue,
        http,
        continuity.statistics(),
        pollMetrics,
        outgoing.deliveries(),
        signals,
        micros::micros,
        config.failAfter());
  }

  /** Begins to connect, and to take signals. */
  void start() {
    feed.start();
    signals.register(config.connectorName(), config.taskNumber());
  }

  /** Ends all connections and threads. */
  void close() {
    signals.close();
    feed.close();
    network.close();
  }

  /** What became of a record, see {@link Deliveries#settled}. Any thread; it only notes it. */
  void settled(FeedRecord record, Optional<Output.WrittenUpTo> place) {
    if (place.filter(at -> !at.isKnown()).isPresent() && unconfirmed.compareAndSet(false, true)) {
      log.warn(
          "The producer does not wait for the brokers (acks=0): nothing is proven to be in the"
              + " topic, no orderflow:proof is written, and what is lost there is not declared."
              + " Use acks=all, which is Connect's default.");
    }
    outgoing.settled(record, place);
  }

  /** The next records: at most {@code batch.max.records}; none when none came in time. */
  List<SourceRecord> poll() throws InterruptedException {
    try {
      return pollFeed();
    } catch (FeedFailure e) {
      throw new ConnectException("A thread of the task failed: " + e.getCause(), e.getCause());
    }
  }

  private List<SourceRecord> pollFeed() throws InterruptedException {
    queue.throwFailure();
    if (outgoing.isFull(System.nanoTime())) {
      // Nothing is given up meanwhile either: the answers that it waits for are not taken in.
      TimeUnit.NANOSECONDS.sleep(SHORT_WAIT.toNanos());
      return List.of();
    }
    List<FeedEvent> events = outgoing.isEmpty() ? takeEvents() : List.of();
    long nowNanos = System.nanoTime();
    long nowMicros = micros.micros();
    time.set(nowMicros);
    if (outgoing.isEmpty()) {
      outgoing.settle(continuity, nowNanos, nowMicros);
    }
    continuity.accept(events, nowNanos);
    signals.take().forEach(signal -> follow(signal, nowNanos));
    continuity.advance(nowNanos);
    List<Output> outputs = continuity.take();
    outputs.forEach(outgoing::add);
    // Sessions that fail one after the other are events too, but no sign of life.
    if (events.stream().noneMatch(FeedEvent::isFrame)) {
      failWhenDead();
    }
    clockWarning.check();
    pollMetrics.polled(outputs, nowMicros);
    return List.copyOf(outgoing.take(config.batchRecords()));
  }

  private void follow(TaskSignals.Request signal, long nowNanos) {
    switch (signal.kind()) {
      case SNAPSHOT -> continuity.requestSnapshot(signal.channel(), nowNanos);
      case AUDIT -> continuity.requestAudit(signal.channel(), nowNanos);
    }
  }

  private List<FeedEvent> takeEvents() throws InterruptedException {
    if (continuity.isFull()) {
      TimeUnit.NANOSECONDS.sleep(SHORT_WAIT.toNanos());
      queue.throwFailure();
      return List.of();
    }
    Duration wait = config.pollWait();
    boolean hurry = continuity.isWaiting() && wait.compareTo(SHORT_WAIT) > 0;
    return queue.poll(config.batchRecords(), hurry ? SHORT_WAIT : wait);
  }

  private void report(FeedEvent.MalformedFrame frame) {
    if (config.failsOnMalformed()) {
      throw new ConnectException(
          "The exchange sent a malformed frame of "
              + MalformedLog.describe(frame)
              + " and "
              + BitstampSourceConfig.MALFORMED_POLICY
              + "="
              + BitstampSourceConfig.FAIL);
    }
    malformedLog.report(frame);
  }

  private void failWhenDead() {
    Duration silence = feed.sinceLife();
    config
        .failAfter()
        .filter(limit -> silence.compareTo(limit) > 0)
        .ifPresent(
            limit -> {
              throw new ConnectException(
                  "No data from the exchange for "
                      + silence.toSeconds()
                      + " s ("
                      + BitstampSourceConfig.FAIL_AFTER
                      + "="
                      + limit.toMillis()
                      + "). Last problem: "
                      + feed.lastProblem());
            });
  }
}
