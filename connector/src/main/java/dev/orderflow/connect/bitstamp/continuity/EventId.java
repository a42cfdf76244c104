package dev.orderflow.connect.bitstamp.continuity;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A link of the venue's event chain, read apart.
 *
 * <p>The layout is not documented; it was inferred from recorded frames: 16 hex digits of
 * microseconds, 4 of sub-sequence, 4 of market, 2 of a counter modulo four, 6 that are constant. It
 * serves to refuse, never to prove: an id of another shape is only compared as text.
 *
 * @param microtimestamp event time, microseconds since the epoch
 * @param counter position modulo four in the market's sequence
 */
record EventId(long microtimestamp, int counter) {

  private static final Pattern LAYOUT =
      Pattern.compile(
          "([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-[0-9a-f]{4}-[0-9a-f]{4}0([0-3])[0-9a-f]{6}");

  private static final int MODULUS = 4;

  /** Reads an id; empty when it is not laid out so. */
  static Optional<EventId> parse(String id) {
    Matcher matcher = LAYOUT.matcher(id);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String time = matcher.group(1) + matcher.group(2) + matcher.group(3);
    return Optional.of(
        new EventId(Long.parseUnsignedLong(time, 16), Integer.parseInt(matcher.group(4))));
  }

  /**
   * How many events lie strictly between two ids, modulo four.
   *
   * @return empty when either id is of another shape
   */
  static OptionalInt between(String earlier, String later) {
    Optional<EventId> from = parse(earlier);
    Optional<EventId> to = parse(later);
    if (from.isEmpty() || to.isEmpty()) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(Math.floorMod(to.get().counter - from.get().counter - 1, MODULUS));
  }

  /**
   * Whether an event names a predecessor that may exist: one of its own market. Where the exchange
   * began a chain anew it named one of no market.
   */
  static boolean namesPredecessor(String preEventId, String eventId) {
    Matcher before = LAYOUT.matcher(preEventId);
    Matcher after = LAYOUT.matcher(eventId);
    return before.matches() && after.matches() && market(preEventId).equals(market(eventId));
  }

  private static String market(String id) {
    return id.substring(24, 28);
  }

  /**
   * The first id that an event of a time could have on the market of another event.
   *
   * @return empty when the other id is of another shape
   */
  static Optional<String> first(long micros, String sameMarket) {
    if (!LAYOUT.matcher(sameMarket).matches()) {
      return Optional.empty();
    }
    String time = String.format(Locale.ROOT, "%016x", micros);
    return Optional.of(
        time.substring(0, 8)
            + "-"
            + time.substring(8, 12)
            + "-"
            + time.substring(12)
            + "-0000-"
            + market(sameMarket)
            + "00"
            + sameMarket.substring(30));
  }

  /** Whether the counters forbid that the second id directly follows the first. */
  static boolean cannotFollow(String first, String second) {
    OptionalInt between = between(first, second);
    return between.isPresent() && between.getAsInt() != 0;
  }
}
