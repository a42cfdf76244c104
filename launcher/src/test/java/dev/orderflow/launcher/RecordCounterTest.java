package dev.orderflow.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RecordCounterTest {

  private static final String TOPIC = "testTopic";

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");

  private RecordCounter counterFrom(long... ends) {
    Node[] nobody = new Node[0];
    consumer.updatePartitions(
        TOPIC,
        IntStream.range(0, ends.length)
            .mapToObj(p -> new PartitionInfo(TOPIC, p, null, nobody, nobody))
            .toList());
    for (int p = 0; p < ends.length; p++) {
      consumer.updateEndOffsets(Map.of(new TopicPartition(TOPIC, p), ends[p]));
    }
    return new RecordCounter(consumer, TOPIC, Optional.empty());
  }

  private void write(long offset, String origin) {
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>(TOPIC, 0, offset, new byte[0], new byte[0]);
    if (!origin.isEmpty()) {
      record.headers().add("origin", origin.getBytes(StandardCharsets.UTF_8));
    }
    consumer.addRecord(record);
  }

  @Test
  void framesAndWhatTheConnectorAddsAreCountedApart() throws Exception {
    try (RecordCounter counter = counterFrom(0)) {
      counter.follow(() -> {});
      consumer.schedulePollTask(
          () -> {
            int offset = 0;
            for (String origin :
                List.of("stream", "repair", "stream", "snapshot", "connector", "", "other")) {
              write(offset++, origin);
            }
          });
      await().until(() -> counter.connectorRecords() == 4);
      assertThat(counter.records()).isEqualTo(3);
    }
    assertThat(consumer.closed()).isTrue();
  }

  @Test
  void countingBeginsWhereTheTopicEndedBefore() throws Exception {
    try (RecordCounter counter = counterFrom(5)) {
      assertThat(counter.startingOffsets()).isEqualTo("{\"testTopic\":{\"0\":5}}");
      counter.follow(() -> {});
      consumer.schedulePollTask(
          () -> {
            write(4, "stream");
            write(5, "stream");
          });
      await().until(() -> counter.records() > 0);
      assertThat(counter.records()).isEqualTo(1);
    }
  }

  @Test
  void sparkStartsAtTheSamePlaceInEveryPartition() {
    try (RecordCounter counter = counterFrom(7, 0, 12)) {
      assertThat(counter.startingOffsets()).isEqualTo("{\"testTopic\":{\"0\":7,\"1\":0,\"2\":12}}");
    }
  }

  @Test
  void aNewTopicIsReadFromItsBeginning() {
    try (RecordCounter counter = counterFrom(0)) {
      assertThat(counter.startingOffsets()).isEqualTo("earliest");
    }
  }

  @Test
  void aCountThatFailedIsNotPassedOffAsOne() throws Exception {
    try (RecordCounter counter = counterFrom(0)) {
      consumer.setPollException(new KafkaException("the broker is gone"));
      counter.follow(() -> {});
      await()
          .untilAsserted(
              () ->
                  assertThatThrownBy(counter::requireCounting)
                      .isInstanceOf(StepFailure.class)
                      .hasMessageContaining("the broker is gone"));
    }
  }
}
