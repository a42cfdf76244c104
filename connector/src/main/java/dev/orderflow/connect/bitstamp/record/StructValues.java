package dev.orderflow.connect.bitstamp.record;

import dev.orderflow.connect.bitstamp.continuity.Output;
import dev.orderflow.connect.bitstamp.continuity.Position;
import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.exchange.ChannelKind;
import dev.orderflow.connect.bitstamp.exchange.FeedEvent;
import dev.orderflow.connect.bitstamp.exchange.FrameTokens;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;

/** Values that are structs of the {@link EventSchemas}. */
final class StructValues implements EventValues {

  /** In JSON a row names its three columns, and a Decimal has more digits than the text. */
  private static final int ROW_OVERHEAD = 64;

  private final EventSchemas schemas;
  private final int maxTextBytes;
  private final BookRows rows;
  private final Map<RecordType, FrameReader> readers = new EnumMap<>(RecordType.class);

  /**
   * Values of that kind.
   *
   * @param decimals how prices and amounts are held
   * @param maxTextBytes most bytes that the text of a malformed frame may take as a JSON string;
   *     what is longer is cut
   */
  StructValues(DecimalHandling decimals, int maxTextBytes) {
    this.maxTextBytes = maxTextBytes;
    schemas = EventSchemas.of(decimals);
    rows = new BookRows(schemas);
    for (ChannelKind kind : ChannelKind.values()) {
      RecordType type = RecordType.of(kind);
      readers.put(type, new FrameReader(schemas, type));
    }
  }

  @Override
  public SchemaAndValue event(Output.Event event, Origin origin) throws IOException {
    Channel channel = event.data().channel();
    RecordType type = RecordType.of(channel.kind());
    Struct struct = readers.get(type).read(tokens(event));
    common(struct, channel, event.data().event(), origin, event.receivedAt());
    struct.put(EventSchemas.SESSION, event.session());
    return new SchemaAndValue(struct.schema(), struct);
  }

  /** An event from the stream comes with its tokens; one from the history has its text alone. */
  private static FrameTokens tokens(Output.Event event) throws IOException {
    Optional<FrameTokens> kept = event.data().tokens();
    return kept.isPresent() ? kept.get() : FrameTokens.of(event.text());
  }

  @Override
  public SchemaAndValue session(Output.SessionChange change) {
    Struct struct = new Struct(schemas.of(RecordType.SESSION));
    common(struct, change.channel(), ControlEvents.SESSION, Origin.CONNECTOR, change.at());
    struct
        .put(EventSchemas.SESSION, change.session())
        .put("state", change.started() ? "started" : "ended")
        .put("reason", change.reason())
        .put("at", change.at())
        .put("continues", change.started() ? change.continues() : null);
    return new SchemaAndValue(struct.schema(), struct);
  }

  @Override
  public SchemaAndValue gap(Output.Gap gap) {
    Struct struct = new Struct(schemas.of(RecordType.GAP));
    common(struct, gap.channel(), ControlEvents.GAP, Origin.CONNECTOR, gap.at());
    end(struct, "from", gap.from());
    end(struct, "to", gap.to());
    struct
        .put(EventSchemas.SESSION, gap.session())
        .put("reason", gap.reason().label())
        .put("detail", gap.detail())
        .put("repaired", gap.repaired())
        .put("repaired_events", gap.repairedEvents())
        .put("at", gap.at());
    gap.missing().ifPresent(missing -> struct.put("missing", missing));
    gap.missingModulo4().ifPresent(missing -> struct.put("missing_modulo_4", missing));
    return new SchemaAndValue(struct.schema(), struct);
  }

  @Override
  public SchemaAndValue proof(Output.Proof proof) {
    Struct struct = new Struct(schemas.of(RecordType.PROOF));
    common(struct, proof.channel(), ControlEvents.PROOF, Origin.CONNECTOR, proof.at());
    end(struct, "from", proof.from());
    end(struct, "until", proof.until());
    struct
        .put("by", proof.by().label())
        .put("written", proof.written().stream().map(this::written).toList())
        .put("at", proof.at());
    return new SchemaAndValue(struct.schema(), struct);
  }

  private Struct written(Output.WrittenUpTo written) {
    return new Struct(schemas.written())
        .put("topic", written.topic())
        .put("partition", written.partition())
        .put("offset", written.offset());
  }

  private static void end(Struct struct, String name, Position position) {
    position.link().ifPresent(id -> struct.put(name + "_event_id", id));
    if (position.tradeId() != Position.NONE) {
      struct.put(name + "_trade_id", position.tradeId());
    }
    if (position.isStarted()) {
      struct.put(name + "_microtimestamp", position.microtimestamp());
    }
  }

  @Override
  public SchemaAndValue fillWithoutTrade(Output.FillWithoutTrade fill) {
    Struct struct = new Struct(schemas.of(RecordType.FILL_WITHOUT_TRADE));
    common(struct, fill.channel(), ControlEvents.FILL_WITHOUT_TRADE, Origin.CONNECTOR, fill.at());
    struct
        .put(EventSchemas.SESSION, fill.session())
        .put("order_id", fill.fill().id())
        .put("event_id", fill.fill().eventId())
        .put("microtimestamp", fill.fill().microtimestamp())
        .put("at", fill.at());
    return new SchemaAndValue(struct.schema(), struct);
  }

  @Override
  public SchemaAndValue snapshot(SnapshotPart part) throws IOException {
    Schema schema = schemas.of(RecordType.SNAPSHOT);
    Struct struct = new Struct(schema);
    common(struct, part.channel(), ControlEvents.SNAPSHOT, Origin.SNAPSHOT, part.at());
    struct
        .put("microtimestamp", part.rows().microtimestamp())
        .put("part", part.number())
        .put("parts", part.parts())
        .put("bids", orders(part.rows().bids(), "bids"))
        .put("asks", orders(part.rows().asks(), "asks"))
        .put("at", part.at());
    return new SchemaAndValue(schema, struct);
  }

  private List<Struct> orders(List<String> texts, String side) throws IOException {
    List<Struct> orders = new ArrayList<>(texts.size());
    for (String text : texts) {
      FrameTokens.Cursor json = FrameTokens.of(text).cursor();
      json.nextToken();
      orders.add(rows.order(json, side));
    }
    return orders;
  }

  @Override
  public int rowOverhead() {
    return ROW_OVERHEAD;
  }

  @Override
  public SchemaAndValue malformed(
      Optional<Channel> channel, Origin origin, FeedEvent.MalformedFrame frame) {
    String text = cut(frame.text());
    Struct struct = new Struct(schemas.of(RecordType.MALFORMED));
    channel.ifPresent(
        known ->
            struct
                .put(EventSchemas.MARKET, known.market())
                .put(EventSchemas.CHANNEL, known.name()));
    if (origin != Origin.SNAPSHOT) {
      struct.put(EventSchemas.SESSION, frame.session());
    }
    struct
        .put(EventSchemas.EVENT, RecordType.MALFORMED.label())
        .put(EventSchemas.ORIGIN, origin.label())
        .put(EventSchemas.RECEIVED_AT, frame.at())
        .put("error", text.equals(frame.text()) ? frame.reason() : cutNotice(frame, text))
        .put("frame", text);
    return new SchemaAndValue(struct.schema(), struct);
  }

  /** JSON writes some characters as two or six, which could make a record too large for Kafka. */
  private String cut(String text) {
    int bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        bytes += 2;
      } else if (c < ' ') {
        bytes += 6;
      } else {
        bytes += c < 0x80 ? 1 : 3;
      }
      if (bytes > maxTextBytes) {
        return text.substring(0, i);
      }
    }
    return text;
  }

  private static String cutNotice(FeedEvent.MalformedFrame frame, String text) {
    return frame.reason()
        + "; cut from "
        + frame.text().length()
        + " to "
        + text.length()
        + " characters";
  }

  private static void common(
      Struct struct, Channel channel, String event, Origin origin, long receivedAt) {
    struct
        .put(EventSchemas.MARKET, channel.market())
        .put(EventSchemas.CHANNEL, channel.name())
        .put(EventSchemas.EVENT, event)
        .put(EventSchemas.ORIGIN, origin.label())
        .put(EventSchemas.RECEIVED_AT, receivedAt);
  }
}
