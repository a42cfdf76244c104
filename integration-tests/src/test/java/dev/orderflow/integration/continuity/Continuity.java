package dev.orderflow.integration.continuity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** What the exchange promises about a channel's order, checked on the topic's records. */
public final class Continuity {

  private Continuity() {}

  /** Every order event names its predecessor, and that is the record before it. */
  public static void assertUnbrokenChain(List<FeedRecord> ordersOfOneMarket) {
    String previous = "";
    for (FeedRecord record : ordersOfOneMarket) {
      JsonNode frame = record.frame();
      if (!previous.isEmpty()) {
        assertThat(frame.path("pre_event_id").asText())
            .as("predecessor of offset %d of %s", record.offset(), record.topic())
            .isEqualTo(previous);
      }
      previous = frame.path("event_id").asText();
      assertThat(previous).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    }
  }

  /** The ids of one market's trades only grow. */
  public static void assertGrowingTradeIds(List<FeedRecord> tradesOfOneMarket) {
    List<Long> ids =
        tradesOfOneMarket.stream()
            .map(record -> record.frame().path("data").path("id").asLong())
            .toList();
    assertThat(ids).isSorted().doesNotHaveDuplicates();
  }
}
