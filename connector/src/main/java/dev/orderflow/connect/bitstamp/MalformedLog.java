package dev.orderflow.connect.bitstamp;

import dev.orderflow.connect.bitstamp.exchange.FeedEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of malformed frames at most once a minute, with how many there were since. */
final class MalformedLog {

  private static final Logger log = LoggerFactory.getLogger(MalformedLog.class);
  private static final long INTERVAL_NANOS = Duration.ofMinutes(1).toNanos();

  private final LongSupplier nanos;
  private long reportedAt;
  private long sinceReport;

  MalformedLog(LongSupplier nanos) {
    this.nanos = nanos;
    reportedAt = nanos.getAsLong() - INTERVAL_NANOS;
  }

  /** A frame's size, what is wrong with it, and over which session it came when. */
  static String describe(FeedEvent.MalformedFrame frame) {
    return String.format(
        Locale.ROOT,
        "%d bytes (%s) over session %d at %s",
        frame.bytes(),
        frame.reason(),
        frame.session(),
        Instant.EPOCH.plus(frame.at(), ChronoUnit.MICROS));
  }

  /**
   * Counts a frame and logs when a line is due.
   *
   * @return whether it logged
   */
  boolean report(FeedEvent.MalformedFrame frame) {
    sinceReport++;
    long now = nanos.getAsLong();
    if (now - reportedAt < INTERVAL_NANOS) {
      return false;
    }
    log.warn(
        "Malformed frame kept as it came: {}; {} since the last such line.",
        describe(frame),
        sinceReport);
    reportedAt = now;
    sinceReport = 0;
    return true;
  }
}
