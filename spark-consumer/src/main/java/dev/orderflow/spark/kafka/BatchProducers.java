package dev.orderflow.spark.kafka;

import java.util.HashMap;
import java.util.Map;

/**
 * Keeps the producers of an executor from one batch to the next, because to start one takes longer
 * than most batches.
 *
 * <p>Spark gives tasks no place for such a thing but the process itself: this is the one piece of
 * static state in the application. A producer is either here or with the task that took it.
 */
final class BatchProducers {

  private static final Map<String, BatchProducer> IDLE = new HashMap<>();

  private BatchProducers() {}

  static BatchProducer take(KafkaOutput output, long partition) {
    synchronized (IDLE) {
      BatchProducer idle = IDLE.remove(output.identity() + '-' + partition);
      if (idle != null) {
        return idle;
      }
    }
    return new BatchProducer(output, partition);
  }

  static void giveBack(BatchProducer producer) {
    synchronized (IDLE) {
      IDLE.put(producer.id(), producer);
    }
  }
}
