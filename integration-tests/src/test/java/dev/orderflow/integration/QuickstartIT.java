package dev.orderflow.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderflow.dashboard.page.PageFrame;
import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.SimulatorOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./quickstart} from start to summary, with real processes. */
class QuickstartIT {

  private static final Pattern SUMMARY =
      Pattern.compile(
          "summary exchange=(live|simulated|none) frames=(\\d+) records=(\\d+) spark_rows=(\\d+)"
              + " seconds=[0-9.]+ connector_records=\\d+ candles=(\\d+) incomplete=(\\d+)");
  private static final Pattern PAGE = Pattern.compile("the page: (http://127\\.0\\.0\\.1:[0-9]+/)");
  private static final Duration CHART_WITHIN = Duration.ofMinutes(3);
  private static final Duration GONE_WITHIN = Duration.ofSeconds(60);

  @TempDir private Path directory;
  private Path data;

  @BeforeEach
  void nameTheDataDirectory() {
    data = directory.resolve("data");
  }

  @Test
  void everythingSentArrivesAndNothingStaysBehind() throws Exception {
    Path recording = directory.resolve("frames.jsonl");
    try (QuickstartProcess quickstart =
        QuickstartProcess.start(
            data,
            "--exchange=simulated",
            "--for=10s",
            "--record=" + recording,
            "--ports=" + QuickstartProcess.ANY_PORTS)) {
      awaitChart(quickstart);
      assertThat(quickstart.exitCode()).as(quickstart.output()).isZero();
      assertComplete(quickstart, "simulated");
      assertThat(quickstart.processes()).isEmpty();
      List<String> recorded = Files.readAllLines(recording);
      assertThat(quickstart.lastLine()).contains(" frames=" + recorded.size() + " ");
      assertThat(recorded).allMatch(line -> line.matches("\\d{16}\t\\{\"data\".*\\}"));
      assertThat(quickstart.output())
          .contains("Kafka broker on", "Connect worker on", "connector bitstamp runs")
          .containsPattern("the page: http://127\\.0\\.0\\.1:[0-9]+/")
          .containsPattern("btcusd +1m +20.* (complete|INCOMPLETE [0-9]+ ms missing)")
          .containsPattern("testTopic [0-9]+ \\{");
      for (String log : new String[] {"simulator", "broker", "connect", "spark", "dashboard"}) {
        assertThat(quickstart.output()).contains(data.resolve("logs/" + log + ".log").toString());
        assertThat(data.resolve("logs/" + log + ".log")).exists();
      }
    }
  }

  @Test
  @Tag("full")
  void controlCStopsEverythingInOrderAndStillCounts() throws Exception {
    try (Simulator exchange = Simulator.start(SimulatorOptions.defaults());
        QuickstartProcess quickstart =
            QuickstartProcess.start(
                data,
                "--exchange=live",
                "--connect-config=" + configFor(exchange),
                "--ports=" + QuickstartProcess.ANY_PORTS)) {
      quickstart.awaitText("the stream, until Ctrl-C:");
      assertThat(quickstart.processes()).hasSize(4);
      quickstart.signalGroup("INT");
      assertThat(quickstart.exitCode()).as(quickstart.output()).isEqualTo(130);
      assertComplete(quickstart, "live");
      assertThat(quickstart.processes()).isEmpty();
    }
  }

  @Test
  @Tag("full")
  void aStartAfterAKillContinuesInTheSameDirectory() throws Exception {
    try (QuickstartProcess killed =
        QuickstartProcess.start(
            data, "--exchange=simulated", "--ports=" + QuickstartProcess.ANY_PORTS)) {
      killed.awaitText("records arrive in topic testTopic");
      killed.signalGroup("KILL");
      assertThat(killed.exitCode()).isEqualTo(137);
      await().atMost(GONE_WITHIN).untilAsserted(() -> assertThat(killed.processes()).isEmpty());
    }
    try (QuickstartProcess second =
        QuickstartProcess.start(
            data, "--exchange=simulated", "--for=5s", "--ports=" + QuickstartProcess.ANY_PORTS)) {
      assertThat(second.exitCode()).as(second.output()).isZero();
      assertComplete(second, "simulated");
    }
  }

  @Test
  @Tag("full")
  void aTakenPortIsNamedWithTheOptionThatMovesIt() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        QuickstartProcess quickstart =
            QuickstartProcess.start(
                data,
                "--exchange=simulated",
                "--ports=kafka="
                    + taken.getLocalPort()
                    + ",controller=0,connect=0,exchange=0,dashboard=0")) {
      assertThat(quickstart.exitCode()).isEqualTo(1);
      assertThat(quickstart.output())
          .contains("port " + taken.getLocalPort() + " for kafka is taken")
          .contains("--ports kafka=PORT");
      assertThat(quickstart.processes()).isEmpty();
    }
  }

  /** Waits until the page has candles and a valid book, and prints how long that took. */
  private static void awaitChart(QuickstartProcess quickstart) throws InterruptedException {
    long start = System.nanoTime();
    quickstart.awaitText("the page: ");
    Matcher address = PAGE.matcher(quickstart.output());
    assertThat(address.find()).isTrue();
    URI page = URI.create(address.group(1));
    await()
        .atMost(CHART_WITHIN)
        .pollInterval(Duration.ofMillis(500))
        .ignoreExceptions()
        .until(
            () -> {
              String frame = PageFrame.of(page, "btcusd");
              return frame.contains("\"candles\":[[") && frame.contains("\"valid\":true");
            });
    Duration waited = Duration.ofNanos(System.nanoTime() - start);
    System.out.printf("quick start: first chart after %.1f s%n", waited.toMillis() / 1e3);
  }

  private static void assertComplete(QuickstartProcess quickstart, String exchange) {
    Matcher summary = SUMMARY.matcher(quickstart.lastLine());
    assertThat(summary.matches()).as(quickstart.output()).isTrue();
    assertThat(summary.group(1)).isEqualTo(exchange);
    assertThat(Long.parseLong(summary.group(2))).isPositive();
    assertThat(summary.group(3)).isEqualTo(summary.group(2));
    assertThat(summary.group(4)).isEqualTo(summary.group(3));
    assertThat(Long.parseLong(summary.group(5))).isPositive();
  }

  private Path configFor(Simulator exchange) throws IOException {
    Path shipped = TestFiles.BUILD.connectConfig();
    Path config = Files.createDirectory(directory.resolve("connect-config"));
    String address = "127.0.0.1:" + exchange.port();
    Files.copy(
        shipped.resolve("connect-distributed.properties"),
        config.resolve("connect-distributed.properties"));
    Files.writeString(
        config.resolve("bitstamp-source.json"),
        Files.readString(shipped.resolve("bitstamp-source.json"))
            .replaceAll("\"wss://[^\"]*\"", "\"ws://" + address + "\"")
            .replaceAll("\"https://[^\"]*\"", "\"http://" + address + "\""));
    return config;
  }
}
