package dev.orderflow.spark.source;

/** The exchange's time of an event, checked, because one wrong time would make all others late. */
final class EventTime {

  /** No market was there before: 2009-01-01. */
  private static final long EARLIEST = 1_230_768_000_000_000L;

  /** The exchange's clock may be ahead of the connector's by so much, microseconds. */
  private static final long MOST_AHEAD = 3_600_000_000L;

  private EventTime() {}

  static long of(DataFields data, FeedRecord record) throws RejectedRecordException {
    long micros = data.required("microtimestamp");
    if (micros < EARLIEST) {
      throw new RejectedRecordException("microtimestamp is out of range: " + micros);
    }
    if (record.receivedAt() > 0 && micros - record.receivedAt() > MOST_AHEAD) {
      throw new RejectedRecordException(
          "microtimestamp "
              + micros
              + " is more than an hour after it was received ("
              + record.receivedAt()
              + ")");
    }
    return micros;
  }
}
