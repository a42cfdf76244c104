package dev.orderflow.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.runtime.FreePorts;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The console job on a real topic, submitted as users submit it. */
class ConsoleJobIT {

  /** Stopping must take seconds, on a busy machine too. */
  private static final Duration STOP = Duration.ofSeconds(30);

  private static final Duration END = Duration.ofMinutes(3);

  /** Without this the console shows twenty rows and cuts values off. */
  private static final List<String> EVERYTHING = List.of("--rows", "1000000", "--no-truncate");

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
  void printsEveryRecordOnceAndCountsThemByOriginAcrossARestart() throws Exception {
    broker.createTopic("orders", 1);
    broker.write(records("orders", 0, 40));
    String[] options = {
      "--topic", "orders", "--checkpoint", directory.resolve("checkpoint").toString()
    };

    try (SubmittedJob job = console(options)) {
      job.awaitLine(line -> line.startsWith("progress ") && line.contains("rows_total=32 "));
      broker.write(records("orders", 40, 10));
      job.awaitLine(line -> line.startsWith("progress ") && line.contains("rows_total=40 "));
      job.terminate();

      assertThat(job.exitCode(STOP)).isZero();
      assertThat(job.rows()).isEqualTo(rows("orders", 0, 50));
      assertThat(job.lines("progress"))
          .last()
          .asString()
          .endsWith(" rows_total=40 connector_total=10");
      assertThat(job.lines("progress").get(0)).startsWith("progress job=console batch=0 rows=");
      assertThat(job.lines("summary"))
          .containsExactly(
              "summary job=console batches=%d rows=40 connector=10"
                  .formatted(job.lines("progress").size()));
      assertThat(job.lines()).last().asString().startsWith("summary ");
      assertThat(job.messages()).doesNotContain("\tat ", "ERROR", " INFO ");
    }

    broker.write(records("orders", 50, 10));
    try (SubmittedJob job =
        console(
            Stream.of(options, new String[] {"--trigger", "available-now"})
                .flatMap(Stream::of)
                .toArray(String[]::new))) {
      assertThat(job.exitCode(END)).isZero();
      assertThat(job.rows()).isEqualTo(rows("orders", 50, 10));
      assertThat(job.lines("summary"))
          .containsExactly("summary job=console batches=1 rows=8 connector=2");
    }
  }

  @Test
  @Tag("full")
  void finishesAndCountsTheBatchThatItWasPrintingWhenStopped() throws Exception {
    int batch = 3000;
    broker.createTopic("load", 1);
    broker.write(records("load", 0, 3 * batch));

    try (SubmittedJob job =
        console("--topic", "load", "--max-offsets-per-trigger", Integer.toString(batch))) {
      job.awaitLine(line -> line.equals("Batch: 0"));
      job.terminate();

      assertThat(job.exitCode(STOP)).isZero();
      int printed = job.rows().size();
      assertThat(printed).isPositive().isEqualTo(batch * job.lines("progress").size());
      assertThat(job.rows()).isEqualTo(rows("load", 0, printed));
      assertThat(job.lines("summary"))
          .containsExactly(
              "summary job=console batches=%d rows=%d connector=%d"
                  .formatted(printed / batch, printed / 5 * 4, printed / 5));
      assertThat(job.messages()).doesNotContain("\tat ", "ERROR");
    }
  }

  @Test
  @Tag("full")
  void waitsForTheTopicThenReadsItsPartitions() throws Exception {
    try (SubmittedJob job = console("--topic", "later", "--topic-timeout", "3m")) {
      job.awaitMessage("topic later (--topic) does not exist on " + broker.bootstrapServers());
      broker.createTopic("later", 2);
      broker.write(
          List.of(
              new ProducerRecord<>("later", 0, "btcusd", "bitcoin"),
              new ProducerRecord<>("later", 1, "ethusd", "ether")));
      job.awaitLine(line -> line.startsWith("progress ") && line.contains("rows_total=2 "));
      job.terminate();

      assertThat(job.exitCode(STOP)).isZero();
      assertThat(job.rows())
          .containsExactlyInAnyOrder(
              List.of("later", "0", "bitcoin"), List.of("later", "0", "ether"));
    }
  }

  @Test
  @Tag("full")
  void aPatternReadsTopicsAndPartitionsThatAppearWhileTheJobRuns() throws Exception {
    broker.createTopic("venue.a", 1);
    broker.write(List.of(new ProducerRecord<>("venue.a", 0, "btcusd", "first")));

    try (SubmittedJob job = console("--topic-pattern", "venue[.].+")) {
      job.awaitLine(line -> line.startsWith("progress ") && line.contains("rows_total=1 "));
      broker.createTopic("venue.b", 1);
      broker.createTopic("no-venue.c", 1);
      broker.addPartitions("venue.a", 2);
      broker.write(
          List.of(
              new ProducerRecord<>("no-venue.c", 0, "btcusd", "of another topic"),
              new ProducerRecord<>("venue.a", 1, "ethusd", "of a new partition"),
              new ProducerRecord<>("venue.b", 0, "btcusd", "of a new topic")));
      job.awaitLine(line -> line.startsWith("progress ") && line.contains("rows_total=3 "));
      job.terminate();

      assertThat(job.exitCode(STOP)).isZero();
      assertThat(job.rows())
          .containsExactlyInAnyOrder(
              List.of("venue.a", "0", "first"),
              List.of("venue.a", "0", "of a new partition"),
              List.of("venue.b", "0", "of a new topic"));
    }
  }

  @Test
  void missingTopicIsNamed() {
    assertThat(
            executeHere(
                "--bootstrap-servers",
                broker.bootstrapServers(),
                "--topic",
                "never",
                "--topic-timeout",
                "1s"))
        .contains("error: topic never (--topic) does not exist on " + broker.bootstrapServers())
        .contains("(--topic-timeout)")
        .doesNotContain("\tat ");
  }

  @Test
  void brokerThatDoesNotAnswerIsNamed() {
    String nobody = "localhost:" + FreePorts.next();

    assertThat(executeHere("--bootstrap-servers", nobody, "--topic-timeout", "1s"))
        .startsWith("error: no Kafka broker answers at " + nobody + " (--bootstrap-servers")
        .contains("waited 1 s (--topic-timeout)");
  }

  @Test
  void partitionsThatDoNotExistAreNamed() throws Exception {
    broker.createTopic("one", 1);

    assertThat(
            executeHere(
                "--bootstrap-servers",
                broker.bootstrapServers(),
                "--topic",
                "one",
                "--starting-offsets",
                "{\"one\":{\"0\":0,\"1\":0}}"))
        .startsWith("error: --starting-offsets")
        .contains("{one=[0]}", "{one=[0, 1]}");
  }

  @Test
  void aNameThatNoTopicCanHaveIsNamed() {
    assertThat(
            executeHere("--bootstrap-servers", broker.bootstrapServers(), "--topic", "not a topic"))
        .startsWith("error: 'not a topic' (--topic) is not a topic name");
  }

  /** Runs the job in this process, for what is refused before Spark starts. */
  private static String executeHere(String... options) {
    StringWriter err = new StringWriter();
    int code =
        OrderflowSpark.commandLine()
            .setErr(new PrintWriter(err, true))
            .execute(
                Stream.concat(Stream.of("console"), Stream.of(options)).toArray(String[]::new));
    assertThat(code).isEqualTo(2);
    return err.toString();
  }

  private static SubmittedJob console(String... options) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("console"));
    arguments.addAll(List.of("--bootstrap-servers", broker.bootstrapServers()));
    arguments.addAll(EVERYTHING);
    arguments.addAll(List.of(options));
    return SubmittedJob.submit(directory, arguments.toArray(String[]::new));
  }

  /** Of every ten, one is the connector's, one a snapshot, one carries no headers at all. */
  private static List<ProducerRecord<String, String>> records(String topic, int first, int count) {
    return IntStream.range(first, first + count)
        .mapToObj(
            number -> {
              var value = new ProducerRecord<>(topic, "btcusd", value(number));
              switch (number % 10) {
                case 0 -> header(value, "origin", "connector");
                case 1 -> header(value, "origin", "snapshot");
                case 2 -> {}
                case 3 -> header(value, "channel", "connector");
                default -> {
                  header(value, "channel", "live_orders_btcusd");
                  header(value, "origin", number % 2 == 0 ? "stream" : "repair");
                }
              }
              return value;
            })
        .toList();
  }

  private static void header(ProducerRecord<String, String> value, String key, String text) {
    value.headers().add(key, text.getBytes(StandardCharsets.UTF_8));
  }

  private static List<List<String>> rows(String topic, int first, int count) {
    return IntStream.range(first, first + count)
        .mapToObj(number -> List.of(topic, Integer.toString(number), value(number)))
        .toList();
  }

  private static String value(int number) {
    return "{\"event\":\"order_created\",\"channel\":\"live_orders_btcusd\",\"data\":{\"id\":"
        + number
        + "}}";
  }
}
