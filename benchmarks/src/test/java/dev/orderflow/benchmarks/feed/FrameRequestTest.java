package dev.orderflow.benchmarks.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.benchmarks.feed.FrameRequest.Kind;
import org.junit.jupiter.api.Test;

/** What the frames of each kind look like, and how a request crosses a line of input. */
class FrameRequestTest {

  private static final String ORDER =
      "{\"data\":{\"id\":1},\"channel\":\"live_orders_btcusd\",\"event\":\"order_created\","
          + "\"event_id\":\"2\",\"pre_event_id\":\"1\"}";

  @Test
  void withoutAChainTheSameIdsHaveOtherNames() {
    assertThat(Kind.WITHOUT_CHAIN.text(ORDER))
        .contains("\"event_no\":\"2\",\"pre_event_no\":\"1\"")
        .doesNotContain("event_id")
        .hasSameSizeAs(ORDER);
  }

  @Test
  void anOrderCanBeCalledATrade() {
    assertThat(Kind.NAMED_TRADE.text(ORDER)).isEqualTo(ORDER.replace("order_created", "trade"));
    assertThat(Kind.ORDERS.text(ORDER)).isEqualTo(ORDER);
  }

  @Test
  void aLineSaysAllOfARequest() {
    FrameRequest request = FrameRequest.paced(500, 1_000).over(2).of(Kind.NAMED_TRADE);

    assertThat(FrameRequest.parse(request.line())).isEqualTo(request);
  }
}
