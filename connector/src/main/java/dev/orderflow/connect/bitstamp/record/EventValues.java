package dev.orderflow.connect.bitstamp.record;

import dev.orderflow.connect.bitstamp.continuity.Output;
import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.exchange.FeedEvent;
import java.io.IOException;
import java.util.Optional;
import org.apache.kafka.connect.data.SchemaAndValue;

/** Makes record values of outputs in one {@link ValueFormat}. Used by one thread. */
interface EventValues {

  /**
   * The value of an exchange event.
   *
   * @throws IOException when the format cannot hold it; the message says why
   */
  SchemaAndValue event(Output.Event event, Origin origin) throws IOException;

  /** The value of a session's beginning or end. */
  SchemaAndValue session(Output.SessionChange change);

  /** The value of a gap. */
  SchemaAndValue gap(Output.Gap gap);

  /** The value of a proof. */
  SchemaAndValue proof(Output.Proof proof);

  /** The value of a fill without a trade. */
  SchemaAndValue fillWithoutTrade(Output.FillWithoutTrade fill);

  /**
   * The value of a part of a snapshot.
   *
   * @throws IOException when the format cannot hold it; the message says why
   */
  SchemaAndValue snapshot(SnapshotPart part) throws IOException;

  /** Bytes that a row of a snapshot takes in a record beyond its own text. */
  int rowOverhead();

  /**
   * The value of what could not be understood.
   *
   * @param channel where it belongs, when that is known
   * @param origin where it came from
   */
  SchemaAndValue malformed(
      Optional<Channel> channel, Origin origin, FeedEvent.MalformedFrame frame);
}
