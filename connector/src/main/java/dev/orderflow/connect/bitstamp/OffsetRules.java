package dev.orderflow.connect.bitstamp;

import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.record.RecordMapper;
import dev.orderflow.connect.bitstamp.record.SourceOffsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * What a user may store as a source offset of a stopped connector: one from which the feed can be
 * resumed. Anything may be removed.
 */
final class OffsetRules {

  private static final Pattern EVENT_ID =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private static final Set<String> TRADE_KEYS =
      Set.of(
          SourceOffsets.TRADE_ID,
          SourceOffsets.MICROTIMESTAMP,
          SourceOffsets.AUDITED_TRADE_ID,
          SourceOffsets.AUDITED_MICROTIMESTAMP,
          SourceOffsets.TRADES_SINCE_AUDIT,
          SourceOffsets.TRADE_IDS_SINCE_AUDIT,
          SourceOffsets.TRADE_HOLES,
          SourceOffsets.FILLS_DISAGREED_AT);

  private static final Set<String> TEXTS =
      Set.of(
          SourceOffsets.EVENT_ID,
          SourceOffsets.PREVIOUS_EVENT_ID,
          SourceOffsets.TRADE_IDS_SINCE_AUDIT,
          SourceOffsets.TRADE_HOLES);

  private final List<Channel> channels;

  /**
   * Rules for a connector.
   *
   * @param channels the channels that it reads
   */
  OffsetRules(List<Channel> channels) {
    this.channels = channels;
  }

  /**
   * Refuses an offset from which the feed cannot be resumed.
   *
   * @param offset null where it is to be removed
   * @throws ConnectException with the partition and what is wrong
   */
  void check(Map<String, ?> partition, Map<String, ?> offset) {
    if (offset != null) {
      String problem = problem(partition, offset);
      if (problem.isEmpty()) {
        problem = unreadable(offset);
      }
      if (!problem.isEmpty()) {
        throw new ConnectException("Offset " + offset + " of " + partition + ": " + problem);
      }
    }
  }

  private static String unreadable(Map<String, ?> offset) {
    try {
      SourceOffsets.position(offset);
      return "";
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  private String problem(Map<String, ?> partition, Map<String, ?> offset) {
    if (partition == null || !partition.keySet().equals(Set.of(SourceOffsets.CHANNEL))) {
      return "a source partition is {\"channel\": \"live_orders_btcusd\"} or another channel";
    }
    String name = Objects.toString(partition.get(SourceOffsets.CHANNEL), "");
    if (name.equals(RecordMapper.MALFORMED)) {
      return times(offset);
    }
    Optional<Channel> channel = Channel.parse(name).filter(channels::contains);
    if (channel.isEmpty()) {
      return "the connector does not read that channel, but "
          + channels.stream().map(Channel::name).collect(Collectors.joining(", "));
    }
    return switch (channel.get().kind()) {
      case LIVE_ORDERS -> orders(offset);
      case LIVE_TRADES -> trades(offset);
      case ORDER_BOOK, DETAIL_ORDER_BOOK, DIFF_ORDER_BOOK -> times(offset);
    };
  }

  private static String orders(Map<String, ?> offset) {
    Set<String> keys =
        Set.of(
            SourceOffsets.EVENT_ID, SourceOffsets.PREVIOUS_EVENT_ID, SourceOffsets.MICROTIMESTAMP);
    if (!(offset.get(SourceOffsets.EVENT_ID) instanceof String id)
        || !EVENT_ID.matcher(id).matches()) {
      return "event_id must be the event_id of an order event, such as"
          + " \"00065aad-a8b2-14c8-0000-000101000020\"";
    }
    return unknownKey(offset, keys).or(() -> badNumber(offset, keys)).orElse("");
  }

  private static String trades(Map<String, ?> offset) {
    if (!offset.containsKey(SourceOffsets.TRADE_ID)) {
      return "trade_id is missing: the id of the last trade that is not wanted";
    }
    return unknownKey(offset, TRADE_KEYS).or(() -> badNumber(offset, TRADE_KEYS)).orElse("");
  }

  private static String times(Map<String, ?> offset) {
    if (!offset.containsKey(SourceOffsets.MICROTIMESTAMP)) {
      return "microtimestamp is missing: microseconds since the epoch";
    }
    Set<String> keys = Set.of(SourceOffsets.MICROTIMESTAMP);
    return unknownKey(offset, keys).or(() -> badNumber(offset, keys)).orElse("");
  }

  private static Optional<String> unknownKey(Map<String, ?> offset, Set<String> known) {
    return offset.keySet().stream()
        .filter(key -> !known.contains(key) && !known.contains(unconfirmed(key)))
        .findFirst()
        .map(key -> key + " is not known here; known are " + new TreeSet<>(known));
  }

  /** The key without what stands before those of what is known to be written. */
  private static String unconfirmed(String key) {
    return key.startsWith(SourceOffsets.CONFIRMED)
        ? key.substring(SourceOffsets.CONFIRMED.length())
        : key;
  }

  private static Optional<String> badNumber(Map<String, ?> offset, Set<String> keys) {
    return new TreeSet<>(keys)
        .stream()
            .filter(key -> !TEXTS.contains(key) && offset.containsKey(key))
            .filter(key -> !isWholeNumber(offset.get(key)))
            .findFirst()
            .map(key -> key + " must be a whole number that is not negative");
  }

  private static boolean isWholeNumber(Object value) {
    return (value instanceof Long || value instanceof Integer) && ((Number) value).longValue() >= 0;
  }
}
