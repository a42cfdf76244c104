package dev.orderflow.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.dashboard.page.DashboardProcess;
import dev.orderflow.runtime.FreePorts;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

/**
 * What the page shows, in a real Chromium, before a real broker: each test has a market of its own,
 * whose records it wrote and whose values it therefore knows.
 */
class PageIT extends PageTest {

  @Test
  void whatThePageShowsIsWhatTheTopicsHold() throws Exception {
    Instant now = now();
    Instant minute = now.truncatedTo(ChronoUnit.MINUTES);
    try (SyntheticMarket market = market("ethusd")) {
      market.trade(now.minusSeconds(3), "2512.10", "0.50000000", true, false);
      market.trade(now.minusSeconds(2), "2511.95", "1.25000000", false, false);
      market.trade(now.minusSeconds(1), "12512.40", "0.00010000", true, false);
      market.candle(
          "1m",
          SyntheticMarket.Bar.of(minute, "2512.1", "2513.7", "2509.25", "2512.4"),
          60_000,
          0,
          false,
          1);
      market.book(now);
      market.alert(now, "large_order", "A buy order of 14.2, 240 times the median.");
      market.flush();
      open("ethusd");
      toggleCandleTable();
      browser.eventually(
          () -> {
            assertThat(browser.text("price")).isEqualTo("12,512.40");
            assertThat(browser.texts("#tape tbody tr td:nth-child(3)"))
                .containsExactly("12,512.40", "2,511.95", "2,512.10");
            assertThat(browser.texts("#tape tbody tr td:nth-child(4)"))
                .containsExactly("0.00010000", "1.25000000", "0.50000000");
            assertThat(browser.texts("#tape tbody tr td:nth-child(2)"))
                .containsExactly("▲ buy", "▼ sell", "▲ buy");
            assertThat(browser.texts("#candle-table tbody tr"))
                .singleElement()
                .asString()
                .endsWith("2,512.1 2,513.7 2,509.25 2,512.4 1 2,511.9 4 whole no");
            assertThat(browser.texts("#ladder tbody tr td:first-child"))
                .contains("79,805", "79,795")
                .hasSize(21);
            assertThat(browser.text("spread")).startsWith("10 · 1.25 bps");
            assertThat(browser.text("agreement")).isEqualTo("100 %");
            assertThat(browser.texts("#alerts li"))
                .singleElement()
                .asString()
                .contains("A buy order of 14.2, 240 times the median.");
            assertThat(browser.text("complete")).isEqualTo("100 %");
          });
      market.trade(Instant.now(), "12513.07", "2.00000000", false, false);
      browser.eventually(() -> assertThat(browser.text("price")).isEqualTo("12,513.07"));
    }
  }

  @Test
  void aGapIsShadedOnEveryTimeAxisAndInTheStrip() throws Exception {
    Instant now = now();
    try (SyntheticMarket market = market("solusd")) {
      for (int i = 20; i > 0; i--) {
        Instant minute = now.truncatedTo(ChronoUnit.MINUTES).minusSeconds(60L * i);
        market.order(minute);
        market.trade(minute.plusSeconds(1), "101.5", "1", true, false);
        market.candle("1m", SyntheticMarket.Bar.of(minute, "101.5", "102"), 60_000, 0, false, 1);
      }
      for (int i = 300; i > 0; i -= 5) {
        market.book(now.minusSeconds(i));
      }
      market.orderEnd(now.toEpochMilli(), "filled");
      market.flush();
      open("solusd");
      browser.eventually(
          () -> {
            assertThat(browser.text("complete")).isEqualTo("100 %");
            assertThat(browser.attribute("price-chart", "data-shaded")).isEqualTo("0");
            assertThat(browser.attribute("timeline", "data-missing")).isEqualTo("0");
            assertThat(browser.attribute("heat", "data-missing")).isEqualTo("0");
          });
      market.gap("live_orders", now.minusSeconds(150), now.minusSeconds(120), false);
      market.gap("live_trades", now.minusSeconds(140), now.minusSeconds(110), false);
      browser.eventually(
          () -> {
            assertThat(browser.text("complete")).startsWith("9").isNotEqualTo("100 %");
            assertThat(browser.text("complete-note")).contains("2 gaps, 40 s missing");
            assertThat(browser.attribute("timeline", "data-missing")).isEqualTo("1");
            assertThat(browser.attribute("price-chart", "data-shaded")).isEqualTo("1");
            assertThat(browser.attribute("heat", "data-missing")).isEqualTo("1");
            assertThat(browser.attribute("order-ends-chart", "data-shaded")).isEqualTo("1");
            assertThat(browser.attribute("price-chart", "aria-label"))
                .contains("1 stretches shaded as missing");
          });
      assertThat(browser.hatchedPixels("#heat")).isPositive();
      assertThat(browser.hatchedPixels("#timeline")).isPositive();
      assertThat(browser.hatchedPixels("#price-chart canvas")).isPositive();
      market.session("live_orders", "ended", now);
      browser.eventually(
          () ->
              assertThat(browser.text("complete-note"))
                  .contains("not connected: live_orders_solusd"));
    }
  }

  @Test
  void aCandleThatARepairChangedIsMarked() throws Exception {
    Instant minute = now().truncatedTo(ChronoUnit.MINUTES).minusSeconds(300);
    try (SyntheticMarket market = market("adausd")) {
      market.candle("1m", SyntheticMarket.Bar.of(minute, "0.5", "0.6"), 60_000, 1_200, false, 1);
      market.candle(
          "1m", SyntheticMarket.Bar.of(minute.plusSeconds(60), "0.6", "0.61"), 60_000, 0, false, 1);
      market.flush();
      open("adausd");
      toggleCandleTable();
      browser.eventually(
          () -> {
            assertThat(browser.texts("#candle-table tbody tr td:nth-child(9)"))
                .containsExactly("whole", "1200 ms missing");
            assertThat(browser.attribute("price-chart", "data-revised")).isEqualTo("0");
          });
      market.candle("1m", SyntheticMarket.Bar.of(minute, "0.5", "0.75"), 60_000, 0, true, 2);
      browser.eventually(
          () -> {
            assertThat(browser.texts("#candle-table tbody tr td:nth-child(10)"))
                .containsExactly("no", "revised (2)");
            assertThat(browser.texts("#candle-table tbody tr td:nth-child(5)"))
                .containsExactly("0.61", "0.75");
            assertThat(browser.attribute("price-chart", "data-revised")).isEqualTo("1");
            assertThat(browser.text("candles-note")).startsWith("1 revised by a repair");
          });
    }
  }

  @Test
  void everythingCanBeChosenByKeyboard() throws Exception {
    Instant minute = now().truncatedTo(ChronoUnit.MINUTES);
    try (SyntheticMarket first = market("keyusd");
        SyntheticMarket second = market("kfyusd")) {
      for (int i = 40; i > 0; i--) {
        first.candle(
            "1m",
            SyntheticMarket.Bar.of(minute.minusSeconds(60L * i), "7", "8"),
            60_000,
            0,
            false,
            1);
      }
      first.candle(
          "5m", SyntheticMarket.Bar.of(minute.minusSeconds(300), "7", "9"), 300_000, 0, false, 1);
      first.trade(now(), "8", "3", true, false);
      second.trade(now(), "21.5", "3", true, false);
      first.flush();
      second.flush();
      open("keyusd");
      browser.eventually(
          () ->
              assertThat(browser.attribute("price-chart", "aria-label"))
                  .startsWith("40 candles of 1m"));
      browser.type("+++");
      // The axis begins at a round time before the fifteenth candle, so how many stand on it
      // depends
      // on the minute the test runs in.
      browser.eventually(
          () ->
              assertThat(browser.attribute("price-chart", "aria-label"))
                  .matches("1[4-9] candles of 1m.*"));
      browser.type("2");
      browser.eventually(
          () -> {
            assertThat(browser.texts("#intervals button[aria-pressed=true]")).containsExactly("5m");
            assertThat(browser.attribute("price-chart", "aria-label"))
                .startsWith("1 candles of 5m");
            assertThat(browser.run("return location.search").toString()).contains("interval=5m");
          });
      for (String theme : new String[] {"light", "dark", "auto"}) {
        browser.type("t");
        browser.eventually(() -> assertThat(browser.text("theme")).isEqualTo("Theme: " + theme));
      }
      browser.type("m");
      assertThat(browser.run("return document.activeElement.id")).isEqualTo("market");
      browser.press("#market", "KFY");
      browser.eventually(() -> assertThat(browser.text("price")).isEqualTo("21.5"));
    }
  }

  @Test
  void withoutSparkThePageSaysWhatDoesNotRunAndShowsTheRest() throws Exception {
    try (SyntheticMarket market = market("ltcusd")) {
      market.trade(now(), "64.21", "3", true, false);
      market.flush();
    }
    try (DashboardProcess alone =
        startDashboard(
            0,
            "--candles-topic=no.candles",
            "--book-topic=no.book",
            "--flow-topic=no.flow",
            "--orders-topic=no.orders",
            "--alerts-topic=no.alerts")) {
      alone.awaitData();
      open(alone, "ltcusd");
      browser.eventually(
          () -> {
            assertThat(browser.text("price")).isEqualTo("64.21");
            assertThat(browser.text("complete")).isEqualTo("100 %");
            assertThat(browser.text("candles-empty"))
                .contains(
                    "There is no topic no.candles: it comes from the Spark job candles or all.");
            assertThat(browser.text("book-empty")).contains("There is no topic no.book");
            assertThat(browser.text("order-ends-note")).contains("There is no topic no.orders");
            assertThat(browser.texts("#topics li")).contains("○ book not published");
            assertThat(browser.shows("simulated")).isFalse();
          });
    }
  }

  @Test
  void aKilledServerIsNoticedAndRecoveredFrom() throws Exception {
    int port = FreePorts.next();
    try (SyntheticMarket market = market("bchusd")) {
      market.trade(now(), "401.5", "3", true, false);
      market.flush();
      try (DashboardProcess first = startDashboard(port)) {
        first.awaitData();
        open(first, "bchusd");
        browser.eventually(() -> assertThat(browser.text("price")).isEqualTo("401.5"));
        first.process().kill();
        browser.eventually(
            () -> {
              assertThat(browser.text("connection")).isEqualTo("lost");
              assertThat(browser.text("stale")).contains("No word from the server since");
            });
      }
      market.trade(now(), "402.75", "3", true, false);
      market.flush();
      try (DashboardProcess second = startDashboard(port)) {
        second.awaitData();
        browser.eventually(
            () -> {
              assertThat(browser.text("connection")).isEqualTo("live");
              assertThat(browser.shows("stale")).isFalse();
              assertThat(browser.text("price")).isEqualTo("402.75");
              assertThat(browser.texts("#tape tbody tr")).hasSize(2);
            });
        assertThat(second.terminate()).isIn(0, 143);
      }
    }
  }

  @Test
  void whatARecordHoldsIsNeverMarkup() throws Exception {
    String attack = "<img src=x onerror=document.title='hacked'>";
    try (SyntheticMarket market = market("xrpusd")) {
      market.trade(now(), "0.5", "3", true, false);
      market.alert(now(), "<b>kind</b>", attack);
      market.raw(SyntheticMarket.ALERTS, "{\"market\":\"xrpusd\",\"at\":\"yesterday\"}");
      market.raw(SyntheticMarket.CANDLES, "not json </script>");
      market.flush();
      open("xrpusd");
      browser.eventually(
          () -> {
            assertThat(browser.texts("#alerts li"))
                .singleElement()
                .asString()
                .contains("<b>kind</b>", attack);
            assertThat(browser.texts("#topics li"))
                .anyMatch(each -> each.contains("alerts") && each.contains("1 unreadable"));
          });
      assertThat(browser.run("return document.querySelectorAll('#alerts img').length"))
          .isEqualTo(0L);
      assertThat(browser.run("return document.title").toString()).doesNotContain("hacked");
      assertThat(dashboard().process().messages())
          .contains("orderflow.candles-0@")
          .contains("not JSON");
    }
  }

  @Test
  void namesFromRecordsAreNeverMarkupEither() throws Exception {
    String attack = "<svg onload=document.title='hacked'>";
    try (SyntheticMarket market = market("uniusd");
        SyntheticMarket evil = market(attack)) {
      evil.trade(now(), "0.5", "3", true, false);
      evil.flush();
      market.trade(now(), "0.5", "3", true, false);
      market.candle(attack, SyntheticMarket.Bar.of(now(), "1", "2"), 60_000, 0, false, 1);
      market.invalidBook(now(), attack);
      market.session("live_orders" + attack, "ended", now());
      market.flush();
      browser.open(dashboard().address().resolve("/?market=uniusd"));
      browser.eventually(
          () -> {
            assertThat(browser.text("market-name")).isEqualToIgnoringCase("uniusd");
            assertThat(browser.texts("#intervals button")).containsExactly(attack);
            assertThat(browser.text("book-empty")).contains(attack);
            assertThat(browser.text("complete-note"))
                .contains("not connected: live_orders" + attack);
            assertThat(browser.texts("#topics li"))
                .anyMatch(each -> each.contains("connector") && each.contains("unreadable"));
          });
      assertThat(browser.texts("#market option")).noneMatch(each -> each.contains("<"));
      assertThat(browser.run("return document.querySelectorAll('svg').length")).isEqualTo(0L);
      assertThat(browser.run("return document.title").toString()).isNotEqualTo("hacked");
    }
  }
}
