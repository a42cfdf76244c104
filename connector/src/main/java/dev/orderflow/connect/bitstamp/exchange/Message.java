package dev.orderflow.connect.bitstamp.exchange;

import java.util.Optional;

/** What one text frame from the venue says, as far as the connector needs to understand it. */
public sealed interface Message {

  /**
   * A market data event.
   *
   * @param channel where it belongs
   * @param event the venue's word for it, such as {@code order_created}, {@code trade}, {@code
   *     data}
   * @param microtimestamp exchange event time in microseconds since the epoch, or {@link #NONE}
   *     when the frame has none
   * @param eventId this event's link in the venue's chain, or empty when the frame has none
   * @param preEventId the link before it, or empty when the frame has none
   * @param id the order's or trade's id, or {@link #NONE} when the frame has none
   * @param orderSource {@code orderbook} or another kind of order; empty when the frame has none
   * @param execution what the trade exchanged, or the part of one that an order event shows; empty
   *     when it shows none
   * @param tokens the whole frame, where the parser was told to keep it
   */
  record Data(
      Channel channel,
      String event,
      long microtimestamp,
      String eventId,
      String preEventId,
      long id,
      String orderSource,
      Optional<Execution> execution,
      Optional<FrameTokens> tokens)
      implements Message {

    /** Stands for an absent number; neither ids nor times are negative on the wire. */
    public static final long NONE = -1;

    /** An event whose frame was not kept. */
    public Data(
        Channel channel,
        String event,
        long microtimestamp,
        String eventId,
        String preEventId,
        long id,
        String orderSource,
        Optional<Execution> execution) {
      this(
          channel,
          event,
          microtimestamp,
          eventId,
          preEventId,
          id,
          orderSource,
          execution,
          Optional.empty());
    }

    /** An event that shows no execution, of an order in the book where it is one of an order. */
    public Data(
        Channel channel,
        String event,
        long microtimestamp,
        String eventId,
        String preEventId,
        long id) {
      this(channel, event, microtimestamp, eventId, preEventId, id, "", Optional.empty());
    }
  }

  /**
   * The venue accepted a subscription. It also does so for markets that do not exist.
   *
   * @param channel the channel's name as the venue repeats it
   */
  record SubscriptionSucceeded(String channel) implements Message {}

  /**
   * The venue ended a subscription.
   *
   * @param channel the channel's name as the venue repeats it
   */
  record UnsubscriptionSucceeded(String channel) implements Message {}

  /** The answer to a heartbeat of ours; the venue sends none unasked. */
  record HeartbeatAnswered() implements Message {}

  /** The venue is about to close this connection and asks for a new one within seconds. */
  record ReconnectRequested() implements Message {}

  /**
   * The venue refused something. Its channel is always empty, so it cannot be tied to a request.
   *
   * @param code the venue's code, or empty when it gave none
   * @param text the venue's sentence
   */
  record VenueError(String code, String text) implements Message {}

  /**
   * A frame that is not what the protocol promises.
   *
   * @param reason what is wrong with it, for people
   */
  record Malformed(String reason) implements Message {}
}
