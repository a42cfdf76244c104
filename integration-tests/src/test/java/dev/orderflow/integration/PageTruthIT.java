package dev.orderflow.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderflow.dashboard.page.BrowserTest;
import dev.orderflow.dashboard.page.DashboardProcess;
import dev.orderflow.runtime.ChildProcess;
import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.SimulatorOptions;
import dev.orderflow.simulator.server.Fault;
import dev.orderflow.simulator.server.FaultType;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.Keys;

/**
 * What a reader sees, from end to end: exchange, connector, Kafka, the Spark job, the dashboard and
 * a real browser, whose texts are compared with the exchange's own market at that instant, while it
 * trades.
 *
 * <p>{@code -Dpage.readings} makes it longer.
 */
@ExtendWith(EmbeddedWorker.Shared.class)
class PageTruthIT extends BrowserTest {

  private static final String TOPIC = "page-source";
  private static final String MARKET = "btcusd";
  private static final long SECOND = 1_000_000;
  private static final int READINGS = Integer.getInteger("page.readings", 20);
  private static final Duration LIMIT = Duration.ofSeconds(180);

  /** Of a machine that does much else; how soon a record is shown is measured elsewhere. */
  private static final long STALE = 10 * SECOND;

  @Test
  void whatThePageShowsIsTheExchangesMarketAtThatInstant(EmbeddedWorker worker) throws Exception {
    try (Simulator exchange =
        Simulator.start(
            SimulatorOptions.defaults()
                .seed(12)
                .rate(300)
                .bookOrders(2_000)
                .orderDataRows(5_000)
                .markets(MARKET))) {
      Map<String, String> config = RunningFeed.impatient(exchange, TOPIC);
      config.put("repair.timeout.ms", "3000");
      // What is lost here is lost on purpose; a machine that does much else must not lose more.
      for (String patience :
          List.of("ping.interval.ms", "heartbeat.timeout.ms", "data.timeout.ms")) {
        config.put(patience, "30000");
      }
      config.put("snapshot.interval.ms", "5000");
      try (Deployment connector = Deployment.of(worker.rest(), TOPIC, config);
          ChildProcess spark = SparkJobs.start(directory, job(worker));
          DashboardProcess dashboard = dashboard(worker)) {
        browser.open(dashboard.address().resolve("/?market=" + MARKET + "&interval=1s"));
        browser.press("details summary", Keys.ENTER);
        PageAgainstTruth truth = new PageAgainstTruth(exchange.truth(), MARKET);
        awaitMarket(spark);
        valuesAreTheExchanges(truth);
        aRepairedCandleIsMarked(exchange, truth);
        aGapIsShadedAndInTheStrip(exchange, truth);
        assertThat(connector.name()).isEqualTo(TOPIC);
      }
    }
  }

  private List<String> job(EmbeddedWorker worker) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "all",
                "--bootstrap-servers",
                worker.bootstrapServers(),
                "--topic",
                TOPIC,
                "--checkpoint",
                directory.resolve("checkpoint").toString(),
                "--intervals",
                "1s,1m",
                "--rejected-topic",
                "page-rejected"));
    for (String output : List.of("candles", "book", "flow", "orders", "alerts")) {
      arguments.addAll(List.of("--" + output + "-topic", "page-" + output));
    }
    return arguments;
  }

  private static DashboardProcess dashboard(EmbeddedWorker worker)
      throws IOException, InterruptedException {
    return DashboardProcess.start(
        directory,
        worker.bootstrapServers(),
        0,
        "--simulated",
        "--topic=" + TOPIC,
        "--candles-topic=page-candles",
        "--book-topic=page-book",
        "--flow-topic=page-flow",
        "--orders-topic=page-orders",
        "--alerts-topic=page-alerts");
  }

  private static PageReading eventually(Predicate<PageReading> seen) {
    return await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> PageReading.of(browser), seen);
  }

  /** Until everything there is to compare is on the page. */
  private static void awaitMarket(ChildProcess spark) {
    PageReading page =
        eventually(
            each ->
                !spark.isAlive()
                    || each.ladder().size() == 20
                        && each.at("depth") > 0
                        && each.candles().size() > 5
                        && !each.text("flow_start").isEmpty()
                        && each.text("agreement").equals("100 %"));
    assertThat(spark.isAlive()).as("%s", spark).isTrue();
    assertThat(page.text("connection")).isEqualTo("live");
    assertThat(page.text("simulated")).isEqualTo("true");
    assertThat(page.text("complete")).isEqualTo("100 %");
  }

  private static void valuesAreTheExchanges(PageAgainstTruth truth) {
    Set<Long> instants = new HashSet<>();
    PageReading first = PageReading.of(browser);
    int candles = 0;
    for (int i = 0; i < READINGS; i++) {
      long before = PageReading.of(browser).at("figures");
      PageReading page = eventually(each -> each.at("figures") > before);
      truth.assertBook(page);
      truth.assertTrades(page);
      truth.assertFresh(page, STALE);
      truth.assertDelta(first, page);
      candles = Math.max(candles, truth.assertCandles(page, SECOND));
      instants.add(page.at("figures"));
    }
    assertThat(instants).hasSizeGreaterThanOrEqualTo(READINGS);
    assertThat(candles).as("whole candles on one reading").isGreaterThan(10);
    System.out.printf(
        "page: %d instants equal to the exchange's market, at most %d candles at once%n",
        instants.size(), candles);
  }

  /** Trades that the stream lost are found by the connector's audit and change candles behind. */
  private static void aRepairedCandleIsMarked(Simulator exchange, PageAgainstTruth truth) {
    assertThat(PageReading.of(browser).candles()).allMatch(candle -> candle.revised().equals("no"));
    // The repair must come after the candle, however far Spark is behind.
    exchange
        .faults()
        .inject(
            Fault.of(FaultType.HTTP_FAIL)
                .path("transactions")
                .status(500)
                .lasting(Duration.ofMinutes(10)));
    exchange.faults().inject(Fault.of(FaultType.LOSE).channel("live_trades_" + MARKET).count(6));
    await().atMost(LIMIT).until(() -> truth.lostTrades().size() == 6);
    Set<Long> lost = truth.lostTrades().keySet();
    long behind =
        truth.lostTrades().values().stream().max(Long::compare).orElseThrow() + 2 * SECOND;
    eventually(each -> each.candles().get(0).start() > behind);
    exchange.faults().clear();
    truth.assertTrades(eventually(each -> repaired(each).containsAll(lost)));
    PageReading page =
        eventually(
            each ->
                each.candles().stream().anyMatch(candle -> !candle.revised().equals("no"))
                    && each.text("chart").matches(".*; [1-9]\\d* revised at .*")
                    // The gap's record comes to the page by another way than the candle.
                    && each.text("note").contains("repaired"));
    Set<Long> seconds =
        truth.lostTrades().values().stream()
            .map(at -> at - at % SECOND)
            .collect(Collectors.toSet());
    assertThat(
            page.candles().stream()
                .filter(candle -> candle.revised().startsWith("revised ("))
                .map(PageReading.Candle::start))
        .as("candles of the lost trades alone are marked")
        .isNotEmpty()
        .allMatch(seconds::contains);
    truth.assertCandles(page, SECOND);
    assertThat(page.text("complete")).as("what was repaired is not missing").isEqualTo("100 %");
  }

  private static Set<Long> repaired(PageReading page) {
    return page.tape().stream()
        .filter(PageReading.Trade::repaired)
        .map(PageReading.Trade::id)
        .collect(Collectors.toSet());
  }

  private static void aGapIsShadedAndInTheStrip(Simulator exchange, PageAgainstTruth truth) {
    exchange.faults().inject(Fault.of(FaultType.NO_HISTORY).lasting(Duration.ofSeconds(10)));
    exchange.faults().inject(Fault.of(FaultType.LOSE).channel("live_orders_" + MARKET).count(400));
    PageReading page =
        eventually(
            each ->
                !each.missing().isEmpty()
                    && each.at("figures") > each.missing().get(0)[1]
                    && each.at("ladder") > each.missing().get(0)[1]
                    && each.at("depth") > each.missing().get(0)[1]
                    && !each.text("complete").equals("100 %")
                    && !each.text("shaded").equals("0")
                    && !each.text("heat_missing").equals("0")
                    && each.alerts().stream().anyMatch(text -> text.contains("feed incomplete")));
    assertThat(truth.lostOrders()).isNotEmpty();
    assertThat(truth.lostOrders())
        .as("each lost event lies in a stretch that is shown as missing")
        .allMatch(at -> page.missing().stream().anyMatch(span -> span[0] <= at && at <= span[1]));
    assertThat(page.text("note")).contains("1 gap, ").contains(" missing");
  }
}
