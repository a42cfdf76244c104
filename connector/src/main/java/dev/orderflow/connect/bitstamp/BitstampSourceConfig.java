package dev.orderflow.connect.bitstamp;

import dev.orderflow.connect.bitstamp.continuity.ContinuitySettings;
import dev.orderflow.connect.bitstamp.exchange.Backoff;
import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.exchange.ChannelKind;
import dev.orderflow.connect.bitstamp.exchange.FeedSettings;
import dev.orderflow.connect.bitstamp.exchange.HttpSettings;
import dev.orderflow.connect.bitstamp.exchange.NetworkSettings;
import dev.orderflow.connect.bitstamp.exchange.TrustStore;
import dev.orderflow.connect.bitstamp.record.DecimalHandling;
import dev.orderflow.connect.bitstamp.record.RecordKey;
import dev.orderflow.connect.bitstamp.record.RecordSettings;
import dev.orderflow.connect.bitstamp.record.TopicTemplate;
import dev.orderflow.connect.bitstamp.record.ValueFormat;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.X509TrustManager;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/**
 * The connector's configuration: the name of every option, and what the values mean.
 *
 * <p>Each option is declared once, in the class of its group: type, default, range, display name
 * and documentation. The configuration reference in {@code docs/} is generated from there.
 */
final class BitstampSourceConfig extends AbstractConfig {

  static final String TOPIC = "topic";
  static final String CONNECTOR_TOPIC = "connector.records.topic";
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
  static final String REPAIR_MAX_AGE = "repair.max.age.ms";
  static final String HTTP_TIMEOUT = "http.timeout.ms";
  static final String HTTP_RETRY = "http.retry.interval.ms";
  static final String REORDER_WAIT = "reorder.wait.ms";
  static final String MERGE_WAIT = "merge.wait.ms";
  static final String SNAPSHOTS_ENABLED = "snapshots.enabled";
  static final String SNAPSHOT_INTERVAL = "snapshot.interval.ms";
  static final String TRADE_AUDIT_INTERVAL = "trades.audit.interval.ms";
  static final String PROOF_INTERVAL = "proof.interval.ms";
  static final String WITNESS_WAIT = "witness.wait.ms";
  static final String MAX_FRAME_BYTES = "frame.max.bytes";
  static final String SNAPSHOT_PART_BYTES = "snapshot.part.bytes";
  static final String BUFFER_FRAMES = "buffer.max.frames";
  static final String BUFFER_BYTES = "buffer.max.bytes";
  static final String BATCH_RECORDS = "batch.max.records";
  static final String POLL_WAIT = "poll.wait.ms";
  static final String PROXY_URL = "proxy.url";
  static final String TRUSTSTORE_LOCATION = "ssl.truststore.location";
  static final String TRUSTSTORE_PASSWORD = "ssl.truststore.password";
  static final String USER_AGENT = "user.agent";
  static final String REQUESTS_PER_MINUTE = "http.requests.per.minute";

  /** Written by the connector into its tasks' configurations, never by people. */
  static final String TASK_CHANNELS = "task.channels";

  /** How many tasks there are; written by the connector too. */
  static final String TASK_COUNT = "task.count";

  /** Which of them a task is, from 0 on; written by the connector too. */
  static final String TASK_NUMBER = "task.number";

  /** What the connector writes into its tasks' configurations. */
  static final Set<String> OF_TASKS = Set.of(TASK_CHANNELS, TASK_COUNT, TASK_NUMBER);

  /** Connect's own option: whether what cannot be written ends a task. */
  private static final String ERRORS_TOLERANCE = "errors.tolerance";

  private static final String EXACTLY_ONCE_SUPPORT = "exactly.once.support";

  /** Policy: a malformed frame is written to the topic as it came. */
  static final String KEEP = "keep";

  /** Policy: a malformed frame fails the task. */
  static final String FAIL = "fail";

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
    MarketDataOptions.declare(options);
    RecordOptions.declare(options);
    ConnectionOptions.declare(options);
    NetworkOptions.declare(options);
    ContinuityOptions.declare(options);
    BufferOptions.declare(options);
    return options.definition();
  }

  /** Every subscription the connector is asked for, in a stable order. */
  List<Channel> channels() {
    return channels(kinds(getList(CHANNELS)), getList(MARKETS));
  }

  static List<Channel> channels(List<ChannelKind> kinds, List<String> markets) {
    return kinds.stream()
        .flatMap(kind -> markets.stream().map(market -> new Channel(kind, market.strip())))
        .distinct()
        .sorted()
        .toList();
  }

  static List<ChannelKind> kinds(List<String> names) {
    return names.stream()
        .map(String::strip)
        .flatMap(name -> ChannelKind.ofPrefix(name).stream())
        .toList();
  }

  /** The markets asked for. */
  List<String> markets() {
    return getList(MARKETS).stream().map(String::strip).distinct().toList();
  }

  /** Whether every channel can be resumed at the event after the last one written. */
  boolean resumesExactly() {
    return resumesExactly(kinds(getList(CHANNELS)), getBoolean(REPAIR_ENABLED));
  }

  static boolean resumesExactly(List<ChannelKind> kinds, boolean repairs) {
    return repairs
        && kinds.stream()
            .allMatch(kind -> kind == ChannelKind.LIVE_ORDERS || kind == ChannelKind.LIVE_TRADES);
  }

  RecordSettings records() {
    return new RecordSettings(
        new TopicTemplate(getString(TOPIC)),
        new TopicTemplate(getString(connectorTopicOption())),
        RecordKey.of(getString(RECORD_KEY)),
        ValueFormat.of(getString(VALUE_FORMAT)),
        DecimalHandling.of(getString(DECIMAL_HANDLING)),
        getInt(MAX_FRAME_BYTES),
        getInt(SNAPSHOT_PART_BYTES),
        toleratesRefusals());
  }

  /**
   * Whether Connect may go on behind a refused record. Exactly once it does not, whatever it is
   * told to tolerate, and offsets must not go back behind what was written.
   */
  private boolean toleratesRefusals() {
    Map<String, String> given = originalsStrings();
    return given.getOrDefault(ERRORS_TOLERANCE, "none").strip().equals("all")
        && !given.getOrDefault(EXACTLY_ONCE_SUPPORT, "").strip().equalsIgnoreCase("required");
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

  /** After how long without a sign of life the task fails; empty when it never does. */
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
        duration(REPAIR_MAX_AGE),
        duration(HTTP_RETRY),
        getBoolean(SNAPSHOTS_ENABLED),
        duration(SNAPSHOT_INTERVAL),
        duration(TRADE_AUDIT_INTERVAL),
        duration(WITNESS_WAIT),
        duration(DATA_TIMEOUT),
        bufferFrames(),
        bufferBytes());
  }

  private String connectorTopicOption() {
    return getString(CONNECTOR_TOPIC).isEmpty() ? TOPIC : CONNECTOR_TOPIC;
  }

  /** Least time between two proofs of a channel; zero for none. */
  Duration betweenProofs() {
    return duration(PROOF_INTERVAL);
  }

  /**
   * The way to the exchange.
   *
   * @throws ConfigException when the trust store cannot be read
   */
  NetworkSettings network() {
    return new NetworkSettings(proxy(), trusted(), getString(USER_AGENT));
  }

  private Optional<Proxy> proxy() {
    if (getString(PROXY_URL).isEmpty()) {
      return Optional.empty();
    }
    URI url = URI.create(getString(PROXY_URL));
    boolean socks = url.getScheme().toLowerCase(Locale.ROOT).startsWith("socks");
    int port = url.getPort() >= 0 ? url.getPort() : socks ? 1080 : 80;
    return Optional.of(
        new Proxy(
            socks ? Proxy.Type.SOCKS : Proxy.Type.HTTP,
            InetSocketAddress.createUnresolved(url.getHost(), port)));
  }

  private Optional<X509TrustManager> trusted() {
    String file = getString(TRUSTSTORE_LOCATION);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(TrustStore.read(Path.of(file), getPassword(TRUSTSTORE_PASSWORD).value()));
    } catch (IOException | InvalidPathException e) {
      String password = e instanceof NoSuchFileException ? "" : "; see " + TRUSTSTORE_PASSWORD;
      throw new ConfigException(
          TRUSTSTORE_LOCATION + ": cannot be read: " + e.getMessage() + password);
    }
  }

  /** How this task asks the HTTP API: all tasks share what the connector may ask. */
  HttpSettings http() {
    int tasks = Integer.parseInt(originalsStrings().getOrDefault(TASK_COUNT, "1"));
    return new HttpSettings(httpUrl(), (double) getInt(REQUESTS_PER_MINUTE) / tasks);
  }

  /** The connector's name in the worker. */
  String connectorName() {
    return originalsStrings().getOrDefault("name", "");
  }

  /** Which task of the connector this is, as the worker counts them. */
  int taskNumber() {
    return Integer.parseInt(originalsStrings().getOrDefault(TASK_NUMBER, "0"));
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
