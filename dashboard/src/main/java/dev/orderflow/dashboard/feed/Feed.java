package dev.orderflow.dashboard.feed;

import dev.orderflow.dashboard.market.Markets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one consumer of all topics. Its thread owns the markets' state and calls the broadcaster's
 * round after each change, at most every {@link #ROUND}.
 */
public final class Feed implements Runnable, AutoCloseable {

  /** How long changes may wait for the broadcaster: an eye does not see more. */
  private static final Duration ROUND = Duration.ofMillis(50);

  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration LOOK_FOR_TOPICS = Duration.ofSeconds(1);
  private static final Logger LOG = LoggerFactory.getLogger(Feed.class);

  /**
   * What is known of the topics, for the thread that reads them.
   *
   * @param kafka whether the brokers answer
   * @param topics in the order of their roles; they go on being read
   */
  public record Status(boolean kafka, List<TopicProgress> topics) {}

  private final Consumer<byte[], byte[]> consumer;
  private final TopicWatch watch;
  private final Duration history;
  private final Clock clock;
  private final RecordReader reader;
  private final Map<String, TopicProgress> topics = new HashMap<>();
  private final Map<TopicPartition, Long> ends = new HashMap<>();

  /** Those of which not everything has been read that was there at the start. */
  private final Set<TopicPartition> behind = new HashSet<>();

  private final Runnable round;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final AtomicBoolean closing = new AtomicBoolean();
  private String told;

  /**
   * A feed that has not begun to read.
   *
   * @param connection how to reach the brokers
   * @param names the topic of each role
   * @param history how far back to read
   * @param markets whose state to keep
   * @param clock the wall clock
   * @param round called by the reading thread when there may be something new
   */
  public Feed(
      KafkaConnection connection,
      Map<Role, String> names,
      Duration history,
      Markets markets,
      Clock clock,
      Runnable round) {
    names.forEach((role, name) -> topics.put(name, new TopicProgress(role, name)));
    this.consumer = connection.consumer();
    try {
      this.watch = new TopicWatch(connection.adminSettings(), topics.keySet());
    } catch (RuntimeException wrongSettings) {
      consumer.close(CloseOptions.timeout(Duration.ZERO));
      throw wrongSettings;
    }
    this.told = watch.failure();
    this.history = history;
    this.clock = clock;
    this.reader = new RecordReader(markets);
    this.round = round;
  }

  /** Reads until closed; once. */
  @Override
  public void run() {
    if (!begun.compareAndSet(false, true)) {
      return;
    }
    Instant asked = Instant.MIN;
    Instant last = Instant.MIN;
    try (watch;
        consumer) {
      while (!closing.get()) {
        Instant now = clock.instant();
        if (asked.plus(LOOK_FOR_TOPICS).isBefore(now)) {
          watch.ask();
          asked = now;
        }
        assignNew(now);
        poll();
        now = clock.instant();
        if (!last.plus(ROUND).isAfter(now)) {
          last = now;
          round.run();
        }
      }
    } catch (WakeupException e) {
      if (!closing.get()) {
        throw e;
      }
    }
  }

  private void poll() {
    if (ends.isEmpty()) {
      // Without an assignment poll is an error; there is nothing to do until a topic comes.
      LockSupport.parkNanos(POLL.toNanos());
      return;
    }
    for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
      read(each);
    }
    List<TopicPartition> read =
        behind.stream().filter(each -> consumer.currentLag(each).orElse(1) == 0).toList();
    read.forEach(this::caughtUp);
  }

  /** A partition has been read to where it ended when the reading began, or beyond. */
  private void caughtUp(TopicPartition partition) {
    behind.remove(partition);
    if (behind.stream().noneMatch(each -> each.topic().equals(partition.topic()))) {
      topics.get(partition.topic()).caughtUp();
    }
  }

  private void read(ConsumerRecord<byte[], byte[]> record) {
    TopicProgress status = topics.get(record.topic());
    status.read(record.timestamp());
    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
    boolean live = record.offset() >= ends.get(partition);
    if (live && behind.contains(partition)) {
      caughtUp(partition);
    }
    Received received = new Received(record, live, micros(clock.instant()));
    try {
      reader.read(status.role(), received);
    } catch (RejectedRecordException e) {
      String where = record.topic() + '-' + record.partition() + '@' + record.offset();
      if (status.reject(where + ": " + e.getMessage())) {
        LOG.warn(
            "{} cannot be read: {}; further ones of this topic are only counted",
            where,
            e.getMessage());
      }
    }
  }

  static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  private void assignNew(Instant now) {
    Collection<TopicPartition> fresh =
        watch.take().stream().filter(each -> !ends.containsKey(each)).collect(Collectors.toSet());
    tellReachability();
    if (fresh.isEmpty()) {
      return;
    }
    try {
      Map<TopicPartition, Long> end = consumer.endOffsets(fresh);
      Map<TopicPartition, Long> start = starts(fresh, end, now);
      List<TopicPartition> all = new ArrayList<>(ends.keySet());
      all.addAll(fresh);
      consumer.assign(all);
      start.forEach(consumer::seek);
      ends.putAll(end);
      behind.addAll(fresh);
      fresh.forEach(each -> topics.get(each.topic()).found());
      LOG.info("reading {} from {}", fresh, start.values());
    } catch (TimeoutException e) {
      LOG.warn("the brokers did not say where {} begin, asking again", fresh);
    }
  }

  private void tellReachability() {
    if (!watch.failure().equals(told)) {
      told = watch.failure();
      if (told.isEmpty()) {
        LOG.info("the brokers answer");
      } else {
        LOG.warn("{}", told);
      }
    }
  }

  private Map<TopicPartition, Long> starts(
      Collection<TopicPartition> fresh, Map<TopicPartition, Long> end, Instant now) {
    Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(fresh);
    long since = now.minus(history).toEpochMilli();
    Map<TopicPartition, OffsetAndTimestamp> byTime =
        consumer.offsetsForTimes(
            fresh.stream().collect(Collectors.toMap(each -> each, each -> since)));
    Map<TopicPartition, Long> starts = new HashMap<>();
    for (TopicPartition each : fresh) {
      OffsetAndTimestamp found = byTime.get(each);
      if (topics.get(each.topic()).role() == Role.CANDLES) {
        starts.put(each, beginnings.get(each));
      } else {
        starts.put(each, found == null ? end.get(each) : found.offset());
      }
    }
    return starts;
  }

  /** What is known of the topics; for the broadcaster's round only. */
  public Status status() {
    return new Status(
        watch.failure().isEmpty(),
        topics.values().stream().sorted(Comparator.comparing(TopicProgress::role)).toList());
  }

  /** Ends the reading, whose thread closes the clients; returns at once. */
  @Override
  public void close() {
    closing.set(true);
    if (begun.compareAndSet(false, true)) {
      watch.close();
      consumer.close(CloseOptions.timeout(Duration.ZERO));
    } else {
      consumer.wakeup();
    }
  }
}
