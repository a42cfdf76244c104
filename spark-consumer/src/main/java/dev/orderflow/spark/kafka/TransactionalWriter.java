package dev.orderflow.spark.kafka;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.spark.sql.ForeachWriter;
import org.apache.spark.sql.Row;

/**
 * Writes a partition of a batch to Kafka exactly once: its records and the batch's number are
 * committed in one transaction, and a batch that is repeated after a failure finds its number.
 *
 * <p>Spark's own Kafka sink writes a repeated batch again. This one needs that a repeated batch has
 * the same rows in the same partitions, which holds for rows that come straight from keyed state.
 */
public final class TransactionalWriter extends ForeachWriter<Row> {

  private static final long serialVersionUID = 1L;

  private final KafkaOutput output;
  private transient Optional<BatchProducer> producer;
  private transient long partition;
  private transient long batch;
  private transient boolean begun;

  /** A writer of rows as {@link OutputRow} describes them. */
  public TransactionalWriter(KafkaOutput output) {
    this.output = output;
  }

  @Override
  public boolean open(long partition, long epoch) {
    this.partition = partition;
    batch = epoch;
    begun = false;
    producer = IdleProducers.OF_EXECUTOR.take(output, partition, batch);
    return true;
  }

  @Override
  public void process(Row row) {
    if (!begun) {
      producer = producer.or(() -> Optional.of(BatchProducer.start(output, partition)));
      producer.get().begin(batch);
      begun = true;
    }
    ProducerRecord<byte[], byte[]> published =
        new ProducerRecord<>(
            output.topics().get(row.getString(0)),
            row.getString(1).getBytes(StandardCharsets.UTF_8),
            row.getString(2).getBytes(StandardCharsets.UTF_8));
    published
        .headers()
        .add("received_at", Long.toString(row.getLong(3)).getBytes(StandardCharsets.UTF_8));
    producer.get().send(published);
  }

  @Override
  public void close(Throwable failure) {
    if (producer == null || producer.isEmpty()) {
      return;
    }
    BatchProducer used = producer.get();
    producer = Optional.empty();
    if (failure != null) {
      used.discard();
      return;
    }
    try {
      if (begun) {
        used.commit();
      }
    } catch (RuntimeException notCommitted) {
      used.discard();
      throw notCommitted;
    }
    IdleProducers.OF_EXECUTOR.giveBack(output, used, batch);
  }
}
