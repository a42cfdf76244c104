package dev.orderflow.connect.bitstamp;

import dev.orderflow.connect.bitstamp.continuity.ContinuitySettings;
import dev.orderflow.connect.bitstamp.exchange.Backoff;
import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.exchange.ChannelKind;
import dev.orderflow.connect.bitstamp.exchange.FeedSettings;
import dev.orderflow.connect.bitstamp.record.DecimalHandling;
import dev.orderflow.connect.bitstamp.record.RecordKey;
import dev.orderflow.connect.bitstamp.record.RecordSettings;
import dev.orderflow.connect.bitstamp.record.TopicTemplate;
import dev.orderflow.connect.bitstamp.record.ValueFormat;
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
  static final String VALUE_FORMAT = "value.format";
  static final String DECIMAL_HANDLING = "decimal.handling.mode";
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
  static final String CONNECTIONS = "connections";
  static final String REPAIR_ENABLED = "repair.enabled";
  static final String REPAIR_TIMEOUT = "repair.timeout.ms";
  static final String HTTP_TIMEOUT = "http.timeout.ms";
  static final String HTTP_RETRY = "http.retry.interval.ms";
  static final String REORDER_WAIT = "reorder.wait.ms";
  static final String MERGE_WAIT = "merge.wait.ms";
  static final String SNAPSHOTS_ENABLED = "snapshots.enabled";
  static final String SNAPSHOT_INTERVAL = "snapshot.interval.ms";
  static final String TRADE_AUDIT_INTERVAL = "trades.audit.interval.ms";
  static final String MAX_FRAME_BYTES = "frame.max.bytes";
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
  private static final String CONTINUITY = "Continuity";
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
    frameLength(options);
    connection(options);
    continuity(options);
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
        "The topic to write to. ${market}, ${channel} and ${type} stand for the record's market, kind"
            + " of channel and type: order, trade, order_book, detail_order_book, diff_order_book,"
            + " session, gap, snapshot or malformed.");
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
        VALUE_FORMAT,
        Type.STRING,
        ValueFormat.RAW.label(),
        ConfigDef.ValidString.in(ValueFormat.labels().toArray(String[]::new)),
        Importance.HIGH,
        Width.SHORT,
        "Value format",
        "What the record value is. raw is the frame's text exactly as received, for StringConverter."
            + " struct is a structure with a schema for each type of record, for JsonConverter or an"
            + " Avro or Protobuf converter.");
    options.add(
        DECIMAL_HANDLING,
        Type.STRING,
        DecimalHandling.STRING.label(),
        ConfigDef.ValidString.in(DecimalHandling.labels().toArray(String[]::new)),
        Importance.MEDIUM,
        Width.SHORT,
        "Decimals",
        "How prices and amounts are held with value.format=struct: string is exact decimal text;"
            + " decimal is Connect's Decimal with "
            + DecimalHandling.PRECISION
            + " digits, "
            + DecimalHandling.SCALE
            + " behind the point, exact too; double is the nearest 64-bit number, which is not exact.");
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

  private static void frameLength(Options options) {
    options.add(
        MAX_FRAME_BYTES,
        Type.INT,
        950_000,
        Range.between(1_024, 100_000_000),
        Importance.LOW,
        Width.SHORT,
        "Longest frame, bytes",
        "A longer frame counts as malformed and is kept cut to this length. Kafka refuses records"
            + " above the producer's max.request.size (1 MB) and the topic's max.message.bytes; raise"
            + " them first.");
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

  private static void continuity(Options options) {
    options.group(CONTINUITY);
    options.add(
        CONNECTIONS,
        Type.INT,
        1,
        Range.between(1, 4),
        Importance.MEDIUM,
        Width.SHORT,
        "Connections",
        "Sockets kept open at the same time, merged into one stream. With 2, one may drop, stall or"
            + " lose frames and the topic shows nothing of it.");
    options.add(
        REPAIR_ENABLED,
        Type.BOOLEAN,
        true,
        OptionValidators.bool(),
        Importance.MEDIUM,
        Width.SHORT,
        "Repair",
        "Whether missing orders and trades are fetched over HTTP. When false every gap is only"
            + " declared.");
    options.millis(
        REPAIR_TIMEOUT,
        60_000,
        100,
        3_600_000,
        Importance.LOW,
        "Repair timeout",
        "How long a repair may go without progress before its gap is declared.");
    options.millis(
        HTTP_TIMEOUT,
        5_000,
        100,
        60_000,
        Importance.LOW,
        "HTTP timeout",
        "Longest time one HTTP call may take in all.");
    options.millis(
        HTTP_RETRY,
        500,
        10,
        60_000,
        Importance.LOW,
        "HTTP retry wait",
        "Wait before a failed HTTP call is made again; it doubles with each failure, up to sixteen"
            + " times.");
    options.millis(
        REORDER_WAIT,
        50,
        0,
        5_000,
        Importance.LOW,
        "Reorder wait",
        "How long a missing order event is awaited from the stream before it is fetched.");
    options.millis(
        MERGE_WAIT,
        250,
        0,
        5_000,
        Importance.LOW,
        "Merge wait",
        "With several connections: how long an event is awaited from the others. It is the most"
            + " latency that merging adds.");
    options.add(
        SNAPSHOTS_ENABLED,
        Type.BOOLEAN,
        true,
        OptionValidators.bool(),
        Importance.MEDIUM,
        Width.SHORT,
        "Snapshots",
        "Whether the whole order book is fetched and written (orderflow:snapshot) after a start and"
            + " after a gap, on live_orders and diff_order_book.");
    options.millis(
        SNAPSHOT_INTERVAL,
        0,
        0,
        DAY,
        Importance.MEDIUM,
        "Snapshot interval",
        "Time between further snapshots, about 400 KB each on btcusd. 0 writes none.");
    options.millis(
        TRADE_AUDIT_INTERVAL,
        30_000,
        0,
        3_600_000,
        Importance.MEDIUM,
        "Trade audit interval",
        "Time between comparisons of the written trades with the exchange's list, which finds trades"
            + " lost inside a session. 0 compares never.");
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

  /** Whether every channel can be resumed at the event after the last one written. */
  boolean resumesExactly() {
    return getBoolean(REPAIR_ENABLED)
        && channels().stream()
            .map(Channel::kind)
            .allMatch(kind -> kind == ChannelKind.LIVE_ORDERS || kind == ChannelKind.LIVE_TRADES);
  }

  RecordSettings records() {
    return new RecordSettings(
        new TopicTemplate(getString(TOPIC)),
        RecordKey.of(getString(RECORD_KEY)),
        ValueFormat.of(getString(VALUE_FORMAT)),
        DecimalHandling.of(getString(DECIMAL_HANDLING)),
        getInt(MAX_FRAME_BYTES));
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
        getInt(CONNECTIONS),
        getInt(MAX_FRAME_BYTES),
        duration(CONNECT_TIMEOUT),
        duration(PING_INTERVAL),
        duration(HEARTBEAT_INTERVAL),
        duration(HEARTBEAT_TIMEOUT),
        duration(DATA_TIMEOUT),
        duration(MAX_AGE),
        new Backoff(duration(BACKOFF_INITIAL), duration(BACKOFF_MAX)));
  }

  ContinuitySettings continuity() {
    return new ContinuitySettings(
        duration(REORDER_WAIT),
        duration(MERGE_WAIT),
        getBoolean(REPAIR_ENABLED),
        duration(REPAIR_TIMEOUT),
        duration(HTTP_RETRY),
        getBoolean(SNAPSHOTS_ENABLED),
        duration(SNAPSHOT_INTERVAL),
        duration(TRADE_AUDIT_INTERVAL),
        bufferFrames(),
        bufferBytes());
  }

  URI httpUrl() {
    return URI.create(getString(HTTP_URL));
  }

  Duration httpTimeout() {
    return duration(HTTP_TIMEOUT);
  }

  private Duration duration(String option) {
    return Duration.ofMillis(getLong(option));
  }
}
