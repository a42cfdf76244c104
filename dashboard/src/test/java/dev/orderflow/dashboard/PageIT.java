package dev.orderflow.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dev: screenshots. */
class PageIT {
  @TempDir static Path directory;

  @Test
  void screenshots() throws Exception {
    try (Broker broker = Broker.start(directory)) {
      broker.createTopics(
          "testTopic",
          "orderflow.candles",
          "orderflow.book",
          "orderflow.flow",
          "orderflow.orders",
          "orderflow.alerts");
      SyntheticMarket market = new SyntheticMarket(broker, "btcusd");
      Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
      market.history(now.minusSeconds(3500), now, now.minusSeconds(420), now.minusSeconds(375));
      market.flush();
      try (DashboardProcess dash =
              DashboardProcess.start(directory, broker.address(), 0, "--simulated");
          Browser browser = Browser.start(directory.resolve("profile"))) {
        dash.awaitData();
        Path shots = Path.of(System.getProperty("screenshots"));
        browser.look(1440, 900, false);
        browser.open(dash.address());
        browser.eventually(() -> assertThat(browser.text("connection")).isEqualTo("live"));
        Thread live =
            new Thread(
                () -> {
                  try {
                    for (int i = 0; i < 12; i++) {
                      long at = System.currentTimeMillis();
                      market.second(at, 2);
                      market.computed(at, false, true);
                      market.flush();
                      Thread.sleep(1000);
                    }
                  } catch (Exception e) {
                    throw new IllegalStateException(e);
                  }
                });
        live.start();
        Thread.sleep(3000);
        long height = (Long) browser.run("return document.documentElement.scrollHeight");
        browser.screenshot(shots.resolve("light.png"), 1440, (int) height);
        browser.look(1440, 900, true);
        Thread.sleep(1200);
        browser.screenshot(shots.resolve("dark.png"), 1440, (int) height);
        browser.look(390, 844, false);
        Thread.sleep(2000);
        height = (Long) browser.run("return document.documentElement.scrollHeight");
        browser.screenshot(shots.resolve("phone.png"), 390, (int) height);
        live.join();
        System.out.println("LOG " + dash.log());
        Files.writeString(shots.resolve("log.txt"), dash.log());
        browser.assertNoErrors();
      }
    }
  }
}
