package dev.orderflow.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a job refuses before Spark starts; a start that is refused leaves nothing behind. */
class RefusedStartIT {

  @TempDir private static Path directory;
  private static Broker broker;

  @BeforeAll
  static void startBroker() throws Exception {
    broker = Broker.start(directory);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @Test
  void aCompactedSourceTopicIsNamed() throws Exception {
    broker.createTopic("compacted", 1, Map.of("cleanup.policy", "compact,delete"));

    assertThat(refusal("all", "compacted"))
        .contains("topic 'compacted' (--topic) is compacted (cleanup.policy)");
    assertNothingWasMade("compacted");
  }

  @Test
  void aTopicThatHoldsAvroIsNamed() throws Exception {
    broker.createTopic("avro", 2);
    broker.write(new TradeFeed("avro", 3).write(10, "btcusd").records());
    broker.write(
        IntStream.range(0, 30)
            .mapToObj(i -> new ProducerRecord<>("avro", 1, "ethusd", "\0\0\0\0\7abc"))
            .toList());

    assertThat(refusal("candles", "avro"))
        .contains("topic 'avro' (--topic) holds Avro or Protobuf", "value.format=raw");
    assertNothingWasMade("avro");
  }

  @Test
  void aTopicWithTheBrokersClockIsNamed() throws Exception {
    broker.createTopic("appended", 1, Map.of("message.timestamp.type", "LogAppendTime"));

    assertThat(refusal("all", "appended"))
        .contains("topic 'appended' (--topic) has message.timestamp.type=LogAppendTime");
    assertNothingWasMade("appended");
  }

  @Test
  void aCheckpointOfAnotherJobIsNamed() throws Exception {
    broker.createTopic("claimed", 1);
    claim("claimed", "{\"job\":\"candles\",\"id\":\"x\"}");

    assertThat(refusal("all", "claimed"))
        .contains(" belongs to another job: its alerts_topic is null, not claimed.alerts");
    assertNothingWasMade("claimed");
  }

  @Test
  void aTopicThatTheCheckpointHasReadMustStillBeRead() throws Exception {
    broker.createTopic("added", 1);
    claim("added", owner("added"));
    committed("added", "{\"added\":{\"0\":0},\"left\":{\"0\":5}}");

    assertThat(refusal("candles", "added"))
        .contains(
            " has read topic left, which is not among those to read (--topic, --topic-pattern):"
                + " name it too, topics can only be added; or begin again with another"
                + " --checkpoint");
    assertNothingWasMade("added");
  }

  @Test
  void recordsDeletedBeforeTheyWereReadAreNamed() throws Exception {
    broker.createTopic("aged", 1);
    broker.write(new TradeFeed("aged", 3).write(10, "btcusd").records());
    broker.delete("aged", 0, 7);
    claim("aged", owner("aged"));
    committed("aged", "{\"aged\":{\"0\":4}}");

    assertThat(refusal("candles", "aged"))
        .contains("Kafka has deleted records that were not read yet: aged-0 offsets 4 to 6 (");
    assertNothingWasMade("aged");
  }

  @Test
  void aStartFromADeletedOffsetIsNamed() throws Exception {
    broker.createTopic("behind", 1);
    broker.write(new TradeFeed("behind", 3).write(10, "btcusd").records());
    broker.delete("behind", 0, 7);

    assertThat(refusal("candles", "behind", "--starting-offsets", "{\"behind\":{\"0\":5}}"))
        .contains("Kafka has deleted records that were not read yet: behind-0 offsets 5 to 6 (");
    assertNothingWasMade("behind");
  }

  @Test
  void anOutputTopicThatCannotBeMadeIsNamedBeforeTheOthersAreMade() throws Exception {
    broker.createTopic("unmade", 1);

    assertThat(refusal("candles", "unmade", "--rejected-topic", "not a topic"))
        .contains("topic 'not a topic' (--rejected-topic) does not exist and cannot be created: ");
    assertNothingWasMade("unmade");
    assertThat(checkpoint("unmade")).doesNotExist();
  }

  @Test
  void namesAndAPatternExcludeEachOther() {
    assertThat(refusal("candles", "any", "--topic-pattern", "a.*"))
        .contains("error: --topic and --topic-pattern exclude each other");
  }

  @Test
  void aPatternThatNoTopicMatchesIsNamed() throws Exception {
    StringWriter err = new StringWriter();
    int code =
        OrderflowSpark.commandLine()
            .setErr(new PrintWriter(err, true))
            .execute(
                "console",
                "--bootstrap-servers",
                broker.bootstrapServers(),
                "--topic-pattern",
                "none[.].*",
                "--topic-timeout",
                "5s");
    assertThat(code).isEqualTo(2);
    assertThat(err.toString())
        .contains("error: a topic that matches --topic-pattern does not exist on ");
  }

  /** Runs the job in this process, as Spark is not reached. */
  private static String refusal(String job, String topic, String... options) {
    StringWriter err = new StringWriter();
    List<String> arguments =
        new ArrayList<>(
            List.of(
                job,
                "--bootstrap-servers",
                broker.bootstrapServers(),
                "--topic",
                topic,
                "--checkpoint",
                checkpoint(topic).toString(),
                "--candles-topic",
                topic + ".candles"));
    if (job.equals("all")) {
      for (String output : List.of("book", "flow", "orders", "alerts")) {
        arguments.addAll(List.of("--" + output + "-topic", topic + '.' + output));
      }
    }
    if (!List.of(options).contains("--rejected-topic")) {
      arguments.addAll(List.of("--rejected-topic", topic + ".rejected"));
    }
    arguments.addAll(List.of(options));
    int code =
        OrderflowSpark.commandLine()
            .setErr(new PrintWriter(err, true))
            .execute(arguments.toArray(String[]::new));
    assertThat(code).as("%s", err).isEqualTo(2);
    assertThat(err.toString()).doesNotContain("\tat ");
    return err.toString();
  }

  private static void assertNothingWasMade(String topic) throws Exception {
    assertThat(broker.topics()).noneMatch(name -> name.startsWith(topic + '.'));
  }

  private static Path checkpoint(String topic) {
    return directory.resolve(topic + "-checkpoint");
  }

  private static String owner(String topic) throws Exception {
    return ("{\"job\":\"candles\",\"id\":\"x\",\"cluster\":\"%s\","
            + "\"intervals\":\"[1s, 1m, 5m, 15m, 1h, 1d]\",\"candles_topic\":\"%s.candles\"}")
        .formatted(broker.clusterId(), topic);
  }

  private static void claim(String topic, String owner) throws IOException {
    Files.createDirectories(checkpoint(topic));
    Files.writeString(checkpoint(topic).resolve("orderflow.json"), owner);
  }

  /** Files as Spark writes them when the query has committed its first batch. */
  private static void committed(String topic, String offsets) throws IOException {
    Path query = checkpoint(topic).resolve("candles");
    Files.createDirectories(query.resolve("commits"));
    Files.createDirectories(query.resolve("offsets"));
    Files.writeString(query.resolve("commits/0"), "v1\n{\"nextBatchWatermarkMs\":0}");
    Files.writeString(query.resolve("offsets/0"), "v1\n{\"batchWatermarkMs\":0}\n" + offsets);
  }
}
