package dev.orderflow.benchmarks.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is wrong with a topic shows in the times of its frames. */
class ArrivedFramesTest {

  private final ArrivedFrames arrived = new ArrivedFrames();

  @BeforeEach
  void takeTheFirstTwo() throws IOException {
    arrived.take(frame(1_788_552_000_000_001L));
    arrived.take(frame(1_788_552_000_000_002L));
  }

  @Test
  void framesOneAfterTheOtherAreCounted() throws IOException {
    arrived.take(record("{\"event\":\"orderflow:session\"}", "orderflow:session"));
    arrived.take(record("{\"microtimestamp\":1788552000000003,\"id\":1}", "order_created"));

    assertThat(arrived.count()).isEqualTo(3);
  }

  @Test
  void aMissingADoubledAndADisplacedFrameAreRefused() {
    for (long micros : new long[] {4, 2, 1}) {
      assertThatThrownBy(() -> arrived.take(frame(1_788_552_000_000_000L + micros)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("after one of 1788552000000002");
    }
  }

  private static ConsumerRecord<byte[], byte[]> frame(long micros) {
    return record("{\"data\":{\"id\":1,\"microtimestamp\":\"" + micros + "\"}}", "order_created");
  }

  private static ConsumerRecord<byte[], byte[]> record(String value, String event) {
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>("topic", 0, 0, new byte[0], value.getBytes(StandardCharsets.US_ASCII));
    record.headers().add("event", event.getBytes(StandardCharsets.US_ASCII));
    return record;
  }
}
