package dev.orderflow.launcher.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.orderflow.launcher.process.StepFailure;
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

class TopicTallyTest {

  private static final String TOPIC = "testTopic";

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");

  private TopicTally tallyFrom(long... ends) {
    Node[] nobody = new Node[0];
    consumer.updatePartitions(
        TOPIC,
        IntStream.range(0, ends.length)
            .mapToObj(p -> new PartitionInfo(TOPIC, p, null, nobody, nobody))
            .toList());
    for (int p = 0; p < ends.length; p++) {
      consumer.updateEndOffsets(Map.of(new TopicPartition(TOPIC, p), ends[p]));
    }
    return new TopicTally(consumer, TOPIC, Optional.empty());
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
    try (TopicTally tally = tallyFrom(0)) {
      tally.follow(() -> {});
      consumer.schedulePollTask(
          () -> {
            int offset = 0;
            for (String origin :
                List.of("stream", "repair", "stream", "snapshot", "connector", "", "other")) {
              write(offset++, origin);
            }
          });
      await().until(() -> tally.connectorRecords() == 4);
      assertThat(tally.records()).isEqualTo(3);
    }
    assertThat(consumer.closed()).isTrue();
  }

  @Test
  void countingBeginsWhereTheTopicEndedBefore() throws Exception {
    try (TopicTally tally = tallyFrom(5)) {
      assertThat(tally.startingOffsets()).isEqualTo("{\"testTopic\":{\"0\":5}}");
      tally.follow(() -> {});
      consumer.schedulePollTask(
          () -> {
            write(4, "stream");
            write(5, "stream");
          });
      await().until(() -> tally.counted() > 0);
      assertThat(tally.records()).isEqualTo(1);
    }
  }

  @Test
  void sparkStartsAtTheSamePlaceInEveryPartition() {
    try (TopicTally tally = tallyFrom(7, 0, 12)) {
      assertThat(tally.startingOffsets()).isEqualTo("{\"testTopic\":{\"0\":7,\"1\":0,\"2\":12}}");
    }
  }

  @Test
  void aNewTopicIsReadFromItsBeginning() {
    try (TopicTally tally = tallyFrom(0)) {
      assertThat(tally.startingOffsets()).isEqualTo("earliest");
    }
  }

  @Test
  void aCountThatFailedIsNotPassedOffAsOne() throws Exception {
    try (TopicTally tally = tallyFrom(0)) {
      consumer.setPollException(new KafkaException("the broker is gone"));
      tally.follow(() -> {});
      await()
          .untilAsserted(
              () ->
                  assertThatThrownBy(tally::records)
                      .isInstanceOf(StepFailure.class)
                      .hasMessageContaining("the broker is gone"));
    }
  }
}
