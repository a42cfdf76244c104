package dev.orderflow.simulator.exchange;

import java.util.List;
import java.util.Optional;

/** Something that publishes frames as exchange time passes; one thread owns it. */
public interface FrameSource {
  /** The channels that publish. */
  List<PublicChannel> channels();

  /**
   * When the next thing happens, microseconds since the epoch; {@code Long.MAX_VALUE} for never.
   */
  long nextDue();

  /**
   * Lets time pass.
   *
   * @param now what is due until then happens, at most {@code budget} things of it
   * @return how many things happened
   */
  int advance(long now, int budget, FrameSink sink);

  /** Publishes what happened already but was still on its way, without letting anything happen. */
  void publishPending(FrameSink sink);

  /** Time stands still until there are so many subscriptions to the channels; 0 for no wait. */
  int awaitedSubscriptions();

  /** The exchange behind the frames; empty for a replay. */
  Optional<Exchange> exchange();
}
