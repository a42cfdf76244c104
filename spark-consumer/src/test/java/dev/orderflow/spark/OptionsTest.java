package dev.orderflow.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orderflow.spark.kafka.KafkaSource;
import dev.orderflow.spark.kafka.TopicSelection;
import dev.orderflow.spark.run.LogLevel;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.TypeConversionException;

/** What the options mean, and what a wrong one is answered with. */
class OptionsTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void defaultsAreTheOriginalConsumers() {
    KafkaSource source = source();

    assertThat(source.cluster().bootstrapServers()).isEqualTo("localhost:9092");
    assertThat(source.topics()).isEqualTo(new TopicSelection.Named(List.of("testTopic")));
    assertThat(source.startingOffsets()).isEqualTo("earliest");
    assertThat(source.failOnDataLoss()).isTrue();
    assertThat(source.cluster().clientSettings()).isEmpty();
    assertThat(OptionsTest.<Trigger>console("--trigger")).isEqualTo(Trigger.ProcessingTime(0));
    assertThat(OptionsTest.<Integer>console("--rows")).isEqualTo(20);
    assertThat(OptionsTest.<Boolean>console("--truncate")).isTrue();
    assertThat(OptionsTest.<LogLevel>console("--log-level")).isEqualTo(LogLevel.warn);
  }

  @Test
  void kafkaSettingsPassThroughWithOrWithoutSparksPrefix() {
    KafkaSource source =
        source(
            "--kafka", "security.protocol=SASL_SSL",
            "--kafka", "kafka.sasl.mechanism=PLAIN",
            "--kafka", "sasl.jaas.config=Module required username=\"a\" password=\"b=c\";");

    assertThat(source.cluster().clientSettings())
        .isEqualTo(
            Map.of(
                "security.protocol", "SASL_SSL",
                "sasl.mechanism", "PLAIN",
                "sasl.jaas.config", "Module required username=\"a\" password=\"b=c\";"));
    assertThat(source.toString()).doesNotContain("b=c");
  }

  @Test
  void aFileOfOptionsHoldsOneArgumentALine(@TempDir Path directory) throws IOException {
    String login = "sasl.jaas.config=Module required username=\"a\" password=\"b c\\d=e'f\";";
    Path file =
        Files.writeString(
            directory.resolve("kafka.options"),
            "# a comment\n\n--kafka=security.protocol=SASL_SSL\n--kafka=" + login + "\n");

    assertThat(OptionsTest.<Map<String, String>>console("--kafka", "@" + file))
        .isEqualTo(
            Map.of(
                "security.protocol",
                "SASL_SSL",
                "sasl.jaas.config",
                login.substring(login.indexOf('=') + 1)));
  }

  @Test
  void topicsAreSeparatedByCommasAndReadOnce() {
    assertThat(source("--topic", "a, b,a").topics())
        .isEqualTo(new TopicSelection.Named(List.of("a", "b")));
  }

  @Test
  void flagsTurnOff() {
    assertThat(OptionsTest.<Boolean>console("--truncate", "--no-truncate")).isFalse();
    assertThat(OptionsTest.<Boolean>console("--truncate", "--truncate")).isTrue();
    assertThat(source("--no-fail-on-data-loss").failOnDataLoss()).isFalse();
    assertThat(source("--fail-on-data-loss").failOnDataLoss()).isTrue();
  }

  @Test
  void triggerIsAnIntervalOrAvailableNow() {
    assertThat(Converters.trigger("0s")).isEqualTo(Trigger.ProcessingTime(0));
    assertThat(Converters.trigger("500 ms")).isEqualTo(Trigger.ProcessingTime(500));
    assertThat(Converters.trigger("Available-Now")).isEqualTo(Trigger.AvailableNow());
  }

  @ParameterizedTest
  @CsvSource({"0s,0", "500ms,500", "500 ms,500", "10 seconds,10000", "2m,120000", "1 hour,3600000"})
  void durationsReadAsPeopleWriteThem(String text, long millis) {
    assertThat(Converters.duration(text)).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "-1s", "1.5s", "five s", "9999999999s", "5 parsecs"})
  void notADuration(String text) {
    assertThatThrownBy(() -> Converters.duration(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("'" + text + "'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "--rows=0; --rows",
        "--rows=many; --rows",
        "--max-offsets-per-trigger=0; --max-offsets-per-trigger",
        "--trigger=often; --trigger",
        "--topic-timeout=5; --topic-timeout",
        "--starting-offsets=first; --starting-offsets",
        "--log-level=loud; --log-level",
        "--kafka=novalue; --kafka",
        "--kafka=bootstrap.servers=x:1; --bootstrap-servers",
        "--kafka=auto.offset.reset=earliest; --kafka auto.offset.reset",
        "--kafka=kafka.=x; --kafka",
        "--starting-offsets={}; --starting-offsets",
        "--topic=a,,b; --topic",
        "--topic=; --topic",
        "--bootstrap-servers=; --bootstrap-servers",
        "--bogus; --bogus",
      })
  void aWrongOptionIsNamedAndEndsWithTwo(String option, String named) {
    assertThat(execute("console", option)).isEqualTo(2);
    assertThat(err.toString()).startsWith("error: ").contains(named).doesNotContain("\tat ");
    assertThat(out.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--alert-large-order=0.5",
        "--alert-near=-1",
        "--wall-factor=0",
        "--alert-wall-share=0",
        "--alert-percentile=1",
        "--alert-min-equal-frames=NaN",
        "--max-crossed=never",
        "--min-agreement=1.1"
      })
  void aWrongThresholdIsNamedAndEndsWithTwo(String option) {
    assertThat(execute("market", option)).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("error: ")
        .contains(option.substring(0, option.indexOf('=')))
        .doesNotContain("\tat ");
  }

  @Test
  void aDeltaTableWithoutDeltaIsRefused() {
    int code = execute("candles", "--checkpoint=none", "--table=none", "--table-format", "delta");
    assertThat(code).isEqualTo(2);
    assertThat(err.toString())
        .contains(
            "error: --table-format delta: Delta Lake was not submitted; add --packages io.delta:");
  }

  @Test
  void aMissingOrUnknownJobEndsWithTwo() {
    assertThat(execute()).isEqualTo(2);
    assertThat(execute("tables")).isEqualTo(2);
    assertThat(execute("options", "tables")).isEqualTo(2);
    assertThat(err.toString()).contains("Missing job", "'tables'", "JOB 'tables'");
  }

  @Test
  void helpNamesEveryOption() {
    assertThat(execute("console", "--help")).isZero();
    CommandLine console = OrderflowSpark.commandLine().getSubcommands().get("console");
    assertThat(console.getCommandSpec().options())
        .isNotEmpty()
        .allSatisfy(
            option ->
                assertThat(out.toString().replace("[no-]", "")).contains(option.longestName()));
  }

  @Test
  void aWordOfASetIsReadInAnyCaseAndAnotherIsRefused() {
    CommandLine.ParseResult given =
        OrderflowSpark.commandLine()
            .parseArgs("candles", "--delivery", "At-Least-Once", "--show-every", "7s")
            .subcommand();

    assertThat(given.matchedOptionValue("--delivery", OutputOptions.Delivery.exactly_once))
        .isEqualTo(OutputOptions.Delivery.at_least_once);
    assertThat(given.matchedOptionValue("--show-every", Optional.empty()))
        .contains(Duration.ofSeconds(7));
    assertThat(execute("candles", "--delivery=twice")).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("error: ")
        .contains("--delivery", "'twice' is neither exactly-once nor at-least-once");
  }

  private int execute(String... arguments) {
    return OrderflowSpark.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  private static KafkaSource source(String... arguments) {
    return ((JobCommand) parse(arguments).userObject()).sourceOptions.source();
  }

  private static <T> T console(String option, String... arguments) {
    return parse(arguments).findOption(option).getValue();
  }

  private static CommandSpec parse(String... arguments) {
    String[] all = Stream.concat(Stream.of("console"), Stream.of(arguments)).toArray(String[]::new);
    return OrderflowSpark.commandLine().parseArgs(all).subcommand().commandSpec();
  }
}
