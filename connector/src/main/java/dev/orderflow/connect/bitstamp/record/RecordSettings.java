package dev.orderflow.connect.bitstamp.record;

import dev.orderflow.connect.bitstamp.exchange.Channel;

/**
 * Where records go and what they are.
 *
 * @param topics where they go
 * @param connectorTopics where those go that only the connector says: sessions, gaps and proofs
 * @param key what their keys are
 * @param format what their values are
 * @param decimals how typed values hold prices and amounts
 * @param maxTextBytes most bytes of a frame's text in a record, more than 0
 * @param snapshotPartBytes most bytes of a snapshot in one record, more than 0
 * @param confirms whether source offsets hold what is known to be written, too
 */
public record RecordSettings(
    TopicTemplate topics,
    TopicTemplate connectorTopics,
    RecordKey key,
    ValueFormat format,
    DecimalHandling decimals,
    int maxTextBytes,
    int snapshotPartBytes,
    boolean confirms) {

  /** Where those go that are about this channel and of this type. */
  String topic(Channel channel, RecordType type) {
    return (type.isOfConnector() ? connectorTopics : topics).topic(channel, type);
  }
}
