package dev.orderflow.connect.bitstamp.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.orderflow.connect.bitstamp.continuity.Output;
import dev.orderflow.connect.bitstamp.continuity.Position;
import dev.orderflow.connect.bitstamp.exchange.Channel;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The texts of the events that the connector itself writes, in the exchange's envelope.
 *
 * <p>Times are text of microseconds since the epoch, as in the exchange's own frames.
 */
final class ControlEvents {

  /** Event: a session began or ceased to carry a channel. */
  static final String SESSION = "orderflow:session";

  /** Event: continuity broke. */
  static final String GAP = "orderflow:gap";

  /** Event: everything between two events is in the topic. */
  static final String PROOF = "orderflow:proof";

  /** Event: an order was filled, and there is no trade of it. */
  static final String FILL_WITHOUT_TRADE = "orderflow:fill_without_trade";

  /** Event: every resting order, or a part of them. */
  static final String SNAPSHOT = "orderflow:snapshot";

  private static final JsonFactory JSON = new JsonFactory();

  private ControlEvents() {}

  static String session(Output.SessionChange change) {
    return envelope(
        SESSION,
        change.channel(),
        json -> {
          json.writeNumberField("session", change.session());
          json.writeStringField("state", change.started() ? "started" : "ended");
          json.writeStringField("reason", change.reason());
          json.writeStringField("at", Long.toString(change.at()));
          if (change.started()) {
            json.writeBooleanField("continues", change.continues());
          }
        });
  }

  static String gap(Output.Gap gap) {
    return envelope(
        GAP,
        gap.channel(),
        json -> {
          end(json, "from", gap.from());
          end(json, "to", gap.to());
          json.writeStringField("reason", gap.reason().label());
          json.writeStringField("detail", gap.detail());
          json.writeBooleanField("repaired", gap.repaired());
          json.writeNumberField("repaired_events", gap.repairedEvents());
          json.writeFieldName("missing");
          if (gap.missing().isPresent()) {
            json.writeNumber(gap.missing().getAsLong());
          } else {
            json.writeNull();
          }
          json.writeFieldName("missing_modulo_4");
          if (gap.missingModulo4().isPresent()) {
            json.writeNumber(gap.missingModulo4().getAsInt());
          } else {
            json.writeNull();
          }
          json.writeNumberField("session", gap.session());
          json.writeStringField("at", Long.toString(gap.at()));
        });
  }

  static String proof(Output.Proof proof) {
    return envelope(
        PROOF,
        proof.channel(),
        json -> {
          json.writeStringField("by", proof.by().label());
          end(json, "from", proof.from());
          end(json, "until", proof.until());
          json.writeArrayFieldStart("written");
          for (Output.WrittenUpTo written : proof.written()) {
            json.writeStartObject();
            json.writeStringField("topic", written.topic());
            json.writeNumberField("partition", written.partition());
            json.writeNumberField("offset", written.offset());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeStringField("at", Long.toString(proof.at()));
        });
  }

  private static void end(JsonGenerator json, String name, Position position) throws IOException {
    if (position.link().isPresent()) {
      json.writeStringField(name + "_event_id", position.eventId());
    }
    if (position.tradeId() != Position.NONE) {
      json.writeNumberField(name + "_trade_id", position.tradeId());
    }
    json.writeFieldName(name + "_microtimestamp");
    if (position.isStarted()) {
      json.writeString(Long.toString(position.microtimestamp()));
    } else {
      json.writeNull();
    }
  }

  static String fillWithoutTrade(Output.FillWithoutTrade fill) {
    return envelope(
        FILL_WITHOUT_TRADE,
        fill.channel(),
        json -> {
          json.writeStringField("order_id", Long.toString(fill.fill().id()));
          json.writeStringField("event_id", fill.fill().eventId());
          json.writeStringField("microtimestamp", Long.toString(fill.fill().microtimestamp()));
          json.writeNumberField("session", fill.session());
          json.writeStringField("at", Long.toString(fill.at()));
        });
  }

  /** A part of a snapshot: bids, best first, then asks, each as the exchange wrote it. */
  static String snapshot(SnapshotPart part) {
    return envelope(
        SNAPSHOT,
        part.channel(),
        json -> {
          json.writeStringField("microtimestamp", Long.toString(part.rows().microtimestamp()));
          json.writeNumberField("part", part.number());
          json.writeNumberField("parts", part.parts());
          rows(json, "bids", part.rows().bids());
          rows(json, "asks", part.rows().asks());
          json.writeStringField("at", Long.toString(part.at()));
        });
  }

  private static void rows(JsonGenerator json, String name, List<String> rows) throws IOException {
    json.writeArrayFieldStart(name);
    for (String row : rows) {
      json.writeRawValue(row);
    }
    json.writeEndArray();
  }

  private static String envelope(String event, Channel channel, Fields data) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("event", event);
      json.writeStringField("channel", channel.name());
      json.writeObjectFieldStart("data");
      data.write(json);
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** Writes the fields of an event's data. */
  @FunctionalInterface
  private interface Fields {
    void write(JsonGenerator json) throws IOException;
  }
}
