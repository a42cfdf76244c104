package dev.orderflow.connect.bitstamp.exchange;

/**
 * What travels from the reader threads to the task thread, in the order in which one session saw
 * it.
 */
public sealed interface FeedEvent {

  /**
   * Which connection this came over: the microsecond since the epoch at which it was opened, made
   * unique, so that later sessions have larger numbers, across restarts too.
   */
  long session();

  /** When it happened here, in microseconds since the epoch. */
  long at();

  /** Whether it is a market data frame, understood or not, and not about a session. */
  default boolean isFrame() {
    return this instanceof Frame || this instanceof MalformedFrame;
  }

  /** What it weighs against the buffer's byte bound. */
  default int bytes() {
    return 0;
  }

  /**
   * A market data frame.
   *
   * @param session which connection
   * @param at receive time, microseconds since the epoch
   * @param data what the frame says
   * @param text the frame exactly as received
   * @param bytes the frame's length in UTF-8
   */
  record Frame(long session, long at, Message.Data data, String text, int bytes)
      implements FeedEvent {}

  /**
   * A frame that could not be understood, kept as it came.
   *
   * @param session which connection
   * @param at receive time, microseconds since the epoch
   * @param reason what is wrong with it
   * @param text the frame exactly as received
   * @param bytes the frame's length in UTF-8
   */
  record MalformedFrame(long session, long at, String reason, String text, int bytes)
      implements FeedEvent {}

  /**
   * The venue acknowledged a subscription: from here on this session carries the channel.
   *
   * @param session which connection
   * @param at when, microseconds since the epoch
   * @param channel which channel
   */
  record Subscribed(long session, long at, Channel channel) implements FeedEvent {}

  /**
   * A session is over; nothing of it follows.
   *
   * @param session which connection
   * @param at when, microseconds since the epoch
   * @param reason why it ended
   * @param detail the same for people
   * @param complete whether everything has come that the exchange sent over it, until it heard that
   *     it was to be closed
   */
  record Ended(long session, long at, EndReason reason, String detail, boolean complete)
      implements FeedEvent {}

  /**
   * The answer to a request of {@link ExchangeRequests}. It belongs to no session.
   *
   * @param requestId the request's number
   * @param at when it came, microseconds since the epoch
   * @param reply what came
   */
  record Answer(long requestId, long at, HttpReply reply) implements FeedEvent {
    @Override
    public long session() {
      return 0;
    }
  }
}
