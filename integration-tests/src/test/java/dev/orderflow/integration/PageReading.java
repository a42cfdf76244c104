package dev.orderflow.integration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.orderflow.dashboard.page.Browser;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * The texts of the page at one moment: read by one script, so that nothing is drawn in between.
 *
 * <p>A panel carries the exchange's time of what it shows, because panels are not drawn equally
 * often.
 */
final class PageReading {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String SCRIPT =
      """
      const $ = id => document.getElementById(id);
      const text = id => $(id).textContent;
      const rows = selector => [...document.querySelectorAll(selector)]
        .map(row => ({ ...row.dataset, side: row.className.split(' ')[0],
          cells: [...row.cells].filter(cell => !cell.hidden).map(cell => cell.textContent) }));
      return JSON.stringify({
        now: Date.now(),
        connection: text('connection'), simulated: !$('simulated').hidden,
        price: text('price'), spread: text('spread'), microprice: text('microprice'), imbalance: text('imbalance'),
        figures_at: $('figures').dataset.at,
        ladder_at: $('ladder').hidden ? '' : $('ladder').dataset.at, ladder: rows('#ladder tbody tr'), bands: rows('#bands tbody tr'),
        depth_at: $('depth-chart').dataset.at, depth: $('depth-chart').getAttribute('aria-label'),
        tape: rows('#tape tbody tr'), candles: rows('#candle-table tbody tr'),
        chart: $('price-chart').getAttribute('aria-label'), flow_start: $('price-chart').dataset.flowAt ?? '', shaded: $('price-chart').dataset.shaded,
        complete: text('complete'), note: text('complete-note'), agreement: text('agreement'),
        spans: JSON.parse($('timeline').dataset.spans ?? '[]'), heat_missing: $('heat').dataset.missing,
        alerts: [...document.querySelectorAll('#alerts li')].map(each => each.textContent),
      });
      """;

  /** A trade as the tape shows it. */
  record Trade(long id, String side, BigDecimal price, BigDecimal amount, boolean repaired) {}

  /** A level as the ladder shows it. */
  record Level(String side, BigDecimal price, BigDecimal amount, int orders) {}

  /** A candle as the table shows it; the start in microseconds since the epoch. */
  record Candle(
      long start,
      BigDecimal open,
      BigDecimal high,
      BigDecimal low,
      BigDecimal close,
      BigDecimal volume,
      BigDecimal vwap,
      int trades,
      String whole,
      String revised) {}

  private final JsonNode page;

  private PageReading(JsonNode page) {
    this.page = page;
  }

  static PageReading of(Browser browser) {
    try {
      return new PageReading(JSON.readTree((String) browser.run(SCRIPT)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A text of the page by its name here; empty where there is none. */
  String text(String name) {
    return page.path(name).asText();
  }

  /** The number that a text begins with. */
  BigDecimal number(String name) {
    return decimal(text(name).split(" ")[0]);
  }

  /** When the page was read, microseconds since the epoch. */
  long now() {
    return page.path("now").asLong() * 1_000;
  }

  /** The exchange's time of what a panel shows, microseconds since the epoch; 0 for nothing. */
  long at(String panel) {
    String at = text(panel + "_at");
    return at.isEmpty() ? 0 : ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(at));
  }

  /** From the highest price to the lowest. */
  List<Level> ladder() {
    List<Level> levels = new ArrayList<>();
    for (JsonNode row : page.path("ladder")) {
      JsonNode cells = row.path("cells");
      if (cells.size() == 3) {
        levels.add(
            new Level(
                row.path("side").asText(),
                decimal(cells.get(0).asText().replace(" ▮", "")),
                decimal(cells.get(1).asText()),
                cells.get(2).asInt()));
      }
    }
    return levels;
  }

  /** What rests within so many basis points, by rows of basis points, bids and asks. */
  List<List<BigDecimal>> bands() {
    List<List<BigDecimal>> bands = new ArrayList<>();
    for (JsonNode row : page.path("bands")) {
      bands.add(
          StreamSupport.stream(row.path("cells").spliterator(), false)
              .map(cell -> decimal(cell.asText().replace("±", "")))
              .toList());
    }
    return bands;
  }

  /** Newest first. */
  List<Trade> tape() {
    List<Trade> trades = new ArrayList<>();
    for (JsonNode row : page.path("tape")) {
      JsonNode cells = row.path("cells");
      trades.add(
          new Trade(
              row.path("id").asLong(),
              cells.get(1).asText(),
              decimal(cells.get(2).asText()),
              decimal(cells.get(3).asText().replace("★ ", "")),
              cells.get(0).asText().contains("⟲")));
    }
    return trades;
  }

  /** Newest first. */
  List<Candle> candles() {
    List<Candle> candles = new ArrayList<>();
    for (JsonNode row : page.path("candles")) {
      JsonNode cells = row.path("cells");
      candles.add(
          new Candle(
              row.path("start").asLong() * 1_000,
              decimal(cells.get(1).asText()),
              decimal(cells.get(2).asText()),
              decimal(cells.get(3).asText()),
              decimal(cells.get(4).asText()),
              decimal(cells.get(5).asText()),
              decimal(cells.get(6).asText()),
              cells.get(7).asInt(),
              cells.get(8).asText(),
              cells.get(9).asText()));
    }
    return candles;
  }

  /** Stretches of time that are shown as missing, microseconds since the epoch. */
  List<long[]> missing() {
    List<long[]> spans = new ArrayList<>();
    for (JsonNode span : page.path("spans")) {
      spans.add(new long[] {span.get(0).asLong() * 1_000, span.get(1).asLong() * 1_000});
    }
    return spans;
  }

  List<String> alerts() {
    List<String> alerts = new ArrayList<>();
    page.path("alerts").forEach(each -> alerts.add(each.asText()));
    return alerts;
  }

  /** As the page writes numbers: thousands apart, and a typographer's minus. */
  static BigDecimal decimal(String shown) {
    return new BigDecimal(shown.replace(",", "").replace('−', '-').replace("+", ""));
  }

  @Override
  public String toString() {
    return page.toPrettyString();
  }
}
