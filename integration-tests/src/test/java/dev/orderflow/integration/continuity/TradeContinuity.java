package dev.orderflow.integration.continuity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.exchange.TradeView;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * The {@code live_trades} channel: by id, in every field that the exchange's list has, and in order
 * but for those found later, which a gap record must have declared missing or say were repaired.
 */
final class TradeContinuity extends ChannelContinuity<Long> {

  private static final long SECOND = 1_000_000;

  private final NavigableMap<Long, String> published = new TreeMap<>();
  private final ChannelDeliveries deliveries;
  private final Set<Long> written = new HashSet<>();

  /** Trades behind newer ones, which a later gap record must explain. */
  private final List<Long> late = new ArrayList<>();

  private long first = Long.MAX_VALUE;
  private long newest;

  TradeContinuity(Simulator halted, String market, ChannelDeliveries.Lives lives) {
    for (TradeView trade : halted.truth().trades(market)) {
      published.put(trade.id(), trade.frame());
    }
    deliveries = ChannelDeliveries.of(halted.truth(), "live_trades_" + market, lives);
  }

  @Override
  void event(FeedRecord record) {
    JsonNode trade = record.frame().path("data");
    long id = trade.path("id").asLong();
    first = Math.min(first, id);
    if (!written.add(id)) {
      duplicate(record);
    } else if (!isAsPublished(id, record, trade)) {
      altered("differs from " + published.get(id), record);
    }
    if (id < newest && record.isStream() && deliveries.isLate(id, newest)) {
      sentLate++;
    } else if (id < newest && !isDeclared(id)) {
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

  @Override
  Bounds<Long> boundsOf(JsonNode data, String end) {
    return new Bounds<>(data.path("from_trade_id").asLong(), data.path(end + "_trade_id").asLong());
  }

  @Override
  Collection<Long> absent(Bounds<Long> proven) {
    return published.subMap(proven.from(), false, proven.to(), true).keySet().stream()
        .filter(id -> !written.contains(id))
        .toList();
  }

  @Override
  void repaired(JsonNode gap, Bounds<Long> bounds) {
    late.removeIf(bounds::contain);
  }

  @Override
  void declared(FeedRecord record, Bounds<Long> bounds) {}

  @Override
  boolean isComplete() {
    return late.isEmpty() && missing().stream().allMatch(this::isDeclared);
  }

  @Override
  void finish() {
    late.forEach(id -> misplaced("trade " + id + " without a record of its repair"));
  }

  @Override
  long published() {
    return published.tailMap(first, true).size();
  }

  @Override
  long written() {
    return written.size();
  }

  @Override
  Collection<Long> missing() {
    return published.tailMap(first, true).keySet().stream()
        .filter(id -> !written.contains(id))
        .toList();
  }

  @Override
  String describe(Long missing) {
    return published.get(missing);
  }
}
