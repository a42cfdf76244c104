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
  default void publishPending(FrameSink sink) {
    // Most publish what happens when it happens.
  }

  /** Time stands still until there are so many subscriptions to the channels; 0 for no wait. */
  default int awaitedSubscriptions() {
    return 0;
  }

  /** The exchange behind the frames; empty for a replay. */
  default Optional<Exchange> exchange() {
    return Optional.empty();
  }
}
