package dev.orderflow.connect.bitstamp.record;

import dev.orderflow.connect.bitstamp.continuity.Output;
import dev.orderflow.connect.bitstamp.continuity.Position;
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
 * Makes source records of outputs under the record contract, with the event's text as the value.
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

  /** Header of malformed frames: what is wrong. */
  public static final String ERROR = "error";

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

  /** The records of an output, in order; a snapshot may be several. */
  public List<SourceRecord> map(Output output) {
    if (output instanceof Output.Event event) {
      return List.of(event(event));
    }
    if (output instanceof Output.Malformed malformed) {
      return List.of(malformed(malformed.frame()));
    }
    if (output instanceof Output.SessionChange change) {
      Headers headers =
          headers(change.channel(), ControlEvents.SESSION, Origin.CONNECTOR)
              .addLong(RECEIVED_AT, change.at())
              .addLong(SESSION, change.session());
      return List.of(
          control(
              change.channel(),
              change.position(),
              ControlEvents.session(change),
              change.at(),
              headers));
    }
    if (output instanceof Output.Gap gap) {
      Headers headers =
          headers(gap.channel(), ControlEvents.GAP, Origin.CONNECTOR)
              .addLong(RECEIVED_AT, gap.at())
              .addLong(SESSION, gap.session());
      return List.of(
          control(
              gap.channel(),
              gap.position(),
              ControlEvents.gap(gap),
              gap.to().isStarted() ? gap.to().microtimestamp() : gap.at(),
              headers));
    }
    return snapshot((Output.Snapshot) output);
  }

  private SourceRecord event(Output.Event event) {
    Message.Data data = event.data();
    Destination destination = destination(data.channel());
    String recordKey = key.of(data).orElse(null);
    Origin origin = event.repaired() ? Origin.REPAIR : Origin.STREAM;
    return new SourceRecord(
        destination.sourcePartition,
        SourceOffsets.of(event.position()),
        destination.topic,
        null,
        recordKey == null ? null : Schema.STRING_SCHEMA,
        recordKey,
        Schema.STRING_SCHEMA,
        event.text(),
        millis(
            data.microtimestamp() == Message.Data.NONE
                ? event.receivedAt()
                : data.microtimestamp()),
        headers(data.channel(), data.event(), origin)
            .addLong(RECEIVED_AT, event.receivedAt())
            .addLong(SESSION, event.session()));
  }

  private SourceRecord malformed(FeedEvent.MalformedFrame frame) {
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
        new ConnectHeaders()
            .addString(CHANNEL, "")
            .addString(EVENT, MALFORMED)
            .addString(ERROR, frame.reason())
            .addString(ORIGIN, Origin.STREAM.label())
            .addLong(RECEIVED_AT, frame.at())
            .addLong(SESSION, frame.session()));
  }

  private List<SourceRecord> snapshot(Output.Snapshot snapshot) {
    return ControlEvents.snapshot(snapshot).stream()
        .map(
            text ->
                control(
                    snapshot.channel(),
                    snapshot.position(),
                    text,
                    snapshot.book().microtimestamp(),
                    headers(snapshot.channel(), ControlEvents.SNAPSHOT, Origin.SNAPSHOT)
                        .addLong(RECEIVED_AT, snapshot.at())))
        .toList();
  }

  private SourceRecord control(
      Channel channel, Position position, String text, long micros, Headers headers) {
    Destination destination = destination(channel);
    String recordKey = key.of(channel).orElse(null);
    return new SourceRecord(
        destination.sourcePartition,
        SourceOffsets.of(position),
        destination.topic,
        null,
        recordKey == null ? null : Schema.STRING_SCHEMA,
        recordKey,
        Schema.STRING_SCHEMA,
        text,
        millis(micros),
        headers);
  }

  private static Headers headers(Channel channel, String event, Origin origin) {
    return new ConnectHeaders()
        .addString(CHANNEL, channel.name())
        .addString(EVENT, event)
        .addString(ORIGIN, origin.label());
  }

  private Destination destination(Channel channel) {
    return destinations.computeIfAbsent(channel, this::newDestination);
  }

  private Destination newDestination(Channel channel) {
    return new Destination(topics.topic(channel), SourceOffsets.partition(channel.name()));
  }

  private static long millis(long micros) {
    return micros / 1000;
  }

  private record Destination(String topic, Map<String, String> sourcePartition) {}
}
