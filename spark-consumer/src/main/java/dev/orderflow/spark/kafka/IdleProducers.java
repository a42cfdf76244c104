package dev.orderflow.spark.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps the producers of an executor from one batch to the next, because to start one takes longer
 * than most batches. A producer is either here or with the task that took it.
 *
 * <p>A task is given the producer of its partition only where that has seen the batch before: one
 * that has missed a batch belongs to a partition that went on in another executor and has been
 * fenced off there, and is closed. So is one that has written nothing for long, before Kafka
 * forgets its transactional id ({@code transactional.id.expiration.ms}).
 *
 * <p>Spark gives tasks no place for such a thing but the process itself: {@link #OF_EXECUTOR} is
 * the one piece of static state in the application. Any thread may use it.
 */
final class IdleProducers {

  /** Those of this process. */
  static final IdleProducers OF_EXECUTOR = new IdleProducers();

  private static final long LONGEST_UNUSED_NANOS = Duration.ofHours(1).toNanos();

  private final Map<String, Idle> idle = new HashMap<>();

  /**
   * Takes the producer of a partition, where there is one to go on with.
   *
   * @param output of the query
   * @param partition of the batch
   * @param batch number of the batch
   */
  synchronized Optional<BatchProducer> take(KafkaOutput output, long partition, long batch) {
    for (Iterator<Idle> each = idle.values().iterator(); each.hasNext(); ) {
      Idle next = each.next();
      if (next.query.equals(output.identity()) && !isOfUse(next, batch)) {
        next.producer.discard();
        each.remove();
      }
    }
    return Optional.ofNullable(idle.remove(BatchProducer.id(output, partition)))
        .map(Idle::producer);
  }

  /** Other partitions may have seen the same batch already, and so has one that is repeated. */
  private static boolean isOfUse(Idle idle, long batch) {
    return (idle.batch == batch - 1 || idle.batch == batch)
        && idle.producer.unusedNanos() < LONGEST_UNUSED_NANOS;
  }

  /**
   * Gives a producer back, none of whose transactions is open.
   *
   * @param output of the query
   * @param producer the producer
   * @param batch number of the batch that has ended, whether the producer wrote in it or not
   */
  synchronized void giveBack(KafkaOutput output, BatchProducer producer, long batch) {
    idle.put(producer.id(), new Idle(output.identity(), producer, batch));
  }

  private record Idle(String query, BatchProducer producer, long batch) {}
}
