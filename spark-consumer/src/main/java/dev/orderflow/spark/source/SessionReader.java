package dev.orderflow.spark.source;

/** Reads the connector's {@code orderflow:session}. */
public final class SessionReader {

  private SessionReader() {}

  /**
   * Reads a change of a session.
   *
   * @param record a record whose event is {@link FeedRecord#SESSION}
   * @return the change
   * @throws RejectedRecordException naming the field, where it is none
   */
  public static SessionChange read(FeedRecord record) throws RejectedRecordException {
    DataFields data = DataFields.of(record);
    String state = data.text("state").orElse("");
    if (!state.equals("started") && !state.equals("ended")) {
      throw new RejectedRecordException("state is neither started nor ended");
    }
    return new SessionChange(
        data.required("session"),
        data.number("at").orElse(0),
        state.equals("started"),
        data.text("continues").map(Boolean::parseBoolean).orElse(true));
  }

  /**
   * A session began or ceased to carry a channel.
   *
   * @param session which
   * @param at when, microseconds since the epoch, 0 where it is not told
   * @param started whether it began
   * @param continues whether the connector knows until where the channel was written before, and
   *     proves or declares what came since
   */
  public record SessionChange(long session, long at, boolean started, boolean continues) {}
}
