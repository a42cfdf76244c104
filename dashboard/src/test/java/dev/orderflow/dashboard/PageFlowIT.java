package dev.orderflow.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderflow.dashboard.page.DashboardProcess;
import dev.orderflow.dashboard.page.PageFrame;
import dev.orderflow.runtime.KafkaBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.LongStream;
import org.graalvm.polyglot.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the page shows, without a browser: records in a real broker, the dashboard's jar, the frame
 * that it sends, and the page's own modules, which make texts of it.
 */
class PageFlowIT {

  private static final Duration LIMIT = Duration.ofMinutes(1);

  @TempDir private Path directory;

  @Test
  void whatThePageShowsIsWhatTheTopicsHold() throws Exception {
    try (KafkaBroker broker = KafkaBroker.start(directory)) {
      MarketRecords.createTopics(broker.bootstrapServers(), "");
      try (DashboardProcess dashboard =
              DashboardProcess.start(directory, broker.bootstrapServers(), 0, "--simulated");
          SyntheticMarket market = new SyntheticMarket(broker.bootstrapServers(), "ethusd");
          PageScripts scripts = new PageScripts()) {
        assertThat(dashboard.get("ready").statusCode()).isEqualTo(503);
        write(market);
        dashboard.awaitData();
        Value page = scripts.load("page.js");
        // The topics are read one after another, so a frame may come before the last of them.
        await()
            .atMost(LIMIT)
            .untilAsserted(
                () -> {
                  String frame = PageFrame.of(dashboard.address(), "ethusd");
                  page.invokeMember("show", scripts.parse(frame));
                  assertShown(page);
                });
        assertThat(dashboard.get("").body()).contains("<title>orderflow</title>");
        assertThat(dashboard.terminate()).isIn(0, 143);
      }
    }
  }

  private static void write(SyntheticMarket market) throws Exception {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    Instant minute = now.truncatedTo(ChronoUnit.MINUTES).minusSeconds(600);
    market.trade(now.minusSeconds(3), "2512.10", "0.50000000", true, false);
    market.trade(now.minusSeconds(2), "12512.40", "1.25000000", false, false);
    market.candle(
        "1m",
        MarketRecords.Bar.of(minute, "2512.1", "2513.7", "2509.25", "2512.4"),
        60_000,
        0,
        true,
        2);
    market.gap("live_orders", now.minusSeconds(150), now.minusSeconds(120), false);
    market.order(minute);
    market.book(now);
    market.alert(now, "large_order", "A buy order of 14.2, 240 times the median.");
    market.orderEnd(now.toEpochMilli(), "filled");
    market.raw(MarketRecords.CANDLES, "not json </script>");
    market.flush();
  }

  private static void assertShown(Value page) {
    assertThat(text(page, "price")).isEqualTo("12,512.40");
    assertThat(rows(page, "tape"))
        .satisfiesExactly(
            newest -> assertThat(newest).endsWith("▼ sell 12,512.40 1.25000000"),
            before -> assertThat(before).endsWith("▲ buy 2,512.10 0.50000000"));
    assertThat(rows(page, "candle-table"))
        .singleElement()
        .asString()
        .endsWith("2,512.1 2,513.7 2,509.25 2,512.4 1 2,511.9 4 whole revised (2)");
    assertThat(rows(page, "ladder")).hasSize(21).anyMatch(row -> row.startsWith("79,805 "));
    assertThat(text(page, "spread")).startsWith("10 · 1.25 bps");
    assertThat(text(page, "agreement")).isEqualTo("100 %");
    assertThat(text(page, "complete")).startsWith("9").isNotEqualTo("100 %");
    assertThat(text(page, "complete-note")).isEqualTo("1 gap, 30 s missing");
    assertThat(text(page, "candles-note")).startsWith("1 revised by a repair");
    assertThat(text(page, "alerts")).contains("A buy order of 14.2, 240 times the median.");
    assertThat(text(page, "order-ends-note")).startsWith("Of 1 orders that ended since");
    assertThat(text(page, "topics")).contains("✓ connector", "1 unreadable");
  }

  private static String text(Value page, String id) {
    return page.invokeMember("text", id).asString();
  }

  private static List<String> rows(Value page, String id) {
    Value rows = page.invokeMember("rows", id);
    return LongStream.range(0, rows.getArraySize())
        .mapToObj(i -> rows.getArrayElement(i).asString())
        .toList();
  }
}
