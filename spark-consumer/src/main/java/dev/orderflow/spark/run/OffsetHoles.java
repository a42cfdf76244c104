package dev.orderflow.spark.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.orderflow.spark.scan.RecordCounts;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.streaming.SourceProgress;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryProgress;

/**
 * Finds batches that had fewer records than offsets. A task sees that records are missing between
 * two that it reads; what is missing where one task ends and the next begins only the whole batch
 * shows, and shows it when its rows are published. Used by one thread.
 */
final class OffsetHoles {

  /** Marks of transactions that tasks of the connector end at once, in each partition. */
  private static final long MOST_MARKS = 100;

  private static final ObjectMapper JSON = new ObjectMapper();

  private long looked = -1;

  /**
   * Looks at the batches that have ended since the last look.
   *
   * @return what is wrong; empty where nothing is
   */
  Optional<String> look(StreamingQuery query) {
    for (StreamingQueryProgress progress : query.recentProgress()) {
      if (progress.batchId() > looked) {
        looked = progress.batchId();
        Optional<Long> rows = RecordCounts.of(progress).map(RecordCounts::rows);
        for (SourceProgress source : progress.sources()) {
          if (rows.isPresent() && isHole(source.startOffset(), source.endOffset(), rows.get())) {
            return Optional.of(
                "batch "
                    + progress.batchId()
                    + " of "
                    + source.startOffset()
                    + " to "
                    + source.endOffset()
                    + " had only "
                    + rows.get()
                    + " records: Kafka has removed others from the middle, as with"
                    + " cleanup.policy=compact, and the rows of this batch may lack them");
          }
        }
      }
    }
    return Optional.empty();
  }

  /** Whether so many more offsets were read than records that transactions do not explain it. */
  static boolean isHole(String start, String end, long rows) {
    if (start == null || end == null) {
      // Where the first batch begins Spark does not tell.
      return false;
    }
    try {
      JsonNode from = JSON.readTree(start);
      long missing = -rows;
      long partitions = 0;
      for (Map.Entry<String, JsonNode> topic : JSON.readTree(end).properties()) {
        for (Map.Entry<String, JsonNode> partition : topic.getValue().properties()) {
          JsonNode begin = from.path(topic.getKey()).path(partition.getKey());
          missing += partition.getValue().asLong() - begin.asLong();
          partitions++;
        }
      }
      // A batch of one record between two marks is nothing odd, however small.
      return missing > MOST_MARKS * partitions + rows;
    } catch (JsonProcessingException unknown) {
      return false;
    }
  }
}
