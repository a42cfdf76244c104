package dev.orderflow.connect.bitstamp.record;

import dev.orderflow.connect.bitstamp.continuity.Output;
import dev.orderflow.connect.bitstamp.continuity.Position;
import dev.orderflow.connect.bitstamp.exchange.Channel;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.header.Headers;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * A source record that remembers of what it was made. Connect gives back the record that it got
 * when it tells whether it was written, whatever transformations made of it.
 */
public final class FeedRecord extends SourceRecord {

  private final transient Output output;
  private final transient Channel channel;
  private final transient Position position;

  /** Set once, by the thread on which Connect tells; read by the task's. */
  private transient volatile Delivery delivery = Delivery.UNDER_WAY;

  /** Set before {@link #delivery}, read after it. */
  private transient Optional<Output.WrittenUpTo> place = Optional.empty();

  /** What became of a record. */
  public enum Delivery {
    /** Not known yet. */
    UNDER_WAY,
    /** It is in the topic. */
    WRITTEN,
    /** It was refused, and errors are tolerated, or a transformation dropped it. */
    NOT_WRITTEN
  }

  FeedRecord(
      Output output,
      Channel channel,
      Position position,
      Map<String, ?> sourcePartition,
      Map<String, ?> sourceOffset,
      String topic,
      String key,
      SchemaAndValue value,
      long timestamp,
      Headers headers) {
    super(
        sourcePartition,
        sourceOffset,
        topic,
        null,
        key == null ? null : Schema.STRING_SCHEMA,
        key,
        value.schema(),
        value.value(),
        timestamp,
        headers);
    this.output = output;
    this.channel = channel;
    this.position = position;
  }

  /** What it was made of. */
  public Output output() {
    return output;
  }

  /** The channel that it is about; of a malformed frame the one whose topic it goes to. */
  public Channel channel() {
    return channel;
  }

  /** How far its channel has been written with it. */
  public Position position() {
    return position;
  }

  /** What became of it. */
  public Delivery delivery() {
    return delivery;
  }

  /** Where it was written; empty unless it was. */
  public Optional<Output.WrittenUpTo> place() {
    return place;
  }

  /** Notes that it is in the topic, and where. */
  public void written(Output.WrittenUpTo at) {
    place = Optional.of(at);
    delivery = Delivery.WRITTEN;
  }

  /** Notes that it is not in the topic. */
  public void notWritten() {
    delivery = Delivery.NOT_WRITTEN;
  }
}
