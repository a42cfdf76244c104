package dev.orderflow.connect.bitstamp.record;

import dev.orderflow.connect.bitstamp.continuity.Output;
import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.exchange.FeedEvent;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;

/** Values that are text: frames as they came, and the connector's own events like them. */
final class TextValues implements EventValues {

  @Override
  public SchemaAndValue event(Output.Event event, Origin origin) {
    return text(event.text());
  }

  @Override
  public SchemaAndValue session(Output.SessionChange change) {
    return text(ControlEvents.session(change));
  }

  @Override
  public SchemaAndValue gap(Output.Gap gap) {
    return text(ControlEvents.gap(gap));
  }

  @Override
  public SchemaAndValue proof(Output.Proof proof) {
    return text(ControlEvents.proof(proof));
  }

  @Override
  public SchemaAndValue fillWithoutTrade(Output.FillWithoutTrade fill) {
    return text(ControlEvents.fillWithoutTrade(fill));
  }

  @Override
  public SchemaAndValue snapshot(SnapshotPart part) {
    return text(ControlEvents.snapshot(part));
  }

  @Override
  public int rowOverhead() {
    return 1;
  }

  @Override
  public SchemaAndValue malformed(
      Optional<Channel> channel, Origin origin, FeedEvent.MalformedFrame frame) {
    return text(frame.text());
  }

  private static SchemaAndValue text(String text) {
    return new SchemaAndValue(Schema.STRING_SCHEMA, text);
  }
}
