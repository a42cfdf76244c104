package dev.orderflow.connect.bitstamp;

import dev.orderflow.connect.bitstamp.exchange.Backoff;
import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.exchange.ChannelKind;
import dev.orderflow.connect.bitstamp.exchange.FeedSettings;
import dev.orderflow.connect.bitstamp.record.RecordKey;
import dev.orderflow.connect.bitstamp.record.TopicTemplate;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;

/**
 * Every option of the connector, each declared once: type, default, range, group, display name and
 * documentation. The configuration reference in {@code docs/} is generated from here.
 */
final class BitstampSourceConfig extends AbstractConfig {

  static final String TOPIC = "topic";
  static final String CHANNELS = "channels";
  static final String MARKETS = "markets";
  static final String RECORD_KEY = "record.key";
  static final String MALFORMED_POLICY = "malformed.message.policy";
  static final String WEBSOCKET_URL = "websocket.url";
  static final String HTTP_URL = "http.url";
  static final String CONNECT_TIMEOUT = "connect.timeout.ms";
  static final String PING_INTERVAL = "ping.interval.ms";
  static final String HEARTBEAT_INTERVAL = "heartbeat.interval.ms";
  static final String HEARTBEAT_TIMEOUT = "heartbeat.timeout.ms";
  static final String DATA_TIMEOUT = "data.timeout.ms";
  static final String MAX_AGE = "connection.max.age.ms";
  static final String BACKOFF_INITIAL = "reconnect.backoff.initial.ms";
  static final String BACKOFF_MAX = "reconnect.backoff.max.ms";
  static final String FAIL_AFTER = "task.fail.after.ms";
  static final String BUFFER_FRAMES = "buffer.max.frames";
  static final String BUFFER_BYTES = "buffer.max.bytes";
  static final String BATCH_RECORDS = "batch.max.records";
  static final String POLL_WAIT = "poll.wait.ms";

  /** Written by the connector into its tasks' configurations, never by people. */
  static final String TASK_CHANNELS = "task.channels";

  /** Policy: a malformed frame is written to the topic as it came. */
  static final String KEEP = "keep";

  /** Policy: a malformed frame fails the task. */
  static final String FAIL = "fail";

  private static final String MARKET_DATA = "Market data";
  private static final String RECORDS = "Records";
  private static final String CONNECTION = "Connection";
  private static final String BUFFERS = "Buffer";

  private static final long DAY = Duration.ofDays(1).toMillis();

  static final ConfigDef DEFINITION = define();

  private BitstampSourceConfig(Map<String, String> properties) {
    // Not logged: a URL may carry credentials.
    super(DEFINITION, properties, false);
  }

  /**
   * Reads a connector's or task's configuration.
   *
   * @throws org.apache.kafka.common.config.ConfigException when an option is wrong; the message
   *     names it
   */
  static BitstampSourceConfig of(Map<String, String> properties) {
    return new BitstampSourceConfig(properties);
  }

  private static ConfigDef define() {
    Options options = new Options();
    marketData(options);
    records(options);
    connection(options);
    buffers(options);
    return options.definition();
  }

  private static void marketData(Options options) {
    options.group(MARKET_DATA);
    options.add(
        CHANNELS,
        Type.LIST,
        ChannelKind.LIVE_ORDERS.prefix(),
        OptionValidators.channels(),
        Importance.HIGH,
        Width.LONG,
        "Channels",
        "Which of the exchange's public channels to subscribe for every market: "
            + String.join(", ", ChannelKind.prefixes())
            + ".");
    options.add(
        MARKETS,
        Type.LIST,
        "btcusd",
        OptionValidators.markets(),
        Importance.HIGH,
        Width.LONG,
        "Markets",
        "Market symbols in lower case, such as btcusd or ethusd. Every channel is subscribed for"
            + " every market.");
  }

  private static void records(Options options) {
    options.group(RECORDS);
    options.add(
        TOPIC,
        Type.STRING,
        "testTopic",
        OptionValidators.topicTemplate(),
        Importance.HIGH,
        Width.LONG,
        "Topic",
        "The topic to write to. ${market} and ${channel} stand for the record's market and kind of"
            + " channel.");
    options.add(
        RECORD_KEY,
        Type.STRING,
        RecordKey.MARKET.label(),
        ConfigDef.ValidString.in(RecordKey.labels().toArray(String[]::new)),
        Importance.MEDIUM,
        Width.SHORT,
        "Record key",
        "What the record key is. With market, one market stays in order on one partition. order_id"
            + " is the order's or trade's id; none spreads records and gives up their order.");
    options.add(
        MALFORMED_POLICY,
        Type.STRING,
        KEEP,
        ConfigDef.ValidString.in(KEEP, FAIL),
        Importance.MEDIUM,
        Width.SHORT,
        "Malformed messages",
        "What to do with a frame that is not what the protocol promises: keep writes it to the topic"
            + " as it came, with the header event=malformed; fail fails the task.");
  }

  private static void connection(Options options) {
    options.group(CONNECTION);
    options.add(
        WEBSOCKET_URL,
        Type.STRING,
        "wss://ws.bitstamp.net",
        OptionValidators.url("ws", "wss"),
        Importance.MEDIUM,
        Width.LONG,
        "WebSocket URL",
        "Where the exchange's WebSocket API v2 is.");
    options.add(
        HTTP_URL,
        Type.STRING,
        "https://www.bitstamp.net",
        OptionValidators.url("http", "https"),
        Importance.MEDIUM,
        Width.LONG,
        "HTTP URL",
        "Where the exchange's HTTP API v2 is.");
    options.millis(
        CONNECT_TIMEOUT,
        10_000,
        100,
        60_000,
        Importance.LOW,
        "Connect timeout",
        "Longest wait for a connection, and once more for all subscriptions to be acknowledged.");
    options.millis(
        PING_INTERVAL,
        15_000,
        500,
        60_000,
        Importance.LOW,
        "Ping interval",
        "Time between WebSocket pings. An unanswered ping ends the session.");
    options.millis(
        HEARTBEAT_INTERVAL,
        15_000,
        100,
        60_000,
        Importance.LOW,
        "Heartbeat interval",
        "Time between the exchange's own heartbeat messages (bts:heartbeat).");
    options.millis(
        HEARTBEAT_TIMEOUT,
        10_000,
        100,
        60_000,
        Importance.LOW,
        "Heartbeat timeout",
        "Longest wait for the answer to a heartbeat before connecting anew.");
    options.millis(
        DATA_TIMEOUT,
        120_000,
        500,
        DAY,
        Importance.MEDIUM,
        "Data timeout",
        "Connect anew when a subscribed session has carried no data for so long. Markets can be quiet"
            + " for minutes: raise it when all markets of the connector are.");
    options.millis(
        MAX_AGE,
        85 * DAY,
        1_000,
        89 * DAY,
        Importance.LOW,
        "Connection age limit",
        "Age at which a session is replaced, the new one first. The exchange ends sessions at 90"
            + " days.");
    options.millis(
        BACKOFF_INITIAL,
        250,
        10,
        60_000,
        Importance.LOW,
        "First reconnect wait",
        "Longest wait before the first attempt to connect again; it doubles with each attempt. The"
            + " actual wait is a random time between half of it and all of it.");
    options.millis(
        BACKOFF_MAX,
        30_000,
        10,
        600_000,
        Importance.LOW,
        "Longest reconnect wait",
        "Cap of the wait between attempts to connect.");
    options.millis(
        FAIL_AFTER,
        600_000,
        -1,
        30 * DAY,
        Importance.MEDIUM,
        "Fail after",
        "Fail the task when no data has come for so long, with the cause, instead of staying RUNNING"
            + " and dead. -1 never fails it. Raise it when all markets of the connector are quiet.");
  }

  private static void buffers(Options options) {
    options.group(BUFFERS);
    options.add(
        BUFFER_FRAMES,
        Type.INT,
        20_000,
        Range.between(1, 10_000_000),
        Importance.MEDIUM,
        Width.SHORT,
        "Buffer, frames",
        "Most frames held between the socket and Kafka. When the buffer stays full the session is"
            + " closed on purpose, and opened again when it is half empty.");
    options.add(
        BUFFER_BYTES,
        Type.LONG,
        64L << 20,
        Range.between(1L << 10, 8L << 30),
        Importance.MEDIUM,
        Width.SHORT,
        "Buffer, bytes",
        "Most bytes of frame text held between the socket and Kafka; in memory a frame takes about"
            + " twice its text.");
    options.add(
        BATCH_RECORDS,
        Type.INT,
        2_000,
        Range.between(1, 100_000),
        Importance.LOW,
        Width.SHORT,
        "Records a poll",
        "Most records handed to Connect at once.");
    options.millis(
        POLL_WAIT,
        500,
        10,
        1_000,
        Importance.LOW,
        "Poll wait",
        "Longest time a poll waits for the first frame. Connect can neither stop the task nor commit"
            + " its offsets while it waits.");
  }

  /** Every subscription the connector is asked for, in a stable order. */
  List<Channel> channels() {
    List<String> kinds = getList(CHANNELS);
    List<String> markets = getList(MARKETS);
    return kinds.stream()
        .map(String::strip)
        .flatMap(name -> ChannelKind.ofPrefix(name).stream())
        .flatMap(kind -> markets.stream().map(market -> new Channel(kind, market.strip())))
        .distinct()
        .sorted()
        .toList();
  }

  TopicTemplate topics() {
    return new TopicTemplate(getString(TOPIC));
  }

  RecordKey recordKey() {
    return RecordKey.of(getString(RECORD_KEY));
  }

  boolean failsOnMalformed() {
    return getString(MALFORMED_POLICY).equals(FAIL);
  }

  int bufferFrames() {
    return getInt(BUFFER_FRAMES);
  }

  long bufferBytes() {
    return getLong(BUFFER_BYTES);
  }

  int batchRecords() {
    return getInt(BATCH_RECORDS);
  }

  Duration pollWait() {
    return duration(POLL_WAIT);
  }

  /** After how long without data the task fails; empty when it never does. */
  Optional<Duration> failAfter() {
    return Optional.of(duration(FAIL_AFTER)).filter(limit -> !limit.isNegative());
  }

  FeedSettings feed(List<Channel> channels) {
    return new FeedSettings(
        URI.create(getString(WEBSOCKET_URL)),
        channels,
        duration(CONNECT_TIMEOUT),
        duration(PING_INTERVAL),
        duration(HEARTBEAT_INTERVAL),
        duration(HEARTBEAT_TIMEOUT),
        duration(DATA_TIMEOUT),
        duration(MAX_AGE),
        new Backoff(duration(BACKOFF_INITIAL), duration(BACKOFF_MAX)));
  }

  private Duration duration(String option) {
    return Duration.ofMillis(getLong(option));
  }
}
