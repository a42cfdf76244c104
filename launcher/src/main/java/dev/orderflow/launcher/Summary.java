package dev.orderflow.launcher;

import java.util.Locale;
import java.util.Optional;

/**
 * What went in and what came out of the pipeline in one run.
 *
 * @param exchange {@code live} or {@code simulated}
 * @param frames data frames that the exchange sent; for Bitstamp those that the connector handed to
 *     Connect
 * @param records records in the topic that carry a frame
 * @param sparkRows such rows that the Spark job read
 * @param seconds from the connector's start to the end of the stream
 * @param connectorRecords records in the topic that the connector added
 * @param candles candles that the Spark job published, each counted once
 * @param incomplete those of them that say they are incomplete
 */
record Summary(
    String exchange,
    long frames,
    long records,
    long sparkRows,
    double seconds,
    long connectorRecords,
    long candles,
    long incomplete) {

  /** One line for programs to read. */
  String line() {
    return String.format(
        Locale.ROOT,
        "summary exchange=%s frames=%d records=%d spark_rows=%d seconds=%.1f connector_records=%d"
            + " candles=%d incomplete=%d",
        exchange,
        frames,
        records,
        sparkRows,
        seconds,
        connectorRecords,
        candles,
        incomplete);
  }

  /**
   * What does not add up.
   *
   * @return the first place where numbers differ, or empty when all that was sent arrived
   */
  Optional<String> mismatch() {
    if (frames == 0) {
      return Optional.of("no frame was sent");
    }
    if (records != frames) {
      return Optional.of(
          "the exchange sent " + frames + " frames, the topic holds " + records + " of them");
    }
    if (sparkRows != records) {
      return Optional.of(
          "the topic holds " + records + " records, the Spark job read " + sparkRows);
    }
    return Optional.empty();
  }
}
