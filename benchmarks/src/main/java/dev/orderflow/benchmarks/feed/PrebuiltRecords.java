package dev.orderflow.benchmarks.feed;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.source.SourceRecord;

/** The records that the connector makes of a block of frames: the same key, value and headers. */
public final class PrebuiltRecords {

  private PrebuiltRecords() {}

  /**
   * A block's records.
   *
   * @param topic where they go
   */
  public static List<SourceRecord> of(String topic) {
    long micros = FrameServer.micros();
    FrameBlock block = new FrameBlock(List.of(OrderFrames.SYMBOL), FrameKind.ORDERS, micros);
    String channel = "live_orders_" + OrderFrames.SYMBOL;
    Map<String, String> partition = Map.of("channel", channel);
    List<SourceRecord> records = new ArrayList<>(block.size());
    for (int i = 0; i < block.size(); i++) {
      long at = ++micros;
      block.stamp(i, at);
      int begin = block.text(i);
      String text =
          new String(block.wire(), begin, block.start(i + 1) - begin, StandardCharsets.US_ASCII);
      Map<String, Object> offset = new HashMap<>();
      offset.put("microtimestamp", at);
      offset.put("event_id", between(text, "\"event_id\":\""));
      records.add(
          new SourceRecord(
              partition,
              offset,
              topic,
              null,
              Schema.STRING_SCHEMA,
              OrderFrames.SYMBOL,
              Schema.STRING_SCHEMA,
              text,
              at / 1_000,
              new ConnectHeaders()
                  .addString("channel", channel)
                  .addString("event", between(text, "\"event\":\""))
                  .addString("origin", "stream")
                  .addLong("received_at", at)
                  .addLong("session", at)));
    }
    return records;
  }

  private static String between(String text, String before) {
    int start = text.indexOf(before) + before.length();
    return text.substring(start, text.indexOf('"', start));
  }
}
