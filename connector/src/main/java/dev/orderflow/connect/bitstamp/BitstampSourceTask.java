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
import dev.orderflow.connect.bitstamp.exchange.Network;
import dev.orderflow.connect.bitstamp.record.RecordMapper;
import dev.orderflow.connect.bitstamp.record.SourceOffsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Takes what the feed put into the buffer and returns it as records.
 *
 * <p>Connect calls {@link #start}, {@link #poll} and {@link #stop} on one thread, the task's; what
 * the socket delivers comes through the buffer, which is all that the feed's threads and this one
 * share. Nothing wakes a poll that waits, so it waits at most for {@code poll.wait.ms}.
 */
public final class BitstampSourceTask extends SourceTask {

  private static final Logger log = LoggerFactory.getLogger(BitstampSourceTask.class);

  private Optional<Running> running = Optional.empty();

  /** Created by Connect. */
  public BitstampSourceTask() {}

  @Override
  public String version() {
    return Version.current();
  }

  @Override
  public void start(Map<String, String> props) {
    BitstampSourceConfig config = BitstampSourceConfig.of(props);
    List<Channel> channels =
        Optional.ofNullable(props.get(BitstampSourceConfig.TASK_CHANNELS))
            .map(BitstampSourceTask::parseChannels)
            .orElseGet(config::channels);
    Clock clock = Clock.systemUTC();
    MicroClock micros = () -> ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    FeedEventQueue queue = new FeedEventQueue(config.bufferFrames(), config.bufferBytes());
    FeedSettings feedSettings = config.feed(channels);
    Network network = new Network(config.network(), taskThreads(queue));
    FeedEnvironment environment = network.feed(feedSettings, micros::micros);
    BitstampFeed feed = new BitstampFeed(feedSettings, queue, environment);
    int tasks = Integer.parseInt(props.getOrDefault(BitstampSourceConfig.TASK_COUNT, "1"));
    BitstampHttp http =
        new BitstampHttp(
            config.http(tasks), network.calls(config.httpTimeout()), queue, environment);
    Map<Channel, Position> positions = storedPositions(channels);
    Continuity continuity =
        new Continuity(
            channels,
            channel -> positions.getOrDefault(channel, Position.START),
            http,
            config.continuity(),
            micros,
            System.nanoTime());
    PollMetrics pollMetrics = new PollMetrics(System::nanoTime);
    MalformedLog malformedLog = new MalformedLog(System::nanoTime);
    RecordMapper mapper =
        new RecordMapper(
            config.records(),
            channels,
            misfit -> {
              feed.statistics().misfitFound();
              report(config, malformedLog, misfit);
            });
    running =
        Optional.of(
            new Running(
                config,
                network,
                feed,
                queue,
                continuity,
                mapper,
                micros,
                pollMetrics,
                malformedLog,
                new ClockWarning(http.clockOffset())));
    boolean measured =
        TaskMetrics.publish(
            context,
            new MetricSources(
                feed, queue, http, continuity.statistics(), pollMetrics, config.failAfter()));
    feed.start();
    log.info(
        "Reading {} from {}{}.",
        channels.size() == 1 ? channels.get(0) : channels.size() + " channels",
        config.feed(channels).loggableUrl(),
        measured ? "" : ", without metrics, which workers have from Kafka 4.1 on");
  }

  @Override
  public List<SourceRecord> poll() throws InterruptedException {
    Running task = running.orElseThrow(() -> new ConnectException("poll before start"));
    List<FeedEvent> events = task.takeEvents();
    long now = System.nanoTime();
    task.continuity.accept(events, now);
    task.continuity.advance(now);
    List<SourceRecord> records = new ArrayList<>(events.size());
    List<Output> outputs = task.continuity.take();
    for (Output output : outputs) {
      if (output instanceof Output.Malformed malformed) {
        report(task.config, task.malformedLog, malformed.frame());
      }
      if (output instanceof Output.Gap gap && !gap.repaired()) {
        log.warn(
            "Events of {} are missing and declared in the topic: {} ({}).",
            gap.channel(),
            gap.reason().label(),
            gap.detail());
      }
      records.addAll(task.mapper.map(output));
    }
    // Sessions that fail one after the other are events too, but no sign of life.
    if (events.stream().noneMatch(FeedEvent::isFrame)) {
      failWhenDead(task);
    }
    task.clockWarning.check();
    task.pollMetrics.polled(outputs, task.micros.micros());
    return records.isEmpty() ? null : records;
  }

  private static void report(
      BitstampSourceConfig config, MalformedLog malformedLog, FeedEvent.MalformedFrame frame) {
    if (config.failsOnMalformed()) {
      throw new ConnectException(
          "The exchange sent a malformed frame of "
              + frame.bytes()
              + " bytes ("
              + frame.reason()
              + ") and "
              + BitstampSourceConfig.MALFORMED_POLICY
              + "="
              + BitstampSourceConfig.FAIL);
    }
    malformedLog.report(frame);
  }

  private static void failWhenDead(Running task) {
    Duration silence = task.feed.sinceLife();
    task.config
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
                      + task.feed.lastProblem());
            });
  }

  /** Called after the last poll has returned; also after a start that failed half-way. */
  @Override
  public void stop() {
    running.ifPresent(Running::close);
    running = Optional.empty();
  }

  private static List<Channel> parseChannels(String names) {
    return Arrays.stream(names.split(","))
        .map(
            name ->
                Channel.parse(name)
                    .orElseThrow(() -> new ConnectException("not a channel: '" + name + "'")))
        .toList();
  }

  /**
   * Threads whose log lines carry the connector's context, as the task thread's do, and whose
   * unexpected end is the task's.
   */
  private static ThreadFactory taskThreads(FeedEventQueue queue) {
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

  /** How far each channel was written; read once, because Connect may have to wait for it. */
  private Map<Channel, Position> storedPositions(List<Channel> channels) {
    Map<Map<String, String>, Channel> partitions =
        channels.stream()
            .collect(Collectors.toMap(c -> SourceOffsets.partition(c.name()), Function.identity()));
    Map<Channel, Position> positions = new HashMap<>();
    context
        .offsetStorageReader()
        .offsets(partitions.keySet())
        .forEach(
            (partition, offset) -> {
              if (offset != null) {
                positions.put(partitions.get(partition), position(partition, offset));
              }
            });
    return positions;
  }

  private static Position position(Map<String, String> partition, Map<String, Object> offset) {
    try {
      return SourceOffsets.position(offset);
    } catch (IllegalArgumentException e) {
      throw new ConnectException(
          "The stored source offset of " + partition + " is not usable: " + e.getMessage(), e);
    }
  }

  /** What exists between start and stop; used by the task thread alone. */
  private record Running(
      BitstampSourceConfig config,
      Network network,
      BitstampFeed feed,
      FeedEventQueue queue,
      Continuity continuity,
      RecordMapper mapper,
      MicroClock micros,
      PollMetrics pollMetrics,
      MalformedLog malformedLog,
      ClockWarning clockWarning) {

    /** While something is held back, what it waits for is looked at this often. */
    private static final Duration SHORT_WAIT = Duration.ofMillis(20);

    List<FeedEvent> takeEvents() throws InterruptedException {
      try {
        if (continuity.isFull()) {
          TimeUnit.NANOSECONDS.sleep(SHORT_WAIT.toNanos());
          queue.throwFailure();
          return List.of();
        }
        Duration wait = config.pollWait();
        boolean hurry = continuity.isWaiting() && wait.compareTo(SHORT_WAIT) > 0;
        return queue.poll(config.batchRecords(), hurry ? SHORT_WAIT : wait);
      } catch (FeedFailure e) {
        throw new ConnectException("A thread of the task failed: " + e.getCause(), e.getCause());
      }
    }

    void close() {
      feed.close();
      network.close();
    }
  }
}
