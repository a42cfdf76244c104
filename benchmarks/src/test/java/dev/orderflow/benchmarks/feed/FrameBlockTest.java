package dev.orderflow.benchmarks.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is sent looks like the venue's frames, and each continues its market's chain. */
class FrameBlockTest {

  private static final long BEFORE = 1_788_552_000_000_000L;

  @Test
  void chainsTheFramesOfEachMarket() {
    FrameBlock block = new FrameBlock(List.of("aaausd", "bbbusd"), FrameKind.ORDERS, BEFORE);
    block.stamp(0, BEFORE + 1);
    block.stamp(1, BEFORE + 2);
    block.stamp(2, BEFORE + 300);

    assertThat(text(block, 0))
        .contains("\"channel\":\"live_orders_aaausd\"")
        .contains("\"microtimestamp\":\"1788552000000001\"")
        .contains(
            "\"event_id\":\"" + id(BEFORE + 1) + "\",\"pre_event_id\":\"" + id(BEFORE) + "\"");
    assertThat(text(block, 1))
        .contains("\"channel\":\"live_orders_bbbusd\"")
        .contains(
            "\"event_id\":\"" + id(BEFORE + 2) + "\",\"pre_event_id\":\"" + id(BEFORE) + "\"");
    assertThat(text(block, 2))
        .contains(
            "\"event_id\":\""
                + id(BEFORE + 300)
                + "\",\"pre_event_id\":\""
                + id(BEFORE + 1)
                + "\"");
  }

  @Test
  void framesVaryAndHaveTheirLengthBeforeThem() {
    FrameBlock block = new FrameBlock(List.of("btcusd"), FrameKind.ORDERS, BEFORE);
    assertThat(text(block, 1)).isNotEqualTo(text(block, 2));
    byte[] wire = block.wire();
    for (int frame : new int[] {0, 1, block.size() - 1}) {
      int start = block.start(frame);
      int length = (wire[start + 2] & 0xFF) << 8 | wire[start + 3] & 0xFF;
      assertThat(wire[start]).isEqualTo((byte) 0x81);
      assertThat(block.start(frame + 1)).isEqualTo(start + 4 + length);
      assertThat(length).isBetween(400, 600);
      assertThat(text(block, frame)).startsWith("{\"data\":{\"id\":").endsWith("}");
    }
  }

  @Test
  void withoutChainTheSameBytesHaveOtherNames() {
    FrameBlock block = new FrameBlock(List.of("btcusd"), FrameKind.WITHOUT_CHAIN, BEFORE);
    block.stamp(0, BEFORE + 1);
    assertThat(text(block, 0))
        .doesNotContain("event_id\"")
        .contains(
            "\"event_no\":\"" + id(BEFORE + 1) + "\",\"pre_event_no\":\"" + id(BEFORE) + "\"");
  }

  @Test
  void anOrderCanBeCalledATrade() {
    FrameBlock block = new FrameBlock(List.of("btcusd"), FrameKind.NAMED_TRADE, BEFORE);
    block.stamp(0, BEFORE + 1);
    assertThat(text(block, 0))
        .contains("\"event\":\"trade\"", "\"event_id\":\"" + id(BEFORE + 1) + '"')
        .doesNotContain("order_created", "order_changed", "order_deleted");
  }

  private static String id(long micros) {
    String hex = String.format("%016x", micros);
    return hex.substring(0, 8)
        + '-'
        + hex.substring(8, 12)
        + '-'
        + hex.substring(12)
        + "-0000-000100000020";
  }

  private static String text(FrameBlock block, int frame) {
    int begin = block.text(frame);
    return new String(
        block.wire(), begin, block.start(frame + 1) - begin, StandardCharsets.US_ASCII);
  }
}
