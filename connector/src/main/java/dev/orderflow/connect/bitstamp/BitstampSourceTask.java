package dev.orderflow.connect.bitstamp;

import dev.orderflow.connect.bitstamp.exchange.BitstampFeed;
import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.exchange.EventBuffer;
import dev.orderflow.connect.bitstamp.exchange.FeedEvent;
import dev.orderflow.connect.bitstamp.record.RecordMapper;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
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
    EventBuffer buffer = new EventBuffer(config.bufferFrames(), config.bufferBytes());
    BitstampFeed feed =
        new BitstampFeed(config.feed(channels), buffer, taskThreads(), Clock.systemUTC());
    TaskMetrics metrics = new TaskMetrics(feed, buffer);
    metrics.register(context);
    RecordMapper mapper = new RecordMapper(config.topics(), config.recordKey(), channels);
    running = Optional.of(new Running(config, feed, buffer, mapper, metrics));
    feed.start();
    log.info(
        "Reading {} from {}.",
        channels.size() == 1 ? channels.get(0) : channels.size() + " channels",
        config.feed(channels).loggableUrl());
  }

  @Override
  public List<SourceRecord> poll() throws InterruptedException {
    Running task = running.orElseThrow(() -> new ConnectException("poll before start"));
    List<FeedEvent> events = task.buffer.take(task.config.batchRecords(), task.config.pollWait());
    List<SourceRecord> records = new ArrayList<>(events.size());
    for (FeedEvent event : events) {
      if (event instanceof FeedEvent.Frame frame) {
        records.add(task.mapper.map(frame));
      } else if (event instanceof FeedEvent.MalformedFrame malformed) {
        records.add(keep(task, malformed));
      }
    }
    if (events.isEmpty()) {
      failWhenDead(task);
    }
    task.metrics.framesPolled(records.size());
    return records.isEmpty() ? null : records;
  }

  private static SourceRecord keep(Running task, FeedEvent.MalformedFrame frame) {
    if (task.config.failsOnMalformed()) {
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
    task.malformedLog.report(frame);
    return task.mapper.map(frame);
  }

  private static void failWhenDead(Running task) {
    task.feed
        .failure()
        .ifPresent(
            defect -> {
              throw new ConnectException("The feed's supervision failed", defect);
            });
    Duration silence = task.feed.silence();
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
    running.ifPresent(task -> task.feed.close());
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

  /** Threads whose log lines carry the connector's context, as the task thread's do. */
  private static ThreadFactory taskThreads() {
    Map<String, String> context = Optional.ofNullable(MDC.getCopyOfContextMap()).orElse(Map.of());
    return task ->
        new Thread(
            () -> {
              MDC.setContextMap(context);
              task.run();
            });
  }

  /** What exists between start and stop. */
  private record Running(
      BitstampSourceConfig config,
      BitstampFeed feed,
      EventBuffer buffer,
      RecordMapper mapper,
      TaskMetrics metrics,
      MalformedLog malformedLog) {

    Running(
        BitstampSourceConfig config,
        BitstampFeed feed,
        EventBuffer buffer,
        RecordMapper mapper,
        TaskMetrics metrics) {
      this(config, feed, buffer, mapper, metrics, new MalformedLog(System::nanoTime));
    }
  }
}
