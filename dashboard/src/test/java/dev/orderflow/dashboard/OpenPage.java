package dev.orderflow.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.orderflow.dashboard.browser.Browser;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import org.openqa.selenium.Keys;

/** What it takes to look at the page: a broker, a dashboard before it, and a browser. */
final class OpenPage implements AutoCloseable {

  private final Path directory;
  private final Broker broker;
  private final DashboardProcess dashboard;
  private final Browser browser;

  private OpenPage(Path directory, Broker broker, DashboardProcess dashboard, Browser browser) {
    this.directory = directory;
    this.broker = broker;
    this.dashboard = dashboard;
    this.browser = browser;
  }

  /** Starts all three; skips the test where there is no browser. */
  static OpenPage start(Path directory) throws Exception {
    assumeTrue(
        Browser.installed().isPresent(),
        "chromium or chromedriver is not on PATH, so the page was not looked at");
    Deque<AutoCloseable> started = new ArrayDeque<>();
    try {
      Broker broker = Broker.start(directory);
      started.push(broker);
      broker.createTopics(SyntheticMarket.topics(""));
      DashboardProcess dashboard =
          DashboardProcess.start(directory, broker.address(), 0, "--simulated");
      started.push(dashboard);
      Browser browser = Browser.start(directory.resolve("profile"));
      started.push(browser);
      browser.look(1440, 900, false);
      return new OpenPage(directory, broker, dashboard, browser);
    } catch (Exception failed) {
      for (AutoCloseable each : started) {
        each.close();
      }
      throw failed;
    }
  }

  Broker broker() {
    return broker;
  }

  DashboardProcess dashboard() {
    return dashboard;
  }

  Browser browser() {
    return browser;
  }

  /** Starts another dashboard before the same broker; port 0 is any free one. */
  DashboardProcess start(int port, String... more) throws IOException {
    return DashboardProcess.start(directory, broker.address(), port, more);
  }

  /** Opens a market's page and waits for its first frame. */
  void open(String market) throws IOException {
    open(dashboard, market);
    browser.eventually(
        () -> {
          assertThat(browser.text("connection")).isEqualTo("live");
          assertThat(browser.text("market-name")).isEqualToIgnoringCase(market);
        });
  }

  /** Opens a market's page as another dashboard serves it. */
  void open(DashboardProcess server, String market) throws IOException {
    browser.open(server.address().resolve("/?market=" + market + "&interval=1m"));
  }

  /** By keyboard: a click goes to a place, and what is above may just then grow by a line. */
  void toggleCandleTable() {
    browser.press("details summary", Keys.ENTER);
  }

  /** The time, as records of a test have it: whole seconds. */
  static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS);
  }

  @Override
  public void close() {
    browser.close();
    dashboard.close();
    broker.close();
  }
}
