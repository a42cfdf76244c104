package dev.orderflow.connect.bitstamp;

import dev.orderflow.connect.bitstamp.exchange.ClockOffset;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once that the worker's clock is wrong: nothing rests on it but lags and receive times. */
final class ClockWarning {

  private static final Logger log = LoggerFactory.getLogger(ClockWarning.class);
  private static final Duration NOTEWORTHY = Duration.ofSeconds(1);

  private final ClockOffset offset;
  private boolean said;

  ClockWarning(ClockOffset offset) {
    this.offset = offset;
  }

  /**
   * Looks at what is known now.
   *
   * @return whether it said so now
   */
  boolean check() {
    if (said || !offset.isAbove(NOTEWORTHY)) {
      return false;
    }
    said = true;
    log.warn(
        "The exchange's clock is {} ms ahead of this worker's, give or take {} ms: set the worker's."
            + " Receive times and lags are wrong by that; nothing else rests on it.",
        offset.micros() / 1_000,
        offset.uncertaintyMicros() / 1_000);
    return true;
  }
}
