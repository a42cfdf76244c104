package dev.orderflow.integration;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.venue.TradeView;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * Compares the records of a {@code live_trades} channel with what the halted exchange published: by
 * id, in every field that the exchange's list has, and in order but for those that an audit found.
 */
final class TradeContinuity {

  private static final int EXAMPLES = 5;
  private static final long SECOND = 1_000_000;

  private final NavigableMap<Long, String> published = new TreeMap<>();
  private final ChannelDeliveries deliveries;
  private final Set<Long> written = new HashSet<>();
  private final List<Long> late = new ArrayList<>();
  private final List<Bounds> unrepaired = new ArrayList<>();
  private final List<String> gaps = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private long first = Long.MAX_VALUE;
  private long newest;
  private long repairedGaps;
  private long repairedEvents;
  private long eventsOfGaps;
  private long duplicates;
  private long altered;
  private long sentLate;

  private record Bounds(long from, long to) {
    boolean contain(long id) {
      return from < id && id < to;
    }
  }

  TradeContinuity(Simulator halted, String market, ChannelDeliveries.Lives lives) {
    for (TradeView trade : halted.truth().trades(market)) {
      published.put(trade.id(), trade.frame());
    }
    deliveries = ChannelDeliveries.of(halted.truth(), "live_trades_" + market, lives);
  }

  /** Takes the channel's next record. */
  void accept(FeedRecord record) {
    switch (record.headers().get("event")) {
      case "orderflow:gap" -> gap(record.frame().path("data"));
      case "orderflow:session" -> {}
      default -> trade(record);
    }
  }

  private void trade(FeedRecord record) {
    JsonNode trade = record.frame().path("data");
    long id = trade.path("id").asLong();
    first = Math.min(first, id);
    repairedEvents += record.isStream() ? 0 : 1;
    if (!written.add(id)) {
      duplicates++;
      problem("twice: " + record);
    } else if (!isAsPublished(id, record, trade)) {
      altered++;
      problem("differs: " + record + "\nfrom " + published.get(id));
    }
    if (id < newest && record.isStream() && deliveries.isLate(id, newest)) {
      sentLate++;
    } else if (id < newest) {
      late.add(id);
    }
    newest = Math.max(newest, id);
  }

  private boolean isAsPublished(long id, FeedRecord record, JsonNode found) {
    String frame = published.get(id);
    if (frame == null || record.isStream()) {
      return record.value().equals(frame);
    }
    JsonNode expected = FeedRecord.json(frame).path("data");
    return sameNumber(expected, found, "amount_str")
        && sameNumber(expected, found, "price_str")
        && expected.path("type").equals(found.path("type"))
        && expected.path("timestamp").equals(found.path("timestamp"))
        && expected.path("microtimestamp").asLong() / SECOND
            == found.path("microtimestamp").asLong() / SECOND;
  }

  private static boolean sameNumber(JsonNode one, JsonNode other, String field) {
    return new BigDecimal(one.path(field).asText())
            .compareTo(new BigDecimal(other.path(field).asText()))
        == 0;
  }

  private void gap(JsonNode gap) {
    if (gaps.size() < EXAMPLES) {
      gaps.add(gap.toString());
    }
    eventsOfGaps += gap.path("repaired_events").asLong();
    Bounds bounds =
        new Bounds(gap.path("from_trade_id").asLong(), gap.path("to_trade_id").asLong());
    if (!gap.path("repaired").asBoolean()) {
      unrepaired.add(bounds);
      return;
    }
    repairedGaps++;
    if (gap.path("reason").asText().equals("audit")) {
      late.removeIf(bounds::contain);
    }
  }

  private List<Long> missing() {
    return published.tailMap(first, true).keySet().stream()
        .filter(id -> !written.contains(id))
        .toList();
  }

  private boolean isDeclared(long id) {
    return unrepaired.stream().anyMatch(gap -> gap.contain(id));
  }

  private void problem(String text) {
    if (problems.size() < EXAMPLES) {
      problems.add(text);
    }
  }

  /** Whether nothing more is to be expected. */
  boolean isComplete() {
    return late.isEmpty() && missing().stream().allMatch(this::isDeclared);
  }

  /** The figures, once all has been read. */
  ChannelFigures figures() {
    List<Long> missing = missing();
    List<Long> undeclared = missing.stream().filter(id -> !isDeclared(id)).toList();
    undeclared.stream()
        .limit(EXAMPLES)
        .forEach(id -> problem("lost silently: " + published.get(id)));
    late.stream()
        .limit(EXAMPLES)
        .forEach(id -> problem("out of order without an audit's record: " + id));
    // A repair that a restart cut in two is declared by its second half alone.
    if (eventsOfGaps > repairedEvents) {
      problem(repairedEvents + " repaired trades, but gaps declare " + eventsOfGaps);
    }
    return new ChannelFigures(
        published.tailMap(first, true).size(),
        written.size(),
        repairedGaps,
        repairedEvents,
        unrepaired.size(),
        missing.size() - undeclared.size(),
        0,
        undeclared.size(),
        duplicates,
        sentLate,
        late.size(),
        altered,
        0,
        0,
        0,
        gaps,
        problems);
  }
}
