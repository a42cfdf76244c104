package dev.orderflow.connect.bitstamp;

import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.exchange.FeedSettings;
import dev.orderflow.connect.bitstamp.record.ValueFormat;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.apache.kafka.connect.source.SourceConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bitstamp's live market data as a Kafka Connect source: validates the configuration and divides
 * the channels among tasks. Only validation does input or output: it asks the exchange for its
 * markets.
 */
public final class BitstampSourceConnector extends SourceConnector {

  private static final Logger log = LoggerFactory.getLogger(BitstampSourceConnector.class);

  private final MarketCheck marketCheck;
  private Map<String, String> properties = Map.of();

  /** Created by Connect, which also does so only to ask for the version. */
  public BitstampSourceConnector() {
    this(MarketCheck.overHttp());
  }

  BitstampSourceConnector(MarketCheck marketCheck) {
    this.marketCheck = marketCheck;
  }

  @Override
  public String version() {
    return Version.current();
  }

  @Override
  public ConfigDef config() {
    return BitstampSourceConfig.DEFINITION;
  }

  /**
   * Checks each option by itself, those that concern each other, and the names of options; when all
   * of that is right, asks the exchange whether it has the markets, for at most two seconds.
   */
  @Override
  public Config validate(Map<String, String> connectorConfigs) {
    List<ConfigValue> checked = super.validate(connectorConfigs).configValues();
    Map<String, ConfigValue> values =
        checked.stream().collect(Collectors.toMap(ConfigValue::name, value -> value));
    ConfigRules rules = new ConfigRules(connectorConfigs, values);
    rules.check();
    List<ConfigValue> others =
        Stream.concat(
                rules.foreign().stream(), MisspeltOptions.in(connectorConfigs.keySet()).stream())
            .toList();
    if (others.isEmpty() && checked.stream().allMatch(value -> value.errorMessages().isEmpty())) {
      marketCheck.check(
          BitstampSourceConfig.of(connectorConfigs), values.get(BitstampSourceConfig.MARKETS));
    }
    return new Config(Stream.concat(checked.stream(), others.stream()).toList());
  }

  @Override
  public void start(Map<String, String> props) {
    BitstampSourceConfig config = BitstampSourceConfig.of(props);
    if (config.records().format() == ValueFormat.STRUCT
        && !props.containsKey(ConfigRules.VALUE_CONVERTER)) {
      log.info(
          "{}=struct goes through the worker's own converter, as there is no {}; StringConverter"
              + " would write what nobody can read.",
          BitstampSourceConfig.VALUE_FORMAT,
          ConfigRules.VALUE_CONVERTER);
    }
    properties = Map.copyOf(props);
  }

  @Override
  public Class<? extends Task> taskClass() {
    return BitstampSourceTask.class;
  }

  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    List<Channel> channels = BitstampSourceConfig.of(properties).channels();
    List<List<Channel>> divided = ChannelAssignment.divide(channels, maxTasks);
    if (divided.stream().anyMatch(list -> list.size() > FeedSettings.MAX_CHANNELS)) {
      throw new ConnectException(
          "tasks.max: "
              + channels.size()
              + " channels need at least "
              + (channels.size() + FeedSettings.MAX_CHANNELS - 1) / FeedSettings.MAX_CHANNELS
              + " tasks, because the exchange allows "
              + FeedSettings.MAX_CHANNELS
              + " channels a connection");
    }
    return IntStream.range(0, divided.size())
        .mapToObj(task -> taskConfig(divided.get(task), task, divided.size()))
        .toList();
  }

  private Map<String, String> taskConfig(List<Channel> channels, int task, int tasks) {
    Map<String, String> config = new HashMap<>(properties);
    config.put(BitstampSourceConfig.TASK_NUMBER, Integer.toString(task));
    config.put(BitstampSourceConfig.TASK_COUNT, Integer.toString(tasks));
    config.put(
        BitstampSourceConfig.TASK_CHANNELS,
        channels.stream().map(Channel::name).collect(Collectors.joining(",")));
    return config;
  }

  @Override
  public void stop() {
    properties = Map.of();
  }

  /**
   * Lets users choose the event or trade behind which a stopped connector goes on. What lies
   * between it and the moment of the start is then fetched, or declared missing.
   *
   * @throws ConnectException when an offset is none from which the feed can be resumed
   */
  @Override
  public boolean alterOffsets(
      Map<String, String> connectorConfig, Map<Map<String, ?>, Map<String, ?>> offsets) {
    OffsetRules rules = new OffsetRules(BitstampSourceConfig.of(connectorConfig).channels());
    offsets.forEach(rules::check);
    return true;
  }

  /**
   * Orders and trades resume at the exact event after the last one written. Books do not: what
   * happened while no task ran is not to be had.
   */
  @Override
  public ExactlyOnceSupport exactlyOnceSupport(Map<String, String> connectorConfig) {
    return BitstampSourceConfig.of(connectorConfig).resumesExactly()
        ? ExactlyOnceSupport.SUPPORTED
        : ExactlyOnceSupport.UNSUPPORTED;
  }
}
