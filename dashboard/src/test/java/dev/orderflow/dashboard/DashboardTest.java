package dev.orderflow.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class DashboardTest {

  private static String error(String... words) {
    StringWriter error = new StringWriter();
    CommandLine command = Dashboard.commandLine().setErr(new PrintWriter(error));
    assertThat(command.execute(words)).isEqualTo(2);
    return error.toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--port=70000 | --port 70000: a port is a number from 0 to 65535",
        "--history=soon | 'soon' is not a duration such as 90s or 1h",
        "--history=-5s | '-5s' is negative",
        "--max-clients=0 | --max-clients 0: at least 1",
        "--bootstrap-servers= | --bootstrap-servers is empty",
        "--kafka=bootstrap.servers=x:1 | use --bootstrap-servers",
        "--topic=orderflow.book | two of the topics have the same name",
        "--bootstrap-servers=nohost.invalid:1 | --bootstrap-servers nohost.invalid:1",
        "--host=203.0.113.1 | --host 203.0.113.1 --port 8090 cannot be used",
        "--colour=red | Unknown option: '--colour=red'"
      })
  void aWrongOptionIsNamed(String word, String message) {
    assertThat(error(word)).contains(message);
  }

  @Test
  void aTakenPortIsNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      assertThat(error("--port=" + taken.getLocalPort()))
          .contains("--port " + taken.getLocalPort() + " cannot be used");
    }
  }

  @Test
  void aFileOfOptionsHoldsOneArgumentALine(@TempDir Path directory) throws Exception {
    String login = "Module required username=\"a\" password=\"b c\\d=e'f\";";
    Path file =
        Files.writeString(
            directory.resolve("kafka.options"),
            "# a comment\n\n--kafka=security.protocol=SASL_SSL\n--kafka=sasl.jaas.config="
                + login
                + "\n");

    Map<String, String> settings =
        Dashboard.commandLine().parseArgs("@" + file).matchedOptionValue("--kafka", Map.of());

    assertThat(settings)
        .isEqualTo(Map.of("security.protocol", "SASL_SSL", "sasl.jaas.config", login));
  }

  @Test
  void theReadmeNamesEveryOptionWithItsDefault() throws Exception {
    String readme = Files.readString(Path.of(System.getProperty("readme")));
    for (OptionSpec option : Dashboard.commandLine().getCommandSpec().options()) {
      if (!option.usageHelp() && !option.versionHelp()) {
        assertThat(readme).contains("| `" + option.longestName() + "` | ");
        if (option.defaultValue() != null && option.arity().max() > 0) {
          assertThat(readme).contains("| `" + option.defaultValue() + "` |");
        }
      }
    }
  }
}
