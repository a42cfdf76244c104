package dev.orderflow.benchmarks.topic;

import dev.orderflow.runtime.Await;
import dev.orderflow.runtime.KafkaTopics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A topic of one partition that a run writes to, made empty; closing it removes it, for the disk's
 * sake. What is counted and read is what a reader of committed records can have.
 */
public final class BenchmarkTopic implements AutoCloseable {

  private static final Duration STILL = Duration.ofSeconds(60);

  private final Admin admin;
  private final String bootstrapServers;
  private final TopicPartition partition;

  /**
   * Makes a topic.
   *
   * @param bootstrapServers the broker
   * @param name the topic's
   * @throws IOException where the broker refuses
   */
  public BenchmarkTopic(String bootstrapServers, String name)
      throws IOException, InterruptedException {
    this.bootstrapServers = bootstrapServers;
    partition = new TopicPartition(name, 0);
    try {
      KafkaTopics.create(bootstrapServers, Map.of(name, 1));
    } catch (ExecutionException refused) {
      throw new IOException("topic " + name + " cannot be made", refused);
    }
    admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
  }

  /** Its name. */
  public String name() {
    return partition.topic();
  }

  /**
   * How many committed records it has, transactions' own included.
   *
   * @throws IOException where the broker does not answer
   */
  public long count() throws IOException, InterruptedException {
    try {
      return admin
          .listOffsets(
              Map.of(partition, OffsetSpec.latest()),
              new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
          .partitionResult(partition)
          .get()
          .offset();
    } catch (ExecutionException failed) {
      throw new IOException("the end of " + partition + " is not known", failed);
    }
  }

  /**
   * Waits until it has so many.
   *
   * @return how many it has
   * @throws IOException where for a minute none was added
   */
  public long awaitCount(long wanted) throws IOException, InterruptedException {
    long count = count();
    while (count < wanted) {
      long before = count;
      if (!Await.until(STILL, () -> hasMoreThan(before))) {
        throw new IOException(partition + " stays at " + count + " of " + wanted + " records");
      }
      count = count();
    }
    return count;
  }

  private boolean hasMoreThan(long records) {
    try {
      return count() > records;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException wanted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Takes a record. */
  @FunctionalInterface
  public interface Reader {
    /**
     * Takes the next record.
     *
     * @throws IOException where it is not what it must be
     */
    void take(ConsumerRecord<byte[], byte[]> record) throws IOException;
  }

  /**
   * Reads it from its beginning to its end.
   *
   * @param complete whether what is waited for has been read, though it be later than asked
   * @param reader takes each record
   * @throws IOException where a record is refused, or for a minute none can be had
   */
  public void read(BooleanSupplier complete, Reader reader)
      throws IOException, InterruptedException {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", bootstrapServers,
                "isolation.level", "read_committed",
                "max.poll.records", "10000"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long since = System.nanoTime();
      while (!complete.getAsBoolean() || consumer.position(partition) < count()) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          reader.take(record);
          since = System.nanoTime();
        }
        if (System.nanoTime() - since > STILL.toNanos()) {
          throw new IOException(partition + " ends at " + count() + " with something missing");
        }
      }
    }
  }

  @Override
  public void close() {
    // Answered once the broker has taken it; that it fails with a failed broker matters to nobody.
    admin.deleteTopics(List.of(name()));
    admin.close();
  }
}
