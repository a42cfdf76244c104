package dev.orderflow.spark.source;

import java.util.Objects;

/**
 * One record of the source topic, with the headers that the connector gave it.
 *
 * @param topic the topic
 * @param partition the partition
 * @param offset its offset
 * @param event header {@code event}: the exchange's word or {@code orderflow:…}
 * @param channel header {@code channel}, such as {@code live_trades_btcusd}
 * @param origin header {@code origin}
 * @param session header {@code session}: the connection, 0 where there is none
 * @param receivedAt header {@code received_at}, microseconds since the epoch, 0 where there is none
 * @param value the value as text
 */
public record FeedRecord(
    String topic,
    int partition,
    long offset,
    String event,
    String channel,
    String origin,
    long session,
    long receivedAt,
    String value) {

  /** The exchange's event of a trade. */
  public static final String TRADE = "trade";

  private static final String OF_CONNECTOR = "orderflow:";

  /** The connector's event of a session. */
  public static final String SESSION = "orderflow:session";

  /** The connector's event of a gap. */
  public static final String GAP = "orderflow:gap";

  /** The connector's event of what is proven to be in the topic. */
  public static final String PROOF = "orderflow:proof";

  /** The connector's event of a fill of which there is no trade. */
  public static final String FILL_WITHOUT_TRADE = "orderflow:fill_without_trade";

  /** The connector's event of an order book. */
  public static final String SNAPSHOT = "orderflow:snapshot";

  /** The event of frames that the connector could not understand. */
  public static final String MALFORMED = "malformed";

  /** The header {@code origin} of what was fetched because the stream had missed it. */
  public static final String REPAIR = "repair";

  /** Refuses nulls. */
  public FeedRecord {
    Objects.requireNonNull(topic);
    Objects.requireNonNull(event);
    Objects.requireNonNull(channel);
    Objects.requireNonNull(origin);
    Objects.requireNonNull(value);
  }

  /**
   * Names the partition among all topics.
   *
   * @return such as {@code testTopic-0}
   */
  public String topicPartition() {
    return topic + '-' + partition;
  }

  /**
   * Whether the connector tells something that this version has no use for: its events grow in
   * number, and one that is not known is passed over and is no fault of the record.
   */
  public boolean isUnknownOfConnector() {
    return event.startsWith(OF_CONNECTOR)
        && !event.equals(SESSION)
        && !event.equals(GAP)
        && !event.equals(PROOF)
        && !event.equals(FILL_WITHOUT_TRADE)
        && !event.equals(SNAPSHOT);
  }

  /**
   * Whether events may be missing where it cannot be used. Of a snapshot or a proof the next one
   * will do, and a fill without a trade takes nothing away.
   */
  public boolean mayTellOfEvents() {
    return !event.equals(SNAPSHOT) && !event.equals(PROOF) && !event.equals(FILL_WITHOUT_TRADE);
  }

  /** Whether it is of a channel of this kind, as {@link ChannelName} has them. */
  public boolean isOf(String channelKind) {
    return ChannelName.parse(channel).filter(name -> name.kind().equals(channelKind)).isPresent();
  }

  /** Names the record without its value, which may be large. */
  @Override
  public String toString() {
    return event + " of " + channel + " at " + topicPartition() + " offset " + offset;
  }
}
