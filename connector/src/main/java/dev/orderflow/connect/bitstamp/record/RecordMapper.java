package dev.orderflow.connect.bitstamp.record;

import dev.orderflow.connect.bitstamp.continuity.Output;
import dev.orderflow.connect.bitstamp.continuity.Position;
import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.exchange.FeedEvent;
import dev.orderflow.connect.bitstamp.exchange.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Headers;

/**
 * Makes source records of outputs under the record contract.
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

  /** Header of records whose own time Kafka would refuse: that time, microseconds since epoch. */
  public static final String EVENT_TIME_CLAMPED = "event_time_clamped";

  /** The event of frames that could not be understood. */
  public static final String MALFORMED = "malformed";

  /** The source partition of malformed frames, whose own channel is not known. */
  private static final Map<String, String> MALFORMED_PARTITION = SourceOffsets.partition(MALFORMED);

  private final RecordSettings settings;
  private final RecordKey key;
  private final Channel malformedChannel;
  private final EventValues values;
  private final Consumer<FeedEvent.MalformedFrame> misfits;
  private final ExchangeTime time;
  private final Function<Channel, Optional<Position>> confirmed;
  private final int maxTextBytes;
  private final int snapshotPartBytes;
  private final Map<Channel, Destination> destinations = new HashMap<>();

  /**
   * A mapper.
   *
   * @param settings where records go and what they are
   * @param channels the channels of this task, at least one; malformed frames, whose own channel is
   *     not known, go to the first one's topic
   * @param misfits is told of each event that its schema cannot hold, before the event is mapped to
   *     a malformed record; what it throws comes out of {@link #map}
   * @param time tells the exchange's time; a record beyond its latest is written with its now
   * @param confirmed the last event of a channel that is known to be written, as is all before it
   */
  public RecordMapper(
      RecordSettings settings,
      List<Channel> channels,
      Consumer<FeedEvent.MalformedFrame> misfits,
      ExchangeTime time,
      Function<Channel, Optional<Position>> confirmed) {
    this.time = time;
    this.confirmed = settings.confirms() ? confirmed : channel -> Optional.empty();
    maxTextBytes = settings.maxTextBytes();
    snapshotPartBytes = settings.snapshotPartBytes();
    this.settings = settings;
    key = settings.key();
    values =
        switch (settings.format()) {
          case RAW -> new TextValues();
          case STRUCT -> new StructValues(settings.decimals(), settings.maxTextBytes());
        };
    malformedChannel = channels.get(0);
    this.misfits = misfits;
  }

  /** The records of an output, in order; a snapshot may be several. */
  public List<FeedRecord> map(Output output) {
    if (output instanceof Output.Event event) {
      return List.of(event(event));
    }
    if (output instanceof Output.Malformed malformed) {
      return List.of(malformed(malformed));
    }
    if (output instanceof Output.SessionChange change) {
      Headers headers =
          headers(change.channel().name(), ControlEvents.SESSION, Origin.CONNECTOR, change.at())
              .addLong(SESSION, change.session());
      return List.of(
          control(
              change,
              RecordType.SESSION,
              change.channel(),
              change.position(),
              values.session(change),
              change.at(),
              headers));
    }
    if (output instanceof Output.Gap gap) {
      Headers headers =
          headers(gap.channel().name(), ControlEvents.GAP, Origin.CONNECTOR, gap.at())
              .addLong(SESSION, gap.session());
      return List.of(
          control(
              gap,
              RecordType.GAP,
              gap.channel(),
              gap.position(),
              values.gap(gap),
              gap.to().isStarted() ? gap.to().microtimestamp() : gap.at(),
              headers));
    }
    if (output instanceof Output.Proof proof) {
      return List.of(
          control(
              proof,
              RecordType.PROOF,
              proof.channel(),
              proof.position(),
              values.proof(proof),
              proof.until().microtimestamp(),
              headers(proof.channel().name(), ControlEvents.PROOF, Origin.CONNECTOR, proof.at())));
    }
    if (output instanceof Output.FillWithoutTrade fill) {
      Headers headers =
          headers(
                  fill.channel().name(),
                  ControlEvents.FILL_WITHOUT_TRADE,
                  Origin.CONNECTOR,
                  fill.at())
              .addLong(SESSION, fill.session());
      return List.of(
          control(
              fill,
              RecordType.FILL_WITHOUT_TRADE,
              fill.channel(),
              fill.position(),
              values.fillWithoutTrade(fill),
              fill.fill().microtimestamp(),
              headers));
    }
    return snapshot((Output.Snapshot) output);
  }

  private FeedRecord event(Output.Event event) {
    Message.Data data = event.data();
    Channel channel = data.channel();
    Origin origin = event.repaired() ? Origin.REPAIR : Origin.STREAM;
    RecordType type = RecordType.of(channel.kind());
    SchemaAndValue value;
    Headers headers;
    try {
      checkLength(event);
      value = values.event(event, origin);
      headers = headers(channel.name(), data.event(), origin, event.receivedAt());
    } catch (IOException e) {
      FeedEvent.MalformedFrame misfit =
          misfit(
              event.session(),
              event.receivedAt(),
              e,
              event.repaired() ? cut(event.text()) : event.text());
      value = values.malformed(Optional.of(channel), origin, misfit);
      headers = malformedHeaders(channel.name(), origin, misfit);
      type = RecordType.MALFORMED;
    }
    return record(
        event,
        type,
        channel,
        event.position(),
        key.of(data),
        value,
        data.microtimestamp() == Message.Data.NONE ? event.receivedAt() : data.microtimestamp(),
        headers.addLong(SESSION, event.session()));
  }

  /** A frame from the stream is never longer; a row of the history may be. */
  private void checkLength(Output.Event event) throws FrameMisfit {
    if (event.repaired() && event.text().getBytes(StandardCharsets.UTF_8).length > maxTextBytes) {
      throw new FrameMisfit("longer than " + maxTextBytes + " bytes");
    }
  }

  private FeedEvent.MalformedFrame misfit(long session, long at, IOException problem, String text) {
    String reason =
        problem instanceof FrameMisfit ? problem.getMessage() : "not JSON that can be read";
    FeedEvent.MalformedFrame misfit =
        new FeedEvent.MalformedFrame(
            session, at, reason, text, text.getBytes(StandardCharsets.UTF_8).length);
    misfits.accept(misfit);
    return misfit;
  }

  /** A character takes at most three bytes. */
  private String cut(String text) {
    return text.length() <= maxTextBytes / 3 ? text : text.substring(0, maxTextBytes / 3);
  }

  private FeedRecord malformed(Output.Malformed malformed) {
    FeedEvent.MalformedFrame frame = malformed.frame();
    return new FeedRecord(
        malformed,
        malformedChannel,
        Position.START,
        MALFORMED_PARTITION,
        Map.of(SourceOffsets.MICROTIMESTAMP, frame.at()),
        destination(malformedChannel).topic(RecordType.MALFORMED),
        null,
        values.malformed(Optional.empty(), Origin.STREAM, frame),
        millis(frame.at()),
        malformedHeaders("", Origin.STREAM, frame).addLong(SESSION, frame.session()));
  }

  private List<FeedRecord> snapshot(Output.Snapshot snapshot) {
    List<FeedRecord> records = new ArrayList<>();
    for (SnapshotPart part : SnapshotPart.of(snapshot, values.rowOverhead(), snapshotPartBytes)) {
      Channel channel = snapshot.channel();
      RecordType type = RecordType.SNAPSHOT;
      SchemaAndValue value;
      Headers headers;
      try {
        value = values.snapshot(part);
        headers = headers(channel.name(), ControlEvents.SNAPSHOT, Origin.SNAPSHOT, snapshot.at());
      } catch (IOException e) {
        FeedEvent.MalformedFrame misfit = misfit(0, snapshot.at(), e, ControlEvents.snapshot(part));
        value = values.malformed(Optional.of(channel), Origin.SNAPSHOT, misfit);
        headers = malformedHeaders(channel.name(), Origin.SNAPSHOT, misfit);
        type = RecordType.MALFORMED;
      }
      records.add(
          control(
              snapshot,
              type,
              channel,
              snapshot.position(),
              value,
              snapshot.book().microtimestamp(),
              headers));
    }
    return records;
  }

  private FeedRecord control(
      Output output,
      RecordType type,
      Channel channel,
      Position position,
      SchemaAndValue value,
      long micros,
      Headers headers) {
    return record(output, type, channel, position, key.of(channel), value, micros, headers);
  }

  private FeedRecord record(
      Output output,
      RecordType type,
      Channel channel,
      Position position,
      Optional<String> recordKey,
      SchemaAndValue value,
      long micros,
      Headers headers) {
    Destination destination = destination(channel);
    boolean clamped = micros > time.latestMicros();
    return new FeedRecord(
        output,
        channel,
        position,
        destination.sourcePartition,
        SourceOffsets.of(position, confirmed.apply(channel)),
        destination.topic(type),
        recordKey.orElse(null),
        value,
        millis(clamped ? time.micros() : micros),
        clamped ? headers.addLong(EVENT_TIME_CLAMPED, micros) : headers);
  }

  private static Headers headers(String channel, String event, Origin origin, long receivedAt) {
    return new ConnectHeaders()
        .addString(CHANNEL, channel)
        .addString(EVENT, event)
        .addString(ORIGIN, origin.label())
        .addLong(RECEIVED_AT, receivedAt);
  }

  private static Headers malformedHeaders(
      String channel, Origin origin, FeedEvent.MalformedFrame frame) {
    return headers(channel, MALFORMED, origin, frame.at()).addString(ERROR, frame.reason());
  }

  private Destination destination(Channel channel) {
    return destinations.computeIfAbsent(channel, this::newDestination);
  }

  private Destination newDestination(Channel channel) {
    Map<RecordType, String> names = new EnumMap<>(RecordType.class);
    for (RecordType type : RecordType.values()) {
      names.put(type, settings.topic(channel, type));
    }
    return new Destination(names, SourceOffsets.partition(channel.name()));
  }

  private static long millis(long micros) {
    return micros / 1000;
  }

  private record Destination(Map<RecordType, String> topics, Map<String, String> sourcePartition) {

    String topic(RecordType type) {
      return topics.get(type);
    }
  }
}
