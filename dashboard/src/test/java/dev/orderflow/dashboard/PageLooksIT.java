package dev.orderflow.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.dashboard.page.DashboardProcess;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * How the page follows a market, how it looks, and whether everybody can read it, in a real
 * Chromium; the screenshots of the documentation are made here.
 */
class PageLooksIT extends PageTest {

  @Test
  void pricesReachTheScreenInTheirOrderWhile500EventsASecondFlow() throws Exception {
    List<String> written;
    try (SyntheticMarket market = market("dogeusd")) {
      market.trade(now(), "1", "3", true, false);
      market.flush();
      open("dogeusd");
      browser.run(
          """
          window.seen = [];
          window.shift = 0;
          new PerformanceObserver(list => {
            for (const entry of list.getEntries()) window.shift += entry.value;
          }).observe({ type: 'layout-shift' });
          new MutationObserver(() => window.seen.push(document.getElementById('price').textContent))
            .observe(document.getElementById('price'), { characterData: true, childList: true, subtree: true });
          """);
      written = flow(market, 500);
      browser.eventually(
          () -> assertThat(browser.text("price")).isEqualTo(written.get(written.size() - 1)));
    }
    List<String> seen =
        ((List<?>) browser.run("return window.seen")).stream().map(String::valueOf).toList();
    // Prices that another replaced within the same tenth of a second need not be shown.
    assertThat(written).as("prices in the order in which they came").containsSubsequence(seen);
    assertThat(((Number) browser.run("return window.shift")).doubleValue())
        .as("what a reader looks at stays where it is")
        .isLessThan(0.02);
  }

  /**
   * Five events each hundredth of a second, by the clock; a trade among them each fifth of one.
   *
   * @return the prices in the order in which they were written
   */
  private static List<String> flow(SyntheticMarket market, int hundredths) throws Exception {
    List<String> written = new ArrayList<>();
    long start = System.nanoTime();
    for (int i = 0; i < hundredths; i++) {
      for (long due = start + i * 10_000_000L; System.nanoTime() < due; ) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      for (int n = 0; n < 4; n++) {
        market.order(Instant.now());
      }
      if (i % 20 == 10) {
        written.add("1." + (1_000 + i));
        market.trade(Instant.now(), written.get(written.size() - 1), "3", true, false);
      } else {
        market.order(Instant.now());
      }
      if (i % 100 == 0) {
        market.book(Instant.now());
      }
    }
    market.flush();
    return written;
  }

  @Test
  void axeFindsNoFaultAndTheScreenshotsAreMade() throws Exception {
    Path screenshots = Path.of(System.getProperty("screenshots"));
    String axe;
    try (InputStream script = PageLooksIT.class.getResourceAsStream("/axe.min.js")) {
      axe = new String(script.readAllBytes(), StandardCharsets.UTF_8);
    }
    String prefix = "shown.";
    MarketRecords.createTopics(broker(), prefix);
    Instant now = now();
    SyntheticMarket market = new SyntheticMarket(broker(), "btcusd", prefix);
    market.history(now.minusSeconds(3_500), now, now.minusSeconds(420), now.minusSeconds(375));
    market.flush();
    try (market;
        DashboardProcess server = startDashboard(0, options(prefix))) {
      server.awaitData();
      open(server, "btcusd");
      browser.eventually(() -> assertThat(firstPrice()).isPositive());
      System.out.printf("first price painted after %.0f ms%n", firstPrice());
      toggleCandleTable();
      browser.eventually(
          () -> {
            assertThat(browser.texts("#candle-table tbody tr")).hasSizeGreaterThan(50);
            assertThat(browser.attribute("price-chart", "data-revised")).isEqualTo("1");
            assertThat(browser.shows("simulated")).isTrue();
          });
      toggleCandleTable();
      shoot(market, screenshots.resolve("light.png"), 1440, false);
      shoot(market, screenshots.resolve("dark.png"), 1440, true);
      shoot(market, screenshots.resolve("phone.png"), 390, false);
      assertThat(faults(axe)).as("phone").isEmpty();
      toggleCandleTable();
      for (boolean dark : new boolean[] {false, true}) {
        browser.look(1440, 900, dark);
        assertThat(faults(axe)).as(dark ? "dark" : "light").isEmpty();
      }
      browser.look(1440, 900, false);
    }
  }

  /** When the first price was on the screen, milliseconds from the start of the navigation. */
  private static double firstPrice() {
    return ((Number)
            browser.run("return performance.getEntriesByName('first-price')[0]?.startTime ?? -1"))
        .doubleValue();
  }

  private static String[] options(String prefix) {
    return Stream.concat(Stream.of("--simulated"), Stream.of(SyntheticMarket.options(prefix)))
        .toArray(String[]::new);
  }

  private static void shoot(SyntheticMarket market, Path file, int width, boolean dark)
      throws Exception {
    browser.look(width, 900, dark);
    browser.run("scrollTo(0, 0)");
    for (int i = 0; i < 3; i++) {
      market.live(Instant.now());
    }
    market.flush();
    String price = market.lastPrice();
    browser.eventually(
        () -> {
          assertThat(browser.text("price").replace(",", "")).isEqualTo(price);
          assertThat(browser.attribute("price-chart", "data-width"))
              .isEqualTo(
                  String.valueOf(
                      browser.run("return document.getElementById('price-chart').clientWidth")));
        });
    // The window grows to the page, and slow panels draw once a second at most.
    long height = ((Number) browser.run("return document.body.scrollHeight")).longValue();
    browser.look(width, (int) height, dark);
    drawnAgain();
    browser.screenshot(file);
  }

  /** Waits until the panel that is drawn most seldom has been drawn twice. */
  private static void drawnAgain() {
    browser.run(
        """
        window.drawn = 0;
        const seen = new MutationObserver(() => { window.drawn++; });
        seen.observe(document.getElementById('order-ends-chart'), { attributes: true });
        """);
    browser.eventually(
        () ->
            assertThat(((Number) browser.run("return window.drawn")).intValue())
                .isGreaterThanOrEqualTo(2));
  }

  /** Faults that axe calls serious or critical, by rule and place. */
  private static List<?> faults(String axe) {
    browser.run(axe);
    return (List<?>)
        browser.runAsync(
            """
            const done = arguments[arguments.length - 1];
            axe.run(document, { resultTypes: ['violations'] }).then(result => done(result.violations
              .filter(each => each.impact === 'serious' || each.impact === 'critical')
              .map(each => each.id + ': ' + each.nodes.map(node => node.target.join(' ') + ' ' + node.failureSummary).slice(0, 3).join(', '))));
            """);
  }
}
