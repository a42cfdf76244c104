package dev.orderflow.spark;

import dev.orderflow.spark.job.KafkaSource;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** Options of every job that reads the source topics. */
final class SourceOptions {

  /** Settings that Spark's Kafka source keeps to itself. */
  private static final Set<String> RESERVED =
      Set.of(
          "auto.offset.reset",
          "enable.auto.commit",
          "interceptor.classes",
          "key.deserializer",
          "value.deserializer");

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT",
      defaultValue = "localhost:9092",
      description = "Kafka brokers to connect to first, separated by commas.")
  private String bootstrapServers;

  @Option(
      names = "--topic",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "testTopic",
      description = "Topics to read, separated by commas.")
  private List<String> topics;

  @Option(
      names = "--topic-timeout",
      paramLabel = "DURATION",
      defaultValue = "60s",
      converter = DurationConverter.class,
      description = "How long to wait at start for the brokers to answer and the topics to exist.")
  private Duration topicTimeout;

  @Option(
      names = "--starting-offsets",
      paramLabel = "earliest|latest|JSON",
      defaultValue = "earliest",
      converter = StartingOffsets.Converter.class,
      description = "Where to start reading; a checkpoint that has offsets goes before it.")
  private StartingOffsets startingOffsets;

  @Option(
      names = "--max-offsets-per-trigger",
      paramLabel = "COUNT",
      defaultValue = "100000",
      converter = AtLeastOneConverter.class,
      description = "Most records in one batch, over all partitions; bounds memory on catch-up.")
  private int maxOffsetsPerTrigger;

  @Option(
      names = "--fail-on-data-loss",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      showDefaultValue = Visibility.ALWAYS,
      description =
          "Stop with an error when Kafka deleted records before they were read; otherwise go on,"
              + " and candles say that they are incomplete.")
  private boolean failOnDataLoss;

  @Option(
      names = "--kafka",
      paramLabel = "KEY=VALUE",
      showDefaultValue = Visibility.NEVER,
      description =
          "A Kafka client setting, such as security.protocol=SASL_SSL; repeatable. "
              + "Keep secrets off the command line: put options into a file and pass @FILE.")
  private Map<String, String> kafka = new LinkedHashMap<>();

  Duration topicTimeout() {
    return topicTimeout;
  }

  StartingOffsets startingOffsets() {
    return startingOffsets;
  }

  /**
   * The source that these options describe.
   *
   * @throws UsageException naming the option, where a value cannot be used
   */
  KafkaSource source() {
    if (bootstrapServers.isBlank()) {
      throw new UsageException("--bootstrap-servers is empty; give HOST:PORT");
    }
    Set<String> names = new LinkedHashSet<>();
    for (String topic : topics) {
      if (topic.isBlank()) {
        throw new UsageException("--topic holds an empty name: '" + String.join(",", topics) + "'");
      }
      names.add(topic.strip());
    }
    return new KafkaSource(
        bootstrapServers.strip(),
        List.copyOf(names),
        startingOffsets.text(),
        maxOffsetsPerTrigger,
        failOnDataLoss,
        clientSettings(kafka));
  }

  /**
   * Kafka client settings as they were given, without Spark's prefix where it was written.
   *
   * @throws UsageException naming a setting that is not the user's to make
   */
  static Map<String, String> clientSettings(Map<String, String> given) {
    Map<String, String> settings = new LinkedHashMap<>();
    given.forEach(
        (key, value) -> {
          String name = key.startsWith("kafka.") ? key.substring("kafka.".length()) : key;
          if (name.isBlank()) {
            throw new UsageException("--kafka needs KEY=VALUE; the key is empty");
          }
          if (name.equals("bootstrap.servers")) {
            throw new UsageException("--kafka bootstrap.servers: use --bootstrap-servers");
          }
          if (RESERVED.contains(name)) {
            throw new UsageException("--kafka " + name + ": Spark's Kafka source sets it itself");
          }
          settings.put(name, value);
        });
    return settings;
  }
}
