package dev.orderflow.dashboard.feed;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A record with what is known of its reading.
 *
 * @param record as it came
 * @param live whether it was written after the reading began; else it is history
 * @param now when it was read, microseconds since the epoch
 */
record Received(ConsumerRecord<byte[], byte[]> record, boolean live, long now) {

  String header(String name) {
    Header header = record.headers().lastHeader(name);
    return header == null || header.value() == null
        ? ""
        : new String(header.value(), StandardCharsets.UTF_8);
  }

  /** When the connector received it or what caused it; 0 where the record does not tell. */
  long receivedAt() {
    String text = header("received_at");
    return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
  }
}
