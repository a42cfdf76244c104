package dev.orderflow.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orderflow.integration.continuity.FeedRecord;
import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.exchange.TradeView;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Compares published candles with what a halted exchange traded, and with the holes that the source
 * topic declares.
 *
 * <p>Both topics are read record by record. In memory are the newest revision of each candle, the
 * ids of the trades, the declared holes, and one market's truth at a time.
 */
final class CandleComparison {

  private static final String GAP = "orderflow:gap";
  private static final String PROOF = "orderflow:proof";

  /** Rows of what is not over depend on the batches, all others do not. */
  static final String NOT_PAST_END = "not_past_end";

  private static final String TRADES = "live_trades_";

  private final Map<String, Long> intervals;
  private final Map<String, Source> sources = new TreeMap<>();
  private final Map<String, Map<Long, JsonNode>> newest = new HashMap<>();
  private long revisions;
  private long finals;
  private long complete;
  private long revised;
  private long missing;

  private CandleComparison(Map<String, Long> intervals) {
    this.intervals = intervals;
  }

  /** What the source topic holds of a market's trades. */
  private static final class Source {

    private final Set<Long> written = new HashSet<>();

    /** All that were declared, and of them those that no later repair or proof has taken back. */
    private final List<Hole> holes = new ArrayList<>();

    private final List<Hole> open = new ArrayList<>();
    private long firstStreamed = Long.MAX_VALUE;
    private long newestId;
    private long repaired;
    private long late;
    private long repairedGaps;
  }

  /**
   * A time in which trades may be missing, both ends included, microseconds since the epoch.
   *
   * @param from of the last trade before it
   * @param to of the first trade after it
   */
  private record Hole(long from, long to) {
    static Hole of(JsonNode data, String end) {
      return new Hole(
          data.path("from_microtimestamp").asLong(), data.path(end + "_microtimestamp").asLong());
    }

    boolean touches(long start, long end) {
      return from < end && to >= start;
    }

    boolean covers(Hole other) {
      return from <= other.from && other.to <= to;
    }
  }

  /**
   * What was found equal and what was not to be compared.
   *
   * @param trades in the source topic
   * @param repaired of them, fetched over HTTP
   * @param late of them, written behind newer ones
   * @param missing trades of the exchange that the source topic does not have
   * @param repairedGaps gaps that were closed
   * @param gaps gaps that were not
   * @param revisions of all candles, each once
   * @param finals candles that are final
   * @param complete of them, equal to the truth
   * @param revised of them, changed after their end
   */
  record Figures(
      long trades,
      long repaired,
      long late,
      long missing,
      long repairedGaps,
      long gaps,
      long revisions,
      long finals,
      long complete,
      long revised) {}

  /**
   * Compares all that is final.
   *
   * @param intervals length of each interval by its name, microseconds
   */
  static Figures of(
      String bootstrapServers,
      String sourceTopic,
      String candlesTopic,
      Simulator halted,
      List<String> markets,
      Map<String, Long> intervals) {
    CandleComparison comparison = new CandleComparison(intervals);
    markets.forEach(market -> comparison.sources.put(market, new Source()));
    TopicScan.read(bootstrapServers, sourceTopic, comparison::source);
    TopicScan.read(bootstrapServers, candlesTopic, comparison::candle);
    for (String market : markets) {
      comparison.compare(market, halted.truth().trades(market));
    }
    return comparison.figures();
  }

  private void source(ConsumerRecord<String, String> consumed) {
    FeedRecord record = FeedRecord.of(consumed);
    if (!record.channel().startsWith(TRADES)) {
      return;
    }
    Source source = sources.get(record.channel().substring(TRADES.length()));
    switch (record.headers().get("event")) {
      case "trade" -> trade(source, record);
      case GAP -> {
        JsonNode gap = record.frame().path("data");
        Hole bounds = Hole.of(gap, "to");
        if (gap.path("repaired").asBoolean()) {
          source.repairedGaps++;
          source.open.removeIf(bounds::covers);
        } else {
          source.holes.add(bounds);
          source.open.add(bounds);
        }
      }
      case PROOF -> source.open.removeIf(Hole.of(record.frame().path("data"), "until")::covers);
      default -> {}
    }
  }

  private static void trade(Source source, FeedRecord record) {
    JsonNode trade = record.frame().path("data");
    long id = trade.path("id").asLong();
    source.written.add(id);
    if (record.isStream()) {
      source.firstStreamed = Math.min(source.firstStreamed, trade.path("microtimestamp").asLong());
    } else {
      source.repaired++;
    }
    source.late += id < source.newestId ? 1 : 0;
    source.newestId = Math.max(source.newestId, id);
  }

  private void candle(ConsumerRecord<String, String> consumed) {
    JsonNode candle = FeedRecord.json(consumed.value());
    long start =
        ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(candle.path("start").asText()));
    Optional<JsonNode> before =
        Optional.ofNullable(
            newest
                .computeIfAbsent(
                    series(candle.path("market").asText(), candle.path("interval").asText()),
                    s -> new TreeMap<>())
                .put(start, candle));
    boolean over = !candle.path("reason").asText().equals(NOT_PAST_END);
    assertThat(candle.path("revision").asInt())
        .as("%s", candle)
        .isEqualTo(over ? 1 + before.map(known -> known.path("revision").asInt()).orElse(0) : 0);
    assertThat(before.filter(known -> known.path("final").asBoolean()))
        .as("final before %s", candle)
        .isEmpty();
    revisions += over ? 1 : 0;
  }

  private static String series(String market, String interval) {
    return market + '|' + interval;
  }

  private void compare(String market, List<TradeView> trades) {
    Source source = sources.get(market);
    List<TradeView> lost =
        trades.stream()
            .filter(trade -> trade.microtimestamp() > source.firstStreamed)
            .filter(trade -> !source.written.contains(trade.id()))
            .toList();
    missing += lost.size();
    for (Map.Entry<String, Long> interval : intervals.entrySet()) {
      Map<Long, JsonNode> ours = newest.get(series(market, interval.getKey()));
      long length = interval.getValue();
      // A short run may end before a long candle is final.
      long last =
          ours.entrySet().stream()
              .filter(each -> each.getValue().path("final").asBoolean())
              .mapToLong(Map.Entry::getKey)
              .max()
              .orElse(Long.MIN_VALUE);
      compare(source, TrueCandle.of(trades, length), ours, length, last);
      assertThatLostTradesAreTold(lost, ours, length, last);
      assertThatHolesAreTold(source, ours, length, last);
    }
  }

  private void compare(
      Source source,
      Map<Long, TrueCandle> truth,
      Map<Long, JsonNode> ours,
      long length,
      long last) {
    for (Map.Entry<Long, JsonNode> each : ours.entrySet()) {
      JsonNode candle = each.getValue();
      if (!candle.path("final").asBoolean()) {
        continue;
      }
      finals++;
      revised += candle.path("revised").asBoolean() ? 1 : 0;
      long start = each.getKey();
      boolean touched = source.holes.stream().anyMatch(h -> h.touches(start, start + length));
      if (candle.path("complete").asBoolean()) {
        assertThat(source.open).as("%s", candle).noneMatch(h -> h.touches(start, start + length));
        if (truth.containsKey(start)) {
          truth.get(start).assertEqualTo(candle);
        } else {
          // It was shown while a hole lay in it, which is known now to hold no trade of it.
          assertThat(touched).as("an empty %s", candle).isTrue();
          assertThat(candle.path("trades").asInt()).as("%s", candle).isZero();
        }
        complete++;
      } else {
        assertThat(touched || start <= source.firstStreamed).as("a reason for %s", candle).isTrue();
      }
    }
    assertThat(ours.keySet())
        .as("candles of the exchange")
        .containsAll(
            truth.keySet().stream()
                .filter(start -> start >= source.firstStreamed && start <= last)
                .toList());
  }

  private static void assertThatLostTradesAreTold(
      List<TradeView> lost, Map<Long, JsonNode> ours, long length, long last) {
    for (TradeView trade : lost) {
      long start = trade.microtimestamp() - trade.microtimestamp() % length;
      assertThat(start > last || isIncomplete(ours, start)).as("lost %s", trade.frame()).isTrue();
    }
  }

  private static void assertThatHolesAreTold(
      Source source, Map<Long, JsonNode> ours, long length, long last) {
    for (Hole hole : source.open) {
      for (long start = hole.from() - hole.from() % length;
          start <= Math.min(hole.to(), last);
          start += length) {
        assertThat(isIncomplete(ours, start)).as("%s at %d", hole, start).isTrue();
      }
    }
  }

  private static boolean isIncomplete(Map<Long, JsonNode> ours, long start) {
    return Optional.ofNullable(ours.get(start))
        .filter(candle -> !candle.path("complete").asBoolean())
        .isPresent();
  }

  private Figures figures() {
    return new Figures(
        sources.values().stream().mapToLong(source -> source.written.size()).sum(),
        sources.values().stream().mapToLong(source -> source.repaired).sum(),
        sources.values().stream().mapToLong(source -> source.late).sum(),
        missing,
        sources.values().stream().mapToLong(source -> source.repairedGaps).sum(),
        sources.values().stream().mapToLong(source -> source.holes.size()).sum(),
        revisions,
        finals,
        complete,
        revised);
  }
}
