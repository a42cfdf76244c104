package dev.orderflow.spark.source;

import java.util.Optional;
import java.util.OptionalLong;

/** Reads the connector's {@code orderflow:gap}. */
public final class GapReader {

  private GapReader() {}

  /**
   * Reads a gap.
   *
   * @param record a record whose event is {@link FeedRecord#GAP}
   * @return the gap
   * @throws RejectedRecordException naming the field, where it is none
   */
  public static Gap read(FeedRecord record) throws RejectedRecordException {
    DataFields data = DataFields.of(record);
    String repaired = data.text("repaired").orElse("");
    if (!repaired.equals("true") && !repaired.equals("false")) {
      throw new RejectedRecordException("repaired is neither true nor false");
    }
    OptionalLong from = data.number("from_microtimestamp");
    return new Gap(
        from.isPresent() ? EventTime.checked(from.getAsLong(), record) : Long.MIN_VALUE,
        end(data, record),
        id(data, "from"),
        id(data, "to"),
        repaired.equals("true"),
        data.text("reason").orElse(""));
  }

  /**
   * What a gap that cannot be read may have declared. Gaps are declared behind events that follow
   * them, so that nothing is known of one whose ends cannot be read but that it is over.
   *
   * @param record a gap that was refused
   * @return a gap that is not repaired, as wide as it may be; empty where it takes nothing away
   */
  public static Optional<Gap> ofRefused(FeedRecord record) {
    long from = EventTime.EARLIEST;
    long to = Math.max(from, record.receivedAt());
    try {
      DataFields data = DataFields.of(record);
      if (data.text("repaired").orElse("").equals("true")) {
        return Optional.empty();
      }
      to = end(data, record);
      OptionalLong told = data.number("from_microtimestamp");
      from = told.isPresent() ? EventTime.checked(told.getAsLong(), record) : from;
    } catch (RejectedRecordException unreadable) {
      // What was not read by now keeps its widest.
    }
    return Optional.of(new Gap(from, to, "", "", false, ""));
  }

  /** By the connector's clock where the exchange's time of the event behind it is of no use. */
  private static long end(DataFields data, FeedRecord record) throws RejectedRecordException {
    OptionalLong to = data.number("to_microtimestamp");
    if (to.isPresent()) {
      try {
        return EventTime.checked(to.getAsLong(), record);
      } catch (RejectedRecordException unusable) {
        return EventTime.checked(data.required("at"), record);
      }
    }
    return EventTime.checked(data.required("at"), record);
  }

  private static String id(DataFields data, String end) {
    return data.text(end + "_event_id").or(() -> data.text(end + "_trade_id")).orElse("");
  }

  /**
   * A hole in a channel.
   *
   * @param from time of the last event before it, microseconds since the epoch; {@link
   *     Long#MIN_VALUE} where there was none
   * @param to time of the first event after it, microseconds since the epoch
   * @param fromId event or trade id of the last event before it, empty where there was none
   * @param toId event or trade id of the first event after it, empty where unknown
   * @param repaired whether everything in it has been written since
   * @param reason the connector's word for what broke
   */
  public record Gap(
      long from, long to, String fromId, String toId, boolean repaired, String reason) {

    /** Whether the exchange counts trades anew behind it, so that ids seen before come again. */
    public boolean isNewCountOfTrades() {
      return isNumber(fromId) && isNumber(toId) && Long.parseLong(toId) < Long.parseLong(fromId);
    }

    private static boolean isNumber(String id) {
      return id.matches("[0-9]{1,18}");
    }
  }
}
