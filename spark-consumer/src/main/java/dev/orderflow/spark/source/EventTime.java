package dev.orderflow.spark.source;

import java.util.OptionalLong;

/** The exchange's time of an event, checked, because one wrong time would make all others late. */
public final class EventTime {

  /** No market was there before: 2009-01-01. */
  static final long EARLIEST = 1_230_768_000_000_000L;

  private static final long SECOND = 1_000_000;

  /**
   * The exchange's clock may be ahead of the connector's by so much, microseconds: as far as the
   * connector lets it be, which puts its own time into records whose event is dated later.
   */
  private static final long MOST_AHEAD = 300_000_000L;

  private EventTime() {}

  /** Old frames, and rows of the exchange's list of trades, have only the second. */
  static long of(DataFields data, FeedRecord record) throws RejectedRecordException {
    OptionalLong micros = data.number("microtimestamp");
    if (micros.isPresent() || data.text("timestamp").isEmpty()) {
      return checked(data.required("microtimestamp"), record);
    }
    long seconds = data.required("timestamp");
    if (seconds > Long.MAX_VALUE / SECOND) {
      throw new RejectedRecordException("timestamp is out of range: " + seconds);
    }
    return checked(seconds * SECOND, record);
  }

  /**
   * When something happened of which the record cannot be used otherwise.
   *
   * @param record a record that was refused
   * @return microseconds since the epoch; empty where that cannot be told either
   */
  public static OptionalLong ofRefused(FeedRecord record) {
    try {
      return OptionalLong.of(checked(DataFields.of(record).required("microtimestamp"), record));
    } catch (RejectedRecordException unusable) {
      return OptionalLong.empty();
    }
  }

  static long checked(long micros, FeedRecord record) throws RejectedRecordException {
    if (micros < EARLIEST) {
      throw new RejectedRecordException("microtimestamp is out of range: " + micros);
    }
    if (record.receivedAt() > 0 && micros - record.receivedAt() > MOST_AHEAD) {
      throw new RejectedRecordException(
          "microtimestamp "
              + micros
              + " is more than five minutes after it was received ("
              + record.receivedAt()
              + ")");
    }
    return micros;
  }
}
