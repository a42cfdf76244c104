package dev.orderflow.benchmarks.feed;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.source.SourceConnector;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;

/**
 * The limit: what Connect itself can move. Its one task returns records that were made at its
 * start, over and over, {@code records} of them in all, with the keys, values and headers that the
 * connector gives them. It does nothing else, so it is as fast as any source task can be that moves
 * such records.
 */
public final class PrebuiltSourceConnector extends SourceConnector {

  private static final String VERSION = "0.1.0";

  private Map<String, String> settings = Map.of();

  /** Created by Connect. */
  public PrebuiltSourceConnector() {}

  @Override
  public void start(Map<String, String> props) {
    settings = Map.copyOf(props);
  }

  @Override
  public Class<? extends Task> taskClass() {
    return PrebuiltTask.class;
  }

  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    return List.of(settings);
  }

  @Override
  public void stop() {
    // Nothing runs here.
  }

  @Override
  public ConfigDef config() {
    return new ConfigDef();
  }

  @Override
  public String version() {
    return VERSION;
  }

  /** The task, for Connect to create. */
  public static final class PrebuiltTask extends SourceTask {

    private static final int BATCH = 2_000;

    private final List<SourceRecord> records = new ArrayList<>();
    private long left;
    private int next;

    /** Created by Connect. */
    public PrebuiltTask() {}

    @Override
    public void start(Map<String, String> props) {
      left = Long.parseLong(props.get("records"));
      for (String frame : FrameSource.orders()) {
        records.add(record(props.get("topic"), frame));
      }
    }

    private static SourceRecord record(String topic, String frame) {
      long micros = Long.parseLong(FrameSource.field(frame, "microtimestamp"));
      Map<String, Object> offset = new HashMap<>();
      offset.put("microtimestamp", micros);
      offset.put("event_id", FrameSource.field(frame, "event_id"));
      return new SourceRecord(
          Map.of("channel", FrameSource.CHANNEL),
          offset,
          topic,
          null,
          Schema.STRING_SCHEMA,
          FrameSource.MARKET,
          Schema.STRING_SCHEMA,
          frame,
          micros / 1_000,
          new ConnectHeaders()
              .addString("channel", FrameSource.CHANNEL)
              .addString("event", FrameSource.field(frame, "event"))
              .addString("origin", "stream")
              .addLong("received_at", micros)
              .addLong("session", micros));
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
      records.clear();
    }

    @Override
    public String version() {
      return VERSION;
    }
  }
}
