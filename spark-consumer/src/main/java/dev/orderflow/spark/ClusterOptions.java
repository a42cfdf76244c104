package dev.orderflow.spark;

import dev.orderflow.spark.kafka.KafkaCluster;
import dev.orderflow.spark.run.UsageException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** Options of which Kafka cluster to use, and how. */
final class ClusterOptions {

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
      names = "--kafka",
      paramLabel = "KEY=VALUE",
      showDefaultValue = Visibility.NEVER,
      description =
          "A Kafka client setting, such as security.protocol=SASL_SSL; repeatable. "
              + "Keep secrets off the command line: put options into a file and pass @FILE.")
  private Map<String, String> kafka = new LinkedHashMap<>();

  /**
   * The cluster, with client settings as they were given, without Spark's prefix where it was
   * written.
   *
   * @throws UsageException naming the option, where a value cannot be used
   */
  KafkaCluster cluster() {
    if (bootstrapServers.isBlank()) {
      throw new UsageException("--bootstrap-servers is empty; give HOST:PORT");
    }
    Map<String, String> settings = new LinkedHashMap<>();
    kafka.forEach(
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
    return new KafkaCluster(bootstrapServers.strip(), settings);
  }
}
