package dev.orderflow.simulator.market;

/**
 * Order ids as Bitstamp's look: milliseconds since an epoch of late 2010 in the upper bits and a
 * 12-bit sequence below. Captured ids of 2022, 2023 and 2026 fit their creation times to within one
 * millisecond.
 *
 * <p>One instance serves all markets of an exchange, so that an id is unique there.
 */
public final class OrderIds {
  private static final long EPOCH_MILLIS = 1_288_834_974_657L;
  private static final int SEQUENCE_BITS = 12;

  private long last;

  /** The next id at a time; always larger than every id before it. */
  public long next(long timeMicros) {
    long candidate = (timeMicros / 1000 - EPOCH_MILLIS) << SEQUENCE_BITS;
    last = Math.max(candidate, last + 1);
    return last;
  }
}
