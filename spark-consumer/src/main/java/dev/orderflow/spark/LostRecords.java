package dev.orderflow.spark;

import dev.orderflow.spark.job.KafkaSource;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/**
 * Finds out, before a query starts, which records Kafka has deleted that the query had yet to read.
 *
 * <p>Spark would stop without saying which, or go on without telling what it computes with.
 */
final class LostRecords {

  private final KafkaSource source;

  LostRecords(KafkaSource source) {
    this.source = source;
  }

  /**
   * Compares with what Kafka still has.
   *
   * @param next the next offset to read of each partition
   * @param goOn whether to go on without the lost records
   * @return the first offset that is left of each partition that lost records
   * @throws UsageException naming what was lost, where the user does not want to go on
   */
  Map<String, Long> since(Map<TopicPartition, Long> next, boolean goOn)
      throws InterruptedException {
    if (next.isEmpty()) {
      return Map.of();
    }
    Map<String, Long> losses = new TreeMap<>();
    Map<String, String> ranges = new TreeMap<>();
    earliest(next)
        .forEach(
            (partition, first) -> {
              long wanted = next.get(partition);
              if (first > wanted) {
                losses.put(partition.toString(), first);
                ranges.put(partition.toString(), "offsets " + wanted + " to " + (first - 1));
              }
            });
    if (!losses.isEmpty() && !goOn) {
      throw new UsageException(
          "Kafka has deleted records that were not read yet: "
              + ranges.entrySet().stream()
                  .map(range -> range.getKey() + " " + range.getValue())
                  .collect(Collectors.joining(", "))
              + " (--no-fail-on-data-loss goes on, and what they were part of is incomplete)");
    }
    return losses;
  }

  private Map<TopicPartition, Long> earliest(Map<TopicPartition, Long> partitions)
      throws InterruptedException {
    Map<String, Object> settings = new HashMap<>(source.clientSettings());
    settings.keySet().retainAll(AdminClientConfig.configNames());
    settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, source.bootstrapServers());
    try (Admin admin = Admin.create(settings)) {
      Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
      partitions.keySet().forEach(partition -> wanted.put(partition, OffsetSpec.earliest()));
      Map<TopicPartition, Long> earliest = new HashMap<>();
      for (Map.Entry<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> found :
          admin.listOffsets(wanted).all().get().entrySet()) {
        earliest.put(found.getKey(), found.getValue().offset());
      }
      return earliest;
    } catch (ExecutionException refused) {
      throw new UsageException(
          "the brokers do not tell which records they still have: " + RootCause.of(refused),
          refused);
    }
  }
}
