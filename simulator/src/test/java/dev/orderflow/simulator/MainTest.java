package dev.orderflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The command: what it prints, and what it says about wrong options. */
class MainTest {
  private final StringWriter errors = new StringWriter();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "--markets btcusd,foousd | --markets: market 'foousd' is not known",
        "--speed -1 | '-1' is none of a positive number",
        "--speed fast | 'fast' is none of a positive number",
        "--port 70000 | --port is out of range: 70000",
        "--book-orders -1 | --book-orders is out of range: -1",
        "--rate 0 | --rate is out of range: 0.0",
        "--retain-events 9999 | --retain-events is out of range: 9999",
        "--retain-events 3000000000 | --retain-events is out of range: 3000000000",
        "--start-time yesterday | Invalid value for option '--start-time'",
        "--replay /no/such/file | --replay: /no/such/file does not exist",
        "--replay-speed max | --replay-speed is for --replay",
        "--sped 1 | Unknown option"
      })
  void wrongOptionsAreNamed(String arguments, String message) {
    assertThat(execute(arguments.split(" "))).isEqualTo(2);
    assertThat(errors.toString()).contains(message).contains("Try --help.");
  }

  @Test
  void aRecordingThatIsNoGzipNamesTheOption(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("frames.gz"), "no gzip");

    assertThat(execute("--replay", file.toString())).isEqualTo(2);
    assertThat(errors.toString()).contains("--replay: " + file + " cannot be read");
  }

  @Test
  void aTakenPortNamesTheOption() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(execute("--port", Integer.toString(taken.getLocalPort()))).isEqualTo(2);
      assertThat(errors.toString())
          .contains("--port: cannot listen on 127.0.0.1:" + taken.getLocalPort())
          .contains("Address already in use; choose another with --port");
    }
  }

  @Test
  void printsOneLineWhenReadyAndEndsWithTheProcess() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Main.class.getName(),
                "--port",
                "0",
                "--seed",
                "5")
            .redirectErrorStream(true)
            .start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(out.readLine())
          .matches(
              "ready ws=ws://127\\.0\\.0\\.1:\\d+ http=http://127\\.0\\.0\\.1:\\d+ seed=5"
                  + " markets=btcusd,ethusd");
      // Through the handle: the process itself would close its output too.
      process.toHandle().destroy();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(143);
      assertThat(out.readLine()).isNull();
    } finally {
      process.destroyForcibly();
    }
  }

  private int execute(String... arguments) {
    CommandLine command = Main.commandLine();
    command.setErr(new PrintWriter(errors, true));
    return command.execute(arguments);
  }
}
