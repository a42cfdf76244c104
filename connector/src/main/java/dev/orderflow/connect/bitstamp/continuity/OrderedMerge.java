package dev.orderflow.connect.bitstamp.continuity;

import dev.orderflow.connect.bitstamp.exchange.FeedEvent;
import java.time.Duration;
import java.util.Optional;

/**
 * Makes one ordered stream of what several sessions deliver of a channel without a chain.
 *
 * <p>With one session every frame is ready at once. With more, a frame waits until every session
 * has come as far, or until it has waited long enough; a session that was waited for in vain is not
 * waited for again before it delivers something.
 *
 * @param <K> what the channel's events are ordered by
 */
final class OrderedMerge<K extends Comparable<K>> {

  private final Duration longestWait;
  private final LiveSessions<K> sessions = new LiveSessions<>();
  private final HeldFrames<K> held = new HeldFrames<>();

  OrderedMerge(Duration longestWait) {
    this.longestWait = longestWait;
  }

  LiveSessions<K> sessions() {
    return sessions;
  }

  HeldFrames<K> held() {
    return held;
  }

  /** Takes a frame in; false when its event is held already. */
  boolean accept(K key, FeedEvent.Frame frame, long now) {
    sessions.reached(frame.session(), key);
    return held.add(key, frame, now);
  }

  /** The next frame in order, once it need not wait any longer; the caller writes it. */
  Optional<FeedEvent.Frame> next(long now) {
    return next(now, longestWait);
  }

  /** The same where it is to be waited for otherwise. */
  Optional<FeedEvent.Frame> next(long now, Duration wait) {
    return held.firstKey()
        .filter(key -> !sessions.mayYetDeliverBefore(key) || hasWaitedEnough(key, now, wait))
        .map(key -> held.removeFirst());
  }

  private boolean hasWaitedEnough(K key, long now, Duration wait) {
    boolean enough = held.firstHeldFor(now) >= wait.toNanos();
    if (enough) {
      sessions.giveUpBefore(key);
    }
    return enough;
  }
}
