package dev.orderflow.integration.continuity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.exchange.TradeView;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TradeContinuityTest extends ChannelContinuityTest {

  private static Simulator exchange;
  private static List<TradeView> published;

  @BeforeAll
  static void halt() throws IOException {
    exchange = start();
    await().atMost(Duration.ofMinutes(1)).until(() -> exchange.truth().trades(MARKET).size() > 20);
    exchange.halt();
    published = exchange.truth().trades(MARKET);
  }

  @AfterAll
  static void close() {
    exchange.close();
  }

  @Override
  ChannelContinuity<?> continuity() {
    return new TradeContinuity(exchange, MARKET, new ChannelDeliveries.Lives(Map.of()));
  }

  @Override
  List<String> published() {
    return published.stream().map(TradeView::frame).toList();
  }

  @Override
  int sample() {
    return 10;
  }

  @Override
  String field() {
    return "\"amount_str\":\"";
  }

  @Override
  String gapBetween(int from, int to) {
    return String.format(
        "{\"from_trade_id\":%d,\"to_trade_id\":%d}",
        published.get(from).id(), published.get(to).id());
  }

  @Test
  void aRepairedTradeMayLackOnlyWhatTheExchangesListLacks() {
    List<FeedRecord> records = records();
    records.set(10, frame(records.get(10).value().replace("\"buy_order_id\"", "\"no\""), "repair"));
    assertThat(compare(records).altered()).isZero();

    records.set(10, frame(records.get(10).value().replace(field(), field() + "9"), "repair"));
    assertThat(compare(records).altered()).isEqualTo(1);
  }

  @Test
  void aTradeFoundMissingLaterIsNamedByAGapRecord() {
    List<FeedRecord> records = records();
    records.add(12, repaired(records.remove(10)));
    assertThat(compare(records).misplaced()).isEqualTo(1);

    records.add(13, gap(9, 11, true));
    assertThat(compare(records).holds()).isTrue();
  }

  @Test
  void aTradeDeclaredMissingMayBeFoundAfterAll() {
    List<FeedRecord> records = withGap(9, 11);
    records.add(14, repaired(records().get(10)));

    assertThat(compare(records).holds()).isTrue();
  }

  private static FeedRecord repaired(FeedRecord streamed) {
    return frame(streamed.value(), "repair");
  }

  @Test
  void aProofHoldsWhereAllOfItIsThere() {
    ChannelFigures figures = compareWithProof(records(), sample() - 1, sample() + 1);

    assertThat(figures.problems()).isEmpty();
    assertThat(figures.proofs()).isEqualTo(1);
  }

  @Test
  void aProofOfWhatIsMissingIsSeenThoughItWasDeclared() {
    assertThat(proven(sample() - 1)).hasSize(1);
    assertThat(proven(sample())).as("what is missing lies before it").isEmpty();
  }
}
