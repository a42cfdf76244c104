package dev.orderflow.connect.bitstamp.continuity;

import dev.orderflow.connect.bitstamp.exchange.BookSnapshot;
import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.exchange.FeedEvent;
import dev.orderflow.connect.bitstamp.exchange.Message;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What is to be written, in this order. */
public sealed interface Output {

  /**
   * An exchange event.
   *
   * @param data what it says
   * @param text the frame: as received, or for a repaired event in the exchange's frame format
   * @param session the session that it came over, or over which the repair was noticed to be needed
   * @param receivedAt when it was received, microseconds since the epoch
   * @param repaired whether it was fetched over HTTP because the stream had missed it
   * @param position how far the channel has been written with it
   */
  record Event(
      Message.Data data,
      String text,
      long session,
      long receivedAt,
      boolean repaired,
      Position position)
      implements Output {

    Event at(Position other) {
      return new Event(data, text, session, receivedAt, repaired, other);
    }

    static Event streamed(FeedEvent.Frame frame, Position position) {
      return new Event(frame.data(), frame.text(), frame.session(), frame.at(), false, position);
    }
  }

  /**
   * A frame that could not be understood.
   *
   * @param frame the frame as it came
   * @param tellsOfOthers whether it is none that came, but says that others are not in the topic
   */
  record Malformed(FeedEvent.MalformedFrame frame, boolean tellsOfOthers) implements Output {

    /** A frame that came. */
    public Malformed(FeedEvent.MalformedFrame frame) {
      this(frame, false);
    }
  }

  /**
   * A session began to carry a channel, or ceased to.
   *
   * @param channel which channel
   * @param session which session
   * @param at when, microseconds since the epoch
   * @param started whether it began
   * @param reason why it ended; {@code subscribed} when it began
   * @param position how far the channel has been written
   */
  record SessionChange(
      Channel channel, long session, long at, boolean started, String reason, Position position)
      implements Output {

    /**
     * Whether it is known until where the channel was written before, so that what was missed since
     * then is proven or declared.
     */
    public boolean continues() {
      return position.isStarted();
    }
  }

  /**
   * Continuity broke between two events, both exclusive.
   *
   * @param channel which channel
   * @param session the session in which it was noticed
   * @param at when it was settled, microseconds since the epoch
   * @param from the last event before it
   * @param to the first event after it
   * @param reason what broke
   * @param detail why it could not be repaired; empty when it was
   * @param repaired whether everything in it has been written
   * @param repairedEvents events of it that have been written
   * @param missing events of it that have not, where that is known
   * @param missingModulo4 the same modulo four, where the chain's counter tells it
   * @param position how far the channel has been written
   */
  record Gap(
      Channel channel,
      long session,
      long at,
      Position from,
      Position to,
      GapReason reason,
      String detail,
      boolean repaired,
      long repairedEvents,
      OptionalLong missing,
      OptionalInt missingModulo4,
      Position position)
      implements Output {

    /** The same where something of it did not come to the topic after all. */
    public Gap unrepaired(String why) {
      return new Gap(
          channel,
          session,
          at,
          from,
          to,
          reason,
          why,
          false,
          repairedEvents,
          OptionalLong.empty(),
          OptionalInt.empty(),
          position);
    }

    /** Whether an event may lie strictly between the bounds of both. */
    public boolean overlaps(Gap other) {
      return isBefore(from, other.to) && isBefore(other.from, to);
    }

    private static boolean isBefore(Position one, Position other) {
      if (one.isNumberedAs(other)) {
        return one.precedes(other);
      }
      return one.time() == Position.NONE || !other.precedes(one);
    }
  }

  /**
   * Every event of a channel between two is in the topic: the first one excluded, the last
   * included.
   *
   * @param channel which channel
   * @param at when it was known, microseconds since the epoch
   * @param from the event after which it begins
   * @param until the last event of it
   * @param by what shows it
   * @param written up to where in the topic's partitions all of it stands
   * @param position how far the channel has been written
   */
  record Proof(
      Channel channel,
      long at,
      Position from,
      Position until,
      ProvenRange.Evidence by,
      List<WrittenUpTo> written,
      Position position)
      implements Output {}

  /**
   * A place in a topic.
   *
   * @param topic its name
   * @param partition its number
   * @param offset of the last record that counts; negative where the broker was not asked
   */
  record WrittenUpTo(String topic, int partition, long offset) {

    /** Whether the broker told the place: a producer that does not wait for it never knows. */
    public boolean isKnown() {
      return offset >= 0;
    }

    /** Whether another place is in the same partition. */
    public boolean sharesPartition(WrittenUpTo other) {
      return partition == other.partition && topic.equals(other.topic);
    }
  }

  /**
   * An order event shows a fill, and neither the stream nor two lists have a trade of it, as where
   * an order would have traded with another of its owner.
   *
   * @param channel the channel of the trades
   * @param fill the order event
   * @param session over which it came
   * @param at when it was settled, microseconds since the epoch
   * @param position how far the channel has been written
   */
  record FillWithoutTrade(
      Channel channel, Message.Data fill, long session, long at, Position position)
      implements Output {}

  /**
   * Every resting order at one instant. Events before it in the output happened no later; events
   * after it that happened earlier are already in it.
   *
   * @param channel the channel whose stream it stands in
   * @param at when it was received, microseconds since the epoch
   * @param book the orders
   * @param position how far the channel has been written
   */
  record Snapshot(Channel channel, long at, BookSnapshot book, Position position)
      implements Output {}
}
