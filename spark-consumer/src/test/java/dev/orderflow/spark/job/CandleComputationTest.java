package dev.orderflow.spark.job;

import static org.assertj.core.api.Assertions.assertThat;

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
    FeedRecord record =
        new FeedRecord("t", partition, offset, event, "live_trades_btcusd", "stream", 1, 0, value);
    rows.begin(record);
    candles.accept(new ScannedRecord(record, 0, "", Optional.empty()), rows);
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
