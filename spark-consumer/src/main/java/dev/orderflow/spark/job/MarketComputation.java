package dev.orderflow.spark.job;

import dev.orderflow.spark.scan.ScannedRecord;
import dev.orderflow.spark.source.RejectedRecordException;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.Serializable;
import java.util.Map;
import java.util.Set;

/** What a {@link StatefulJob} computes of each market. */
public interface MarketComputation extends Serializable {

  /** The output of records that could not be used, which every computation has. */
  String REJECTED = "rejected";

  /** The output of what turned out of rows when it was too late to publish them again. */
  String COMPLETENESS = "completeness";

  /** The job's name, as the command line and the progress lines know it. */
  String name();

  /** The kinds of channels whose records it takes, as {@code ChannelName} has them. */
  Set<String> channelKinds();

  /**
   * What the progress lines count beside records.
   *
   * @return for each count, in the order to be shown, the output or the count of {@link MarketRows}
   *     that it sums up
   */
  Map<String, String> counts();

  /**
   * Begins a market of which nothing has been seen.
   *
   * @param market such as {@code btcusd}
   */
  State begin(String market);

  /** One market's state, which lives from batch to batch as bytes; used by one thread. */
  interface State {

    /**
     * Takes the market's next record, in the order of the topic.
     *
     * @param record a record that can be used
     * @param rows receives what it makes due
     * @throws RejectedRecordException where it turns out that it cannot; the state is unchanged
     */
    void accept(ScannedRecord record, MarketRows rows) throws RejectedRecordException;

    /**
     * A record of the market could not be used: what it told is missing.
     *
     * @param record it, with the reason where the filter found it
     * @param rows receives what that makes due
     */
    void refused(ScannedRecord record, MarketRows rows);

    /**
     * No more records of the batch. Publishes what was read and is in no row yet, as not read past
     * its end, without changing what is published otherwise.
     *
     * @param rows receives that
     */
    void endOfBatch(MarketRows rows);

    /** What has been counted since the market began, beside rows; a batch counts the difference. */
    default Map<String, Long> totals() {
      return Map.of();
    }

    /** Writes the state. */
    void write(DataOutput out) throws IOException;

    /**
     * Reads what {@link #write} wrote, in place of this state.
     *
     * @throws IOException where it is cut short or of another version
     */
    void read(DataInput in) throws IOException;
  }
}
