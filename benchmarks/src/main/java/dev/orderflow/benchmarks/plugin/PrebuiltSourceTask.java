package dev.orderflow.benchmarks.plugin;

import dev.orderflow.benchmarks.feed.PrebuiltRecords;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;

/**
 * Returns records that were made at its start, over and over, {@code records} of them in all. It
 * does nothing else, so it is as fast as any source task can be that moves such records.
 */
public final class PrebuiltSourceTask extends SourceTask {

  private static final int BATCH = 2_000;

  private List<SourceRecord> records = List.of();
  private long left;
  private int next;

  /** Created by Connect. */
  public PrebuiltSourceTask() {}

  @Override
  public void start(Map<String, String> props) {
    records = PrebuiltRecords.of(props.get("topic"));
    left = Long.parseLong(props.get("records"));
  }

  @Override
  public List<SourceRecord> poll() throws InterruptedException {
    if (left == 0) {
      TimeUnit.MILLISECONDS.sleep(100);
      return null;
    }
    int count = (int) Math.min(Math.min(BATCH, left), records.size() - next);
    List<SourceRecord> batch = records.subList(next, next + count);
    next = (next + count) % records.size();
    left -= count;
    return batch;
  }

  @Override
  public void stop() {
    records = List.of();
  }

  @Override
  public String version() {
    return "0.1.0";
  }
}
