package dev.orderflow.connect.bitstamp.continuity;

import dev.orderflow.connect.bitstamp.exchange.FeedEvent;

/** One channel's continuity. Used by the task thread alone; {@code now} is in nanoseconds. */
interface ChannelContinuity {

  /** A frame of this channel. */
  void frame(FeedEvent.Frame frame, long now);

  /** A session begins to carry this channel. */
  void subscribed(FeedEvent.Subscribed event, long now);

  /** A session is over, whether or not it carried this channel. */
  void ended(FeedEvent.Ended event, long now);

  /** Time passed: does what is due. */
  void advance(long now);

  /** Too much is held back: lets all of it go, and declares what could not be decided. */
  void relieve(long now);

  /**
   * Up to where everything is written or declared, by more than the written events say themselves;
   * {@link Position#START} where nothing else is known.
   */
  default Position shown() {
    return Position.START;
  }

  /** Frames held back now. */
  int held();

  /** Bytes of text of the frames held back now. */
  long heldBytes();
}
