package dev.orderflow.connect.bitstamp;

import dev.orderflow.connect.bitstamp.continuity.Output;
import dev.orderflow.connect.bitstamp.exchange.FeedEvent;
import java.time.Duration;
import java.util.Optional;

/**
 * Malformed frames that were handed over and are not in the topic. What they were is not known, nor
 * of which channel, so no gap can be declared: a malformed record says how many there were. Used by
 * the task's thread alone.
 */
final class MissingMalformed {

  private static final long BETWEEN_NANOS = Duration.ofSeconds(1).toNanos();

  private long missing;
  private long session;
  private Optional<Long> saidAt = Optional.empty();

  /** One is not in the topic; of what says so itself nothing is said. */
  void missed(Output.Malformed malformed) {
    if (!malformed.tellsOfOthers()) {
      missing++;
      session = malformed.frame().session();
    }
  }

  /** What is to be written about them now, at most once a second. */
  Optional<Output> say(long nowNanos, long atMicros) {
    if (missing == 0 || saidAt.filter(at -> nowNanos - at < BETWEEN_NANOS).isPresent()) {
      return Optional.empty();
    }
    String reason =
        missing
            + " malformed frames are not written: refused by the topic, or dropped by a"
            + " transformation";
    missing = 0;
    saidAt = Optional.of(nowNanos);
    return Optional.of(
        new Output.Malformed(new FeedEvent.MalformedFrame(session, atMicros, reason, "", 0), true));
  }
}
