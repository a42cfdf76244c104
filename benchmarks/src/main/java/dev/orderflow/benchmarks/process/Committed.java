package dev.orderflow.benchmarks.process;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** How many records a topic of one partition has that a reader of committed records can have. */
public final class Committed implements AutoCloseable {

  private static final long LOOK_EVERY_MS = 5;
  private static final Duration STILL = Duration.ofSeconds(60);

  private final Admin admin;
  private final TopicPartition partition;

  /** Looks at a topic of a broker. */
  public Committed(BenchmarkBroker broker, String topic) {
    admin = broker.admin();
    partition = new TopicPartition(topic, 0);
  }

  /**
   * The end of the topic.
   *
   * @throws IOException where the broker does not answer
   * @throws InterruptedException where the caller is interrupted
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
   * Waits until the topic has so many.
   *
   * @return how many it has
   * @throws IOException where for a minute none was added
   * @throws InterruptedException where the caller is interrupted
   */
  public long await(long wanted) throws IOException, InterruptedException {
    long last = count();
    long since = System.nanoTime();
    while (last < wanted) {
      Thread.sleep(LOOK_EVERY_MS);
      long now = count();
      if (now > last) {
        since = System.nanoTime();
      } else if (System.nanoTime() - since > STILL.toNanos()) {
        throw new IOException(partition + " stays at " + now + " of " + wanted + " records");
      }
      last = now;
    }
    return last;
  }

  @Override
  public void close() {
    admin.close();
  }
}
