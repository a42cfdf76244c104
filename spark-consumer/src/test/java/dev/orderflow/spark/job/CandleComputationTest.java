package dev.orderflow.spark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.orderflow.spark.market.Interval;
import dev.orderflow.spark.market.candle.CandleSettings;
import dev.orderflow.spark.scan.ScannedRecord;
import dev.orderflow.spark.source.FeedRecord;
import dev.orderflow.spark.source.RejectedRecordException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Proofs and gaps of a market whose records lie on two partitions. */
class CandleComputationTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long T0 = 1_788_552_000_000_000L;
  private static final long SECOND = 1_000_000;

  private final MarketRows rows = new MarketRows("candles", "btcusd", true);
  private final MarketComputation.State candles =
      new CandleComputation(
              new CandleSettings(
                  List.of(Interval.parse("1m")), 600 * SECOND, SECOND, CandleSettings.Empty.NONE))
          .begin("btcusd");

  /** It would make the candle final to which that record still belongs. */
  @Test
  void aProofCountsAfterTheLastRecordThatItNames() throws Exception {
    trade(0, 1, 1, 0);
    trade(0, 2, 2, 61);
    trade(0, 3, 4, 1_270);
    proof(4, 0, 1_400, "{\"topic\":\"t\",\"partition\":1,\"offset\":8}");
    trade(1, 8, 3, 710);

    Map<String, JsonNode> published = published();
    assertThat(published.get("btcusd|1m|2026-09-04T20:11:00Z").path("trades").asLong())
        .isEqualTo(1);
    assertThat(published.keySet()).noneMatch(key -> key.startsWith("t-"));
  }

  /** Of contradicting statements the later one holds, whenever the earlier one takes effect. */
  @Test
  void aGapHoldsThatIsDeclaredWhileAProofWaits() throws Exception {
    trade(0, 1, 1, 0);
    trade(0, 2, 2, 61);
    trade(0, 3, 3, 200);
    proof(4, 0, 200, "{\"topic\":\"t\",\"partition\":1,\"offset\":8}");
    accept(
        0,
        5,
        FeedRecord.GAP,
        ("{\"data\":{\"from_microtimestamp\":\"%d\",\"to_microtimestamp\":\"%d\","
                + "\"repaired\":false}}")
            .formatted(T0 + 70 * SECOND, T0 + 110 * SECOND));
    trade(1, 8, 4, 210);

    JsonNode candle = published().get("btcusd|1m|2026-09-04T20:01:00Z");
    assertThat(candle.path("reason").asText()).isEqualTo("gap");
    assertThat(candle.path("proven").isNull()).isTrue();
  }

  /** A gap may be declared long after what follows it; of one that cannot be read all is open. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"data\":{\"from_microtimestamp\":\"x\",\"to_microtimestamp\":\"%d\",\"repaired\":false}}",
        "{\"data\":{\"from_microtimestamp\":\"%d\",\"to_microtimestamp\":7}}",
        "{\"data\":{"
      })
  void aGapThatCannotBeReadMayLieBehindWhatWasReadSince(String gap) throws Exception {
    trade(0, 1, 1, 0);
    trade(0, 2, 2, 61);
    trade(0, 3, 3, 130);
    refuse(4, gap.formatted(T0 + 70 * SECOND));

    JsonNode candle = published().get("btcusd|1m|2026-09-04T20:01:00Z");
    assertThat(candle.path("complete").asBoolean(true)).isFalse();
    assertThat(candle.path("reason").asText()).isEqualTo("gap");
  }

  @Test
  void aRepairThatCannotBeReadTakesNothingAway() throws Exception {
    trade(0, 1, 1, 0);
    trade(0, 2, 2, 61);
    trade(0, 3, 3, 130);
    refuse(4, "{\"data\":{\"from_microtimestamp\":\"x\",\"repaired\":true}}");

    assertThat(published().get("btcusd|1m|2026-09-04T20:01:00Z").path("complete").asBoolean())
        .isTrue();
  }

  /** What the exchange counts anew is not what it counted before. */
  @Test
  void aTradeWithAnIdThatWasSeenCountsBehindAGapInWhichIdsWentBack() throws Exception {
    trade(0, 1, 7, 0);
    trade(0, 2, 8, 61);
    trade(0, 3, 7, 62);
    accept(
        0,
        4,
        FeedRecord.GAP,
        ("{\"data\":{\"from_trade_id\":8,\"from_microtimestamp\":\"%d\",\"to_trade_id\":7,"
                + "\"to_microtimestamp\":\"%d\",\"repaired\":false}}")
            .formatted(T0 + 61 * SECOND, T0 + 65 * SECOND));
    trade(0, 5, 7, 130);
    trade(0, 6, 7, 131);
    trade(0, 7, 8, 200);

    assertThat(published().get("btcusd|1m|2026-09-04T20:01:00Z").path("trades").asLong())
        .as("a repetition")
        .isEqualTo(1);
    JsonNode candle = published().get("btcusd|1m|2026-09-04T20:02:00Z");
    assertThat(candle.path("trades").asLong()).isEqualTo(1);
    assertThat(candle.path("complete").asBoolean()).isTrue();
  }

  private void refuse(long offset, String value) throws Exception {
    RejectedRecordException refused =
        catchThrowableOfType(
            RejectedRecordException.class, () -> accept(0, offset, FeedRecord.GAP, value));
    assertThat(refused).isNotNull();
    candles.refused(scanned(0, offset, FeedRecord.GAP, value), rows);
  }

  private void trade(int partition, long offset, long id, long second) throws Exception {
    accept(
        partition,
        offset,
        FeedRecord.TRADE,
        ("{\"data\":{\"id\":%d,\"amount_str\":\"1\",\"price_str\":\"10\",\"type\":0,"
                + "\"microtimestamp\":\"%d\"}}")
            .formatted(id, T0 + second * SECOND));
  }

  private void proof(long offset, long from, long until, String written) throws Exception {
    accept(
        0,
        offset,
        FeedRecord.PROOF,
        ("{\"data\":{\"by\":\"list\",\"from_microtimestamp\":\"%d\","
                + "\"until_microtimestamp\":\"%d\",\"written\":[%s]}}")
            .formatted(T0 + from * SECOND, T0 + until * SECOND, written));
  }

  private void accept(int partition, long offset, String event, String value)
      throws RejectedRecordException {
    ScannedRecord scanned = scanned(partition, offset, event, value);
    rows.begin(scanned.record());
    candles.accept(scanned, rows);
  }

  /** Received an hour after the market's beginning. */
  private static ScannedRecord scanned(int partition, long offset, String event, String value) {
    FeedRecord record =
        new FeedRecord(
            "t",
            partition,
            offset,
            event,
            "live_trades_btcusd",
            "stream",
            1,
            T0 + 3_600 * SECOND,
            value);
    return new ScannedRecord(record, 0, "", Optional.empty());
  }

  /** The newest of each key. */
  private Map<String, JsonNode> published() throws Exception {
    candles.endOfBatch(rows);
    Map<String, JsonNode> newest = new TreeMap<>();
    for (Iterator<Row> all = rows.iterator(); all.hasNext(); ) {
      Row row = all.next();
      if (!row.getString(2).isEmpty()) {
        newest.put(row.getString(1), JSON.readTree(row.getString(2)));
      }
    }
    return newest;
  }
}
