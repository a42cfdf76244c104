package dev.orderflow.connect.bitstamp.record;

import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.exchange.FeedEvent;
import dev.orderflow.connect.bitstamp.exchange.Message;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Headers;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Makes source records of frames under the record contract, with the frame's text as the value.
 *
 * <p>Used by the task thread alone.
 */
public final class RecordMapper {

  /** Header: the channel's name, such as {@code live_orders_btcusd}; empty when unknown. */
  public static final String CHANNEL = "channel";

  /** Header: the venue's event, such as {@code order_created}, or {@link #MALFORMED}. */
  public static final String EVENT = "event";

  /** Header: see {@link Origin}. */
  public static final String ORIGIN = "origin";

  /** Header: receive time, microseconds since the epoch. */
  public static final String RECEIVED_AT = "received_at";

  /** Header: which connection, see {@link FeedEvent#session()}. */
  public static final String SESSION = "session";

  /** The event of frames that could not be understood. */
  public static final String MALFORMED = "malformed";

  /** The source partition of malformed frames, whose own channel is not known. */
  private static final Map<String, String> MALFORMED_PARTITION = SourceOffsets.partition(MALFORMED);

  private final TopicTemplate topics;
  private final RecordKey key;
  private final Channel malformedChannel;
  private final Map<Channel, Destination> destinations = new HashMap<>();

  /**
   * A mapper.
   *
   * @param topics where records go
   * @param key what their keys are
   * @param channels the channels of this task, at least one; malformed frames, whose own channel is
   *     not known, go to the first one's topic
   */
  public RecordMapper(TopicTemplate topics, RecordKey key, List<Channel> channels) {
    this.topics = topics;
    this.key = key;
    malformedChannel = channels.get(0);
  }

  /** The record of a frame received over the WebSocket. */
  public SourceRecord map(FeedEvent.Frame frame) {
    Message.Data data = frame.data();
    Destination destination = destinations.computeIfAbsent(data.channel(), this::destination);
    String recordKey = key.of(data).orElse(null);
    return new SourceRecord(
        destination.sourcePartition,
        SourceOffsets.after(data),
        destination.topic,
        null,
        recordKey == null ? null : Schema.STRING_SCHEMA,
        recordKey,
        Schema.STRING_SCHEMA,
        frame.text(),
        millis(data.microtimestamp() == Message.Data.NONE ? frame.at() : data.microtimestamp()),
        headers(destination.channel, data.event(), frame));
  }

  /** The record of a frame that could not be understood: its text, as it came. */
  public SourceRecord map(FeedEvent.MalformedFrame frame) {
    return new SourceRecord(
        MALFORMED_PARTITION,
        Map.of(SourceOffsets.MICROTIMESTAMP, frame.at()),
        topics.topic(malformedChannel),
        null,
        null,
        null,
        Schema.STRING_SCHEMA,
        frame.text(),
        millis(frame.at()),
        headers("", MALFORMED, frame));
  }

  private static Headers headers(String channel, String event, FeedEvent source) {
    return new ConnectHeaders()
        .addString(CHANNEL, channel)
        .addString(EVENT, event)
        .addString(ORIGIN, Origin.STREAM.label())
        .addLong(RECEIVED_AT, source.at())
        .addLong(SESSION, source.session());
  }

  private Destination destination(Channel channel) {
    return new Destination(
        channel.name(), topics.topic(channel), SourceOffsets.partition(channel.name()));
  }

  private static long millis(long micros) {
    return micros / 1000;
  }

  private record Destination(String channel, String topic, Map<String, String> sourcePartition) {}
}
