package dev.orderflow.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.spark.market.Interval;
import dev.orderflow.spark.market.candle.CandleSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The candles job on a real topic, submitted as users submit it. */
class CandlesJobIT {

  private static final Duration END = Duration.ofMinutes(4);
  private static final String[] MARKETS = {"btcusd", "ethusd", "xrpusd"};
  private static final CandleSettings SETTINGS =
      new CandleSettings(
          Stream.of("1s", "1m", "5m").map(Interval::parse).toList(),
          60_000_000,
          1_000_000,
          CandleSettings.Empty.NONE);

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
  void publishesWhatThePlainSeriesDoesAndNothingTwiceThroughKills() throws Exception {
    broker.createTopic("killed", MARKETS.length);
    TradeFeed feed = new TradeFeed("killed", 1).write(20_000, MARKETS);
    broker.write(feed.records());
    Random random = new Random(1);

    int lives = 0;
    boolean ended = false;
    while (!ended) {
      try (SubmittedJob job =
          candles("killed", "--max-offsets-per-trigger", "1500", "--progress-every", "0s")) {
        if (lives < 3) {
          int batches = 2 + random.nextInt(6);
          job.awaitLine(line -> progressLines(job) >= batches || line.startsWith("summary "));
        } else {
          assertThat(job.exitCode(END)).as("%s", job).isZero();
          ended = true;
        }
      }
      lives++;
    }

    Map<String, List<String>> published = byMarket(broker.read("killed.candles"));
    assertThat(published).isEqualTo(new PlainCandles(SETTINGS).of(feed.records()));
    List<String> rejected = broker.read("killed.rejected");
    assertThat(rejected.stream().filter(value -> !value.contains("\"reason\":\"late: ")))
        .hasSize(feed.unusable());
    assertThat(rejected).doesNotHaveDuplicates();
  }

  private static int progressLines(SubmittedJob job) {
    try {
      return job.lines("progress").size();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Map<String, List<String>> byMarket(List<String> values) {
    Map<String, List<String>> byMarket = new TreeMap<>();
    for (String value : values) {
      String market = value.substring("{\"market\":\"".length(), value.indexOf("\",\"interval"));
      byMarket.computeIfAbsent(market, m -> new ArrayList<>()).add(value);
    }
    return byMarket;
  }

  private static SubmittedJob candles(String topic, String... options) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "candles",
                "--bootstrap-servers",
                broker.bootstrapServers(),
                "--topic",
                topic,
                "--candles-topic",
                topic + ".candles",
                "--rejected-topic",
                topic + ".rejected",
                "--checkpoint",
                directory.resolve(topic + "-checkpoint").toString(),
                "--intervals",
                "1s,1m,5m",
                "--grace",
                "60s",
                "--trigger",
                "available-now"));
    arguments.addAll(List.of(options));
    return SubmittedJob.submit(directory, arguments.toArray(String[]::new));
  }
}
