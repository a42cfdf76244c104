package dev.orderflow.connect.bitstamp;

import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.exchange.ChannelKind;
import dev.orderflow.connect.bitstamp.exchange.FeedSettings;
import dev.orderflow.connect.bitstamp.record.TopicTemplate;
import dev.orderflow.connect.bitstamp.record.ValueFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;

/**
 * Checks that concern several options at once; each error is put on the option that the user should
 * change. A rule is left out where one of its options is wrong by itself.
 */
final class ConfigRules {

  private static final String TASKS_MAX = "tasks.max";
  private static final String EXACTLY_ONCE = "exactly.once.support";

  /** Connect's option for the converter of values. */
  static final String VALUE_CONVERTER = "value.converter";

  private static final String STRING_CONVERTER = "org.apache.kafka.connect.storage.StringConverter";

  private static final String ACKS = "producer.override.acks";

  /** What bounds a request of the producer, each with Kafka's default. */
  private static final Map<String, String> REQUEST_LIMITS =
      Map.of(
          "producer.override.max.request.size",
          "1048576",
          "producer.override.buffer.memory",
          "33554432");

  /** Most bytes of a record beyond its value's text: key, headers, envelope, and Kafka's own. */
  private static final int AROUND_A_VALUE = 4_096;

  /** Converters of one type each, none of which a record, a key or a header has. */
  private static final Pattern OF_OTHER_TYPES =
      Pattern.compile(
          "org\\.apache\\.kafka\\.connect\\.converters\\."
              + "(ByteArray|Boolean|Double|Float|Integer|Long|Short)Converter");

  private final List<ConfigValue> foreign = new ArrayList<>();
  private final Map<String, String> properties;
  private final Map<String, ConfigValue> values;

  /**
   * Rules for one configuration.
   *
   * @param properties all of it, Connect's options too
   * @param values our options by name, each checked by itself; errors are added to them
   */
  ConfigRules(Map<String, String> properties, Map<String, ConfigValue> values) {
    this.properties = properties;
    this.values = values;
  }

  void check() {
    notAbove(BitstampSourceConfig.BACKOFF_INITIAL, BitstampSourceConfig.BACKOFF_MAX);
    notAbove(BitstampSourceConfig.HEARTBEAT_TIMEOUT, BitstampSourceConfig.DATA_TIMEOUT);
    if (areRight(BitstampSourceConfig.FAIL_AFTER) && number(BitstampSourceConfig.FAIL_AFTER) >= 0) {
      notAbove(BitstampSourceConfig.DATA_TIMEOUT, BitstampSourceConfig.FAIL_AFTER);
    }
    notAbove(BitstampSourceConfig.BATCH_RECORDS, BitstampSourceConfig.BUFFER_FRAMES);
    notAbove(BitstampSourceConfig.MAX_FRAME_BYTES, BitstampSourceConfig.BUFFER_BYTES);
    exactlyOnceNeedsHistory();
    oneSocketCarriesSoManyChannels();
    structsNeedAConverter();
    recordsFitIntoARequest();
    topicsAreShortEnough();
    writesAreConfirmed();
    convertersTakeTheRecords();
    theTrustStoreCanBeRead();
  }

  /** Errors on options that are not the connector's, but Connect's. */
  List<ConfigValue> foreign() {
    return foreign;
  }

  private void notAbove(String lower, String upper) {
    if (areRight(lower, upper) && number(lower) > number(upper)) {
      error(lower, "must not be above " + upper + " (" + number(upper) + ")");
    }
  }

  private void exactlyOnceNeedsHistory() {
    if (property(EXACTLY_ONCE).equalsIgnoreCase("required")
        && areRight(BitstampSourceConfig.CHANNELS, BitstampSourceConfig.REPAIR_ENABLED)
        && !BitstampSourceConfig.resumesExactly(
            kinds(), (Boolean) value(BitstampSourceConfig.REPAIR_ENABLED))) {
      error(
          BitstampSourceConfig.CHANNELS,
          "exactly once is possible for live_orders and live_trades alone, with "
              + BitstampSourceConfig.REPAIR_ENABLED
              + "=true; the exchange keeps no history of its book channels");
    }
  }

  private void oneSocketCarriesSoManyChannels() {
    if (!areRight(BitstampSourceConfig.CHANNELS, BitstampSourceConfig.MARKETS)) {
      return;
    }
    List<Channel> channels =
        BitstampSourceConfig.channels(kinds(), list(BitstampSourceConfig.MARKETS));
    String allowed = property(TASKS_MAX).isEmpty() ? "1" : property(TASKS_MAX);
    // Connect tells of a number that is none.
    if (!allowed.matches("[1-9]\\d{0,8}")
        || ChannelAssignment.fits(channels, Integer.parseInt(allowed))) {
      return;
    }
    int needed = Integer.parseInt(allowed) + 1;
    while (!ChannelAssignment.fits(channels, needed)) {
      needed++;
    }
    error(
        BitstampSourceConfig.MARKETS,
        channels.size()
            + " channels need "
            + TASKS_MAX
            + " of at least "
            + needed
            + ", because the exchange allows "
            + FeedSettings.MAX_CHANNELS
            + " channels a connection");
  }

  private void recordsFitIntoARequest() {
    REQUEST_LIMITS.forEach(
        (bound, usual) -> {
          String limit = property(bound).isEmpty() ? usual : property(bound);
          for (String option :
              List.of(
                  BitstampSourceConfig.MAX_FRAME_BYTES, BitstampSourceConfig.SNAPSHOT_PART_BYTES)) {
            if (limit.matches("\\d{1,9}")
                && areRight(option)
                && number(option) + AROUND_A_VALUE > Integer.parseInt(limit)) {
              error(
                  option,
                  "must leave "
                      + AROUND_A_VALUE
                      + " bytes for what is around it in a request of the producer ("
                      + bound
                      + ", "
                      + limit
                      + ")");
            }
          }
        });
  }

  /** A template may give legal names for some channels and too long ones for others. */
  private void topicsAreShortEnough() {
    if (!areRight(BitstampSourceConfig.CHANNELS, BitstampSourceConfig.MARKETS)) {
      return;
    }
    List<Channel> channels =
        BitstampSourceConfig.channels(kinds(), list(BitstampSourceConfig.MARKETS));
    for (String option :
        List.of(BitstampSourceConfig.TOPIC, BitstampSourceConfig.CONNECTOR_TOPIC)) {
      if (areRight(option) && !String.valueOf(value(option)).isEmpty()) {
        TopicTemplate template = new TopicTemplate(String.valueOf(value(option)));
        channels.stream()
            .flatMap(channel -> template.topics(channel).stream())
            .filter(topic -> topic.length() > TopicTemplate.LONGEST)
            .findFirst()
            .ifPresent(
                topic ->
                    error(
                        option,
                        "gives a topic name longer than "
                            + TopicTemplate.LONGEST
                            + " characters: "
                            + topic));
      }
    }
  }

  /** What the broker does not confirm can neither be declared missing nor resumed from. */
  private void writesAreConfirmed() {
    if (property(ACKS).equals("0")) {
      foreignError(ACKS, "0 leaves open what was written; use all, which is Connect's default");
    }
  }

  private void convertersTakeTheRecords() {
    for (String option : List.of(VALUE_CONVERTER, "key.converter", "header.converter")) {
      if (OF_OTHER_TYPES.matcher(property(option)).matches()) {
        foreignError(
            option,
            property(option) + " cannot take this connector's records, which are no such type");
      }
    }
  }

  private void structsNeedAConverter() {
    if (areRight(BitstampSourceConfig.VALUE_FORMAT)
        && value(BitstampSourceConfig.VALUE_FORMAT).equals(ValueFormat.STRUCT.label())
        && property(VALUE_CONVERTER).equals(STRING_CONVERTER)) {
      error(
          BitstampSourceConfig.VALUE_FORMAT,
          "struct needs another "
              + VALUE_CONVERTER
              + " than StringConverter, such as org.apache.kafka.connect.json.JsonConverter");
    }
  }

  private void theTrustStoreCanBeRead() {
    if (values.values().stream().allMatch(value -> value.errorMessages().isEmpty())) {
      try {
        BitstampSourceConfig.of(properties).network();
      } catch (ConfigException e) {
        values.get(BitstampSourceConfig.TRUSTSTORE_LOCATION).addErrorMessage(e.getMessage());
      }
    }
  }

  private List<ChannelKind> kinds() {
    return BitstampSourceConfig.kinds(list(BitstampSourceConfig.CHANNELS));
  }

  private boolean areRight(String... options) {
    return Stream.of(options).allMatch(option -> values.get(option).errorMessages().isEmpty());
  }

  private long number(String option) {
    return ((Number) value(option)).longValue();
  }

  private List<String> list(String option) {
    return ((List<?>) value(option)).stream().map(String::valueOf).toList();
  }

  private Object value(String option) {
    return values.get(option).value();
  }

  /** As Kafka reads it, which strips it; empty where it is absent. */
  private String property(String name) {
    return String.valueOf(properties.getOrDefault(name, "")).strip();
  }

  /** Without the value: Connect has one of its own for the same option, of the option's type. */
  private void foreignError(String option, String message) {
    List<String> messages = new ArrayList<>(List.of(option + ": " + message));
    foreign.add(new ConfigValue(option, null, List.of(), messages));
  }

  private void error(String option, String message) {
    values.get(option).addErrorMessage(option + ": " + message);
  }
}
