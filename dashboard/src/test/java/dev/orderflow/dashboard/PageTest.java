package dev.orderflow.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.dashboard.page.BrowserTest;
import dev.orderflow.dashboard.page.DashboardProcess;
import dev.orderflow.runtime.KafkaBroker;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.openqa.selenium.Keys;

/** What the tests of the page have: a broker, a dashboard before it, and a browser. */
abstract class PageTest extends BrowserTest {

  private static KafkaBroker broker;
  private static DashboardProcess dashboard;

  @BeforeAll
  static void start() throws Exception {
    broker = KafkaBroker.start(directory);
    MarketRecords.createTopics(broker.bootstrapServers(), "");
    dashboard = startDashboard(0, "--simulated");
  }

  @AfterAll
  static void stop() {
    Optional.ofNullable(dashboard).ifPresent(DashboardProcess::close);
    Optional.ofNullable(broker).ifPresent(KafkaBroker::close);
  }

  /** The broker's address. */
  static String broker() {
    return broker.bootstrapServers();
  }

  static DashboardProcess dashboard() {
    return dashboard;
  }

  /** Starts another dashboard before the same broker; port 0 is any free one. */
  static DashboardProcess startDashboard(int port, String... more)
      throws IOException, InterruptedException {
    return DashboardProcess.start(directory, broker(), port, more);
  }

  /** A market of a test's own. */
  static SyntheticMarket market(String name) {
    return new SyntheticMarket(broker(), name);
  }

  /** Opens a market's page and waits for its first frame. */
  static void open(String market) {
    open(dashboard, market);
    browser.eventually(
        () -> {
          assertThat(browser.text("connection")).isEqualTo("live");
          assertThat(browser.text("market-name")).isEqualToIgnoringCase(market);
        });
  }

  /** Opens a market's page as another dashboard serves it. */
  static void open(DashboardProcess server, String market) {
    browser.open(server.address().resolve("/?market=" + market + "&interval=1m"));
  }

  /** By keyboard: a click goes to a place, and what is above may just then grow by a line. */
  static void toggleCandleTable() {
    browser.press("details summary", Keys.ENTER);
  }

  /** The time, as records of a test have it: whole seconds. */
  static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS);
  }
}
