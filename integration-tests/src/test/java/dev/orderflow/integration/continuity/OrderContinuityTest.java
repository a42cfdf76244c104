package dev.orderflow.integration.continuity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.exchange.OrderEventView;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OrderContinuityTest extends ChannelContinuityTest {

  private static Simulator exchange;
  private static List<OrderEventView> published;

  @BeforeAll
  static void halt() throws IOException {
    exchange = start();
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> exchange.truth().markets().get(0).orderEvents() > 500);
    exchange.halt();
    published = exchange.truth().orderEvents(MARKET);
  }

  @AfterAll
  static void close() {
    exchange.close();
  }

  @Override
  ChannelContinuity<?> continuity() {
    return new OrderContinuity(exchange, MARKET);
  }

  @Override
  List<String> published() {
    return published.stream().map(OrderEventView::frame).toList();
  }

  @Override
  int sample() {
    return 100;
  }

  @Override
  String field() {
    return "\"amount_str\":\"";
  }

  @Override
  String gapBetween(int from, int to) {
    return String.format(
        "{\"from_event_id\":\"%s\",\"to_event_id\":\"%s\"}",
        published.get(from).eventId(), published.get(to).eventId());
  }

  @Test
  void aRepairedEventMustNameItsPredecessor() {
    List<FeedRecord> records = records();
    String other = published.get(98).eventId();
    String value = records.get(100).value().replace(published.get(99).eventId(), other);
    records.set(100, frame(value, "repair"));

    assertThat(compare(records).altered()).isEqualTo(1);
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
