package dev.orderflow.integration;

import static org.awaitility.Awaitility.await;

import dev.orderflow.integration.continuity.FeedComparison;
import dev.orderflow.integration.continuity.FeedRecord;
import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.SimulatorOptions;
import dev.orderflow.simulator.exchange.ChannelKind;
import dev.orderflow.simulator.server.ConnectionView;
import dev.orderflow.simulator.server.Fault;
import dev.orderflow.simulator.server.FaultReport;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * A simulated exchange and a connector that reads order flow of btcusd from it, until both are
 * stopped and compared. Used by one thread.
 *
 * <p>The exchange runs in real time with a high rate of events, so that its clock is the one here.
 */
final class RunningFeed implements AutoCloseable {

  static final String MARKET = "btcusd";

  private static final List<ChannelKind> BOOK_CHANNELS =
      List.of(ChannelKind.ORDER_BOOK, ChannelKind.DETAIL_ORDER_BOOK, ChannelKind.DIFF_ORDER_BOOK);

  private static final Duration LIMIT = Duration.ofSeconds(180);

  /** Some forty minutes of the channels that publish most often; ten kilobytes each. */
  private static final int BOOK_FRAMES = 20_000;

  /** Where faults wait for each other, the market does far more than was asked for. */
  private static final long RETAINED_EVENTS = 4_000_000;

  private static final int TAIL = 200;
  private static final Duration TICK = Duration.ofMillis(20);

  /** Of a market that does nothing more, two lists prove the trades when they are 20 s apart. */
  private static final Duration SETTLING = Duration.ofSeconds(30);

  private final EmbeddedWorker worker;
  private final String name;
  private final Simulator exchange;
  private final Deployment connector;
  private final List<ChannelKind> bookChannels;
  private final KafkaConsumer<String, String> tail;
  private long refusedSnapshots;

  private RunningFeed(
      EmbeddedWorker worker,
      String name,
      Simulator exchange,
      Deployment running,
      List<ChannelKind> bookChannels) {
    this.bookChannels = bookChannels;
    this.worker = worker;
    this.name = name;
    this.exchange = exchange;
    connector = running;
    tail =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", worker.bootstrapServers()),
            new StringDeserializer(),
            new StringDeserializer());
    tail.assign(List.of(partition()));
  }

  /** An exchange whose market does so many events in an ordinary second. */
  static Simulator exchange(double eventsPerSecond, long seed) throws IOException {
    return exchange(eventsPerSecond, seed, Duration.ZERO);
  }

  /** The same with a clock that is ahead of ours. */
  static Simulator exchange(double eventsPerSecond, long seed, Duration ahead) throws IOException {
    return Simulator.start(
        SimulatorOptions.defaults()
            .startTime(Instant.now().plus(ahead))
            .seed(seed)
            .rate(eventsPerSecond)
            .orderDataRows(5_000)
            .retainedEvents(RETAINED_EVENTS)
            .retainedDeliveries(2_000_000)
            .retainedBookFrames(BOOK_FRAMES));
  }

  /**
   * The connector's configuration with short times, so that a test need not wait for minutes.
   *
   * @param topic also the connector's name
   */
  static Map<String, String> impatient(Simulator exchange, String topic) {
    Map<String, String> config = new TreeMap<>(Deployment.reading(exchange, topic));
    config.put("channels", "live_orders,live_trades");
    config.put("connect.timeout.ms", "2000");
    config.put("ping.interval.ms", "3000");
    config.put("heartbeat.interval.ms", "300");
    config.put("heartbeat.timeout.ms", "1500");
    config.put("data.timeout.ms", "2000");
    config.put("reconnect.backoff.initial.ms", "50");
    config.put("reconnect.backoff.max.ms", "200");
    config.put("http.timeout.ms", "3000");
    config.put("http.retry.interval.ms", "100");
    config.put("repair.timeout.ms", "20000");
    config.put("trades.audit.interval.ms", "1000");
    config.put("buffer.max.frames", "400000");
    config.put("buffer.max.bytes", "268435456");
    config.put("producer.override.batch.size", "262144");
    config.put("producer.override.compression.type", "lz4");
    return config;
  }

  /**
   * Lets a configuration outlast a machine that stands still for seconds, where nothing may end.
   */
  static Map<String, String> patient(Map<String, String> config) {
    for (String option :
        List.of("ping.interval.ms", "heartbeat.timeout.ms", "data.timeout.ms", "http.timeout.ms")) {
      config.put(option, "30000");
    }
    config.put("reorder.wait.ms", "2000");
    return config;
  }

  /** The same as {@link #impatient} with the book channels. */
  static Map<String, String> impatientWithBooks(Simulator exchange, String topic) {
    Map<String, String> config = impatient(exchange, topic);
    config.merge(
        "channels",
        BOOK_CHANNELS.stream().map(RunningFeed::name).collect(Collectors.joining(",")),
        (orderFlow, books) -> orderFlow + "," + books);
    return config;
  }

  /** Starts the connector on a running exchange, which this closes later. */
  static RunningFeed of(EmbeddedWorker worker, Simulator exchange, Map<String, String> config) {
    String name = config.get("topic");
    RunningFeed feed =
        new RunningFeed(
            worker,
            name,
            exchange,
            Deployment.of(worker.rest(), name, config),
            bookChannels(config.get("channels")));
    feed.awaitCaughtUp();
    return feed;
  }

  private static List<ChannelKind> bookChannels(String channels) {
    List<String> names = List.of(channels.split(","));
    return BOOK_CHANNELS.stream().filter(kind -> names.contains(name(kind))).toList();
  }

  private static String name(ChannelKind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  Simulator exchange() {
    return exchange;
  }

  Deployment connector() {
    return connector;
  }

  /** Injects a fault; it has begun when this returns. */
  void inject(Fault fault) {
    exchange.faults().inject(fault);
  }

  /** Waits until the connection has been sent another frame of a channel. */
  void awaitSent(String channel) {
    long before = sent(channel);
    await().atMost(LIMIT).pollInterval(TICK).until(() -> sent(channel) > before);
  }

  private long sent(String channel) {
    return exchange.truth().deliveries(connections().get(0), channel).stream()
        .filter(delivery -> delivery.status().sent())
        .count();
  }

  /** Waits until all faults have hit what they were to hit. */
  void awaitFaultsOver() {
    await()
        .atMost(LIMIT)
        .pollInterval(TICK)
        .until(() -> exchange.faults().reports().stream().noneMatch(FaultReport::active));
  }

  /** Waits until the topic has a trade of later than now. */
  void awaitTrade() {
    long now = exchange.truth().now() / 1_000;
    await().atMost(LIMIT).pollInterval(TICK).until(() -> newestTimestamp("live_trades_") > now);
  }

  /** The connections that the exchange has now, oldest first. */
  List<Integer> connections() {
    return exchange.report().connections().stream()
        .filter(connection -> connection.open() && !connection.channels().isEmpty())
        .map(ConnectionView::id)
        .toList();
  }

  /** Waits until the market has done so many order events in all. */
  void awaitPublished(long events) {
    await().atMost(Duration.ofMinutes(30)).pollInterval(TICK).until(() -> published() >= events);
  }

  /** Order events that the market has done so far. */
  long published() {
    return exchange.truth().markets().get(0).orderEvents();
  }

  /** Waits until so much exchange time has passed. */
  void awaitPassed(Duration time) {
    awaitPassed(exchange, time);
  }

  /** Waits until so much time has passed on an exchange. */
  static void awaitPassed(Simulator exchange, Duration time) {
    long target = exchange.truth().now() + time.toNanos() / 1_000;
    await().atMost(LIMIT).pollInterval(TICK).until(() -> exchange.truth().now() > target);
  }

  /** Waits until the topic has an order event of later than now. */
  void awaitCaughtUp() {
    long now = exchange.truth().now() / 1_000;
    await()
        .atMost(LIMIT)
        .pollInterval(TICK)
        .alias("the topic of " + name + " catches up")
        .until(() -> newestTimestamp("live_orders_") > now);
  }

  /**
   * Event time of the newest frame of such a channel among the topic's last records, milliseconds.
   */
  private long newestTimestamp(String channels) {
    long end = tail.endOffsets(List.of(partition())).get(partition());
    tail.seek(partition(), Math.max(0, end - TAIL));
    long newest = 0;
    while (tail.position(partition()) < end) {
      for (ConsumerRecord<String, String> consumed : tail.poll(Duration.ofMillis(200))) {
        FeedRecord record = FeedRecord.of(consumed);
        if (record.isStream() && record.channel().startsWith(channels)) {
          newest = Math.max(newest, record.timestamp());
        }
      }
    }
    return newest;
  }

  /**
   * Ends all faults, lets a second of undisturbed market follow, halts the exchange, and compares.
   * When the last frames went to a socket that ended just then, which nobody can know before the
   * next frame, the market goes on for another second.
   */
  FeedComparison.Result settle() {
    exchange.faults().clear();
    FeedComparison.Result result = haltAndCompare();
    for (int again = 0; again < 3 && !result.isComplete(); again++) {
      exchange.resume();
      result = haltAndCompare();
    }
    refusedSnapshots = (long) TaskMetrics.value(name, "snapshots-refused-total").orElse(0);
    return result;
  }

  private FeedComparison.Result haltAndCompare() {
    awaitCaughtUp();
    awaitPassed(Duration.ofSeconds(1));
    awaitCaughtUp();
    exchange.halt();
    return FeedComparison.of(
        worker.bootstrapServers(), name, exchange, MARKET, bookChannels, SETTLING);
  }

  /** Snapshots that the last task refused, known once the feed has settled. */
  long refusedSnapshots() {
    return refusedSnapshots;
  }

  private TopicPartition partition() {
    return new TopicPartition(name, 0);
  }

  @Override
  public void close() {
    tail.close();
    connector.close();
    exchange.close();
  }
}
