package dev.orderflow.benchmarks.feed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What the frames look like, and how a request crosses a line of input. */
class FrameRequestTest {

  private static final String ORDER =
      "{\"data\":{\"id\":1},\"channel\":\"live_orders_btcusd\",\"event\":\"order_created\","
          + "\"event_id\":\"2\",\"pre_event_id\":\"1\"}";

  @Test
  void withoutAChainTheSameIdsHaveOtherNames() {
    assertThat(FrameRequest.fast(1).text(ORDER)).isEqualTo(ORDER);
    assertThat(FrameRequest.fast(1).withoutChain().text(ORDER))
        .contains("\"event_no\":\"2\",\"pre_event_no\":\"1\"")
        .doesNotContain("event_id")
        .hasSameSizeAs(ORDER);
  }

  @Test
  void aRequestCrossesALineOfInput() throws IOException {
    FrameRequest request = FrameRequest.paced(500, 1_000).over(2).withoutChain();
    ObjectMapper json = new ObjectMapper();

    assertThat(json.readValue(json.writeValueAsString(request), FrameRequest.class))
        .isEqualTo(request);
  }
}
