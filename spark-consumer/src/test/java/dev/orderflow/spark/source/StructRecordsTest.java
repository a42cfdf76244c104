package dev.orderflow.spark.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.spark.market.MarketEvent.Level;
import dev.orderflow.spark.market.MarketEvent.OrderAction;
import dev.orderflow.spark.market.MarketEvent.OrderEvent;
import dev.orderflow.spark.market.MarketEvent.SnapshotOrder;
import dev.orderflow.spark.market.Side;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Typed records through JsonConverter, as the examples of the record contract have them. */
class StructRecordsTest {

  private static final Path EXAMPLES = Path.of(System.getProperty("records"), "struct");

  @Test
  void readsATrade() throws Exception {
    assertThat(TradeReader.read(example("trade", "trade")))
        .satisfies(
            trade -> {
              assertThat(trade.id()).isEqualTo(629_876_001L);
              assertThat(trade.price()).isEqualByComparingTo("79715.39");
              assertThat(trade.amount()).isEqualByComparingTo("0.00000001");
              assertThat(trade.aggressorSide()).isEqualTo(Side.BUY);
              assertThat(trade.buyOrderId()).hasValue(2_046_839_997_059_001L);
            });
  }

  @Test
  void readsAnOrder() throws Exception {
    assertThat(new OrderReader().read(example("order", "order_changed")))
        .contains(
            new OrderEvent(
                OrderAction.CHANGED,
                2_046_839_978_831_001L,
                Side.SELL,
                5,
                new BigDecimal("79728.10"),
                new BigDecimal("0.18816500"),
                new BigDecimal("0.10000000"),
                new BigDecimal("0.28816500"),
                1_788_551_766_364_000L,
                "00065aad-a8b2-4f60-0000-000103000020",
                false));
  }

  @Test
  void readsASnapshotAndLevels() throws Exception {
    assertThat(BookReader.snapshot(example("snapshot", FeedRecord.SNAPSHOT)).bids())
        .containsExactly(
            new SnapshotOrder(
                2_046_841_309_597_697L, new BigDecimal("79829.24"), new BigDecimal("0.43225827")));
    assertThat(BookReader.levels(example("order_book", "data"), true).bids())
        .first()
        .isEqualTo(new Level(new BigDecimal("79715.00"), new BigDecimal("0.75000000")));
  }

  @Test
  void readsWhatTheConnectorSays() throws Exception {
    GapReader.Gap gap = GapReader.read(example("gap", FeedRecord.GAP));
    assertThat(gap.repaired()).isFalse();
    assertThat(gap.fromId()).isEqualTo("00065aad-a8b2-14c8-0000-000101000020");
    assertThat(SessionReader.read(example("session", FeedRecord.SESSION)).started()).isFalse();
  }

  private static FeedRecord example(String name, String event) throws IOException {
    return new FeedRecord(
        "t",
        0,
        0,
        event,
        "live_orders_btcusd",
        "stream",
        1,
        0,
        Files.readString(EXAMPLES.resolve(name + ".json")));
  }
}
