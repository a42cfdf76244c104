package dev.orderflow.spark.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** A producer goes on only where nobody can have fenced it off. */
class IdleProducersTest {

  private static final KafkaOutput OUTPUT =
      new KafkaOutput(new KafkaCluster("localhost:1", Map.of()), Map.of("book", "b"), "query");

  private final IdleProducers idle = new IdleProducers();
  private final AtomicLong nanos = new AtomicLong();

  @Test
  void itGoesOnWithTheNextBatchAndIsThenTheTasks() {
    BatchProducer producer = producer(0, new MockProducer<>());
    idle.giveBack(OUTPUT, producer, 7);

    assertThat(idle.take(OUTPUT, 0, 8)).containsSame(producer);
    assertThat(idle.take(OUTPUT, 0, 8)).isEmpty();
  }

  @Test
  void aBatchThatIsRepeatedHasItsProducerAgain() {
    BatchProducer producer = producer(0, new MockProducer<>());
    idle.giveBack(OUTPUT, producer, 7);

    assertThat(idle.take(OUTPUT, 0, 7)).containsSame(producer);
  }

  @Test
  void whatHasMissedABatchIsClosed() {
    MockProducer<byte[], byte[]> elsewhere = new MockProducer<>();
    MockProducer<byte[], byte[]> here = new MockProducer<>();
    idle.giveBack(OUTPUT, producer(0, elsewhere), 6);
    idle.giveBack(OUTPUT, producer(1, here), 7);

    assertThat(idle.take(OUTPUT, 1, 8)).isPresent();
    assertThat(elsewhere.closed()).isTrue();
    assertThat(here.closed()).isFalse();
    assertThat(idle.take(OUTPUT, 0, 7)).isEmpty();
  }

  @Test
  void thoseOfAnotherQueryAreLeftAlone() {
    MockProducer<byte[], byte[]> other = new MockProducer<>();
    KafkaOutput query = new KafkaOutput(OUTPUT.cluster(), OUTPUT.topics(), "other");
    BatchProducer producer =
        new BatchProducer("other-0", new TopicPartition("b", 0), other, -1, nanos::get);
    idle.giveBack(query, producer, 3);

    assertThat(idle.take(OUTPUT, 0, 100)).isEmpty();
    assertThat(other.closed()).isFalse();
    assertThat(idle.take(query, 0, 4)).containsSame(producer);
  }

  @Test
  void whatHasWrittenNothingForLongIsClosedBeforeKafkaForgetsIt() {
    MockProducer<byte[], byte[]> quiet = new MockProducer<>();
    idle.giveBack(OUTPUT, producer(0, quiet), 7);
    nanos.addAndGet(Duration.ofHours(1).toNanos());

    assertThat(idle.take(OUTPUT, 0, 8)).isEmpty();
    assertThat(quiet.closed()).isTrue();
  }

  private BatchProducer producer(long partition, MockProducer<byte[], byte[]> producer) {
    return new BatchProducer(
        BatchProducer.id(OUTPUT, partition), new TopicPartition("b", 0), producer, -1, nanos::get);
  }
}
