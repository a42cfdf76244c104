package dev.orderflow.connect.bitstamp;

import dev.orderflow.connect.bitstamp.continuity.Output;
import dev.orderflow.connect.bitstamp.continuity.Position;
import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.record.FeedRecord;
import dev.orderflow.connect.bitstamp.record.SourceOffsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what the feed delivers and returns it as records.
 *
 * <p>Connect calls {@link #start}, {@link #poll} and {@link #stop} on one thread, the task's, and
 * {@link #commitRecord} on that or on the producer's. Nothing wakes a poll that waits, so it waits
 * at most for {@code poll.wait.ms}.
 */
public final class BitstampSourceTask extends SourceTask {

  private static final Logger log = LoggerFactory.getLogger(BitstampSourceTask.class);

  /** Set and unset by the task's thread; the producer's reads it. */
  private volatile Optional<RunningTask> running = Optional.empty();

  /** Created by Connect. */
  public BitstampSourceTask() {}

  @Override
  public String version() {
    return Version.current();
  }

  @Override
  public void start(Map<String, String> props) {
    BitstampSourceConfig config = BitstampSourceConfig.of(props);
    List<Channel> channels =
        Optional.ofNullable(props.get(BitstampSourceConfig.TASK_CHANNELS))
            .map(BitstampSourceTask::parseChannels)
            .orElseGet(config::channels);
    RunningTask task = new RunningTask(config, channels, storedPositions(channels));
    running = Optional.of(task);
    boolean measured = TaskMetrics.publish(context, task.metricSources());
    task.start();
    log.info(
        "Reading {} from {}{}.",
        channels.size() == 1 ? channels.get(0) : channels.size() + " channels",
        config.feed(channels).loggableUrl(),
        measured ? "" : ", without metrics, which workers have from Kafka 4.1 on");
  }

  @Override
  public List<SourceRecord> poll() throws InterruptedException {
    RunningTask task = running.orElseThrow(() -> new ConnectException("poll before start"));
    List<SourceRecord> records = task.poll();
    return records.isEmpty() ? null : records;
  }

  /**
   * Notes what became of a record.
   *
   * @param metadata where it was written; null when it was not, because it was refused and errors
   *     are tolerated, or because a transformation dropped it
   */
  @Override
  public void commitRecord(SourceRecord record, RecordMetadata metadata) {
    if (record instanceof FeedRecord handed) {
      running.ifPresent(
          task ->
              task.settled(handed, Optional.ofNullable(metadata).map(BitstampSourceTask::place)));
    }
  }

  private static Output.WrittenUpTo place(RecordMetadata metadata) {
    return new Output.WrittenUpTo(metadata.topic(), metadata.partition(), metadata.offset());
  }

  /** Called after the last poll has returned; also after a start that failed half-way. */
  @Override
  public void stop() {
    running.ifPresent(RunningTask::close);
    running = Optional.empty();
  }

  private static List<Channel> parseChannels(String names) {
    return Arrays.stream(names.split(","))
        .map(
            name ->
                Channel.parse(name)
                    .orElseThrow(() -> new ConnectException("not a channel: '" + name + "'")))
        .toList();
  }

  /** How far each channel was written; read once, because Connect may have to wait for it. */
  private Map<Channel, Position> storedPositions(List<Channel> channels) {
    Map<Map<String, String>, Channel> partitions =
        channels.stream()
            .collect(Collectors.toMap(c -> SourceOffsets.partition(c.name()), Function.identity()));
    Map<Channel, Position> positions = new HashMap<>();
    context
        .offsetStorageReader()
        .offsets(partitions.keySet())
        .forEach(
            (partition, offset) -> {
              if (offset != null) {
                positions.put(partitions.get(partition), position(partition, offset));
              }
            });
    return positions;
  }

  private static Position position(Map<String, String> partition, Map<String, Object> offset) {
    try {
      return SourceOffsets.position(offset);
    } catch (IllegalArgumentException e) {
      throw new ConnectException(
          "The stored source offset of " + partition + " is not usable: " + e.getMessage(), e);
    }
  }
}
