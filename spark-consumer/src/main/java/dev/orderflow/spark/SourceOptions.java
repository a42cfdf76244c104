package dev.orderflow.spark;

import dev.orderflow.spark.kafka.KafkaSource;
import dev.orderflow.spark.kafka.TopicSelection;
import dev.orderflow.spark.run.UsageException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options of every job that reads the source topics. */
final class SourceOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Mixin private ClusterOptions clusterOptions;

  @Option(
      names = "--topic",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "testTopic",
      description = "Topics to read, separated by commas; a restart may add some.")
  private List<String> topics;

  @Option(
      names = "--topic-pattern",
      paramLabel = "REGEX",
      showDefaultValue = Visibility.NEVER,
      description =
          "Instead of --topic: read every topic whose whole name matches, also those that are"
              + " created while the job runs.")
  private Optional<Pattern> topicPattern = Optional.empty();

  @Option(
      names = "--topic-timeout",
      paramLabel = "DURATION",
      defaultValue = "60s",
      description = "How long to wait at start for the brokers to answer and the topics to exist.")
  Duration topicTimeout;

  @Option(
      names = "--starting-offsets",
      paramLabel = "earliest|latest|JSON",
      defaultValue = "earliest",
      description = "Where to start reading; a checkpoint that has offsets goes before it.")
  StartingOffsets startingOffsets;

  @Option(
      names = "--max-offsets-per-trigger",
      paramLabel = "COUNT",
      defaultValue = "100000",
      converter = Converters.AtLeastOne.class,
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

  /**
   * The source that these options describe.
   *
   * @throws UsageException naming the option, where a value cannot be used
   */
  KafkaSource source() {
    boolean named = command.commandLine().getParseResult().hasMatchedOption("--topic");
    JobOptions.require(
        topicPattern.isEmpty() || !named, "--topic and --topic-pattern exclude each other");
    return new KafkaSource(
        clusterOptions.cluster(),
        topicPattern
            .<TopicSelection>map(TopicSelection.Matching::new)
            .orElseGet(() -> new TopicSelection.Named(names())),
        startingOffsets.text(),
        maxOffsetsPerTrigger,
        failOnDataLoss);
  }

  private List<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (String topic : topics) {
      if (topic.isBlank()) {
        throw new UsageException("--topic holds an empty name: '" + String.join(",", topics) + "'");
      }
      names.add(topic.strip());
    }
    return List.copyOf(names);
  }
}
