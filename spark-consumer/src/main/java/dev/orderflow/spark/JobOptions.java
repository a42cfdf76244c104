package dev.orderflow.spark;

import dev.orderflow.spark.job.MarketComputation;
import dev.orderflow.spark.run.OutputTopic;
import dev.orderflow.spark.run.UsageException;
import java.util.Map;

/** The options of one publishing job: what it publishes and what it computes. */
interface JobOptions {

  /** What the job computes. */
  MarketComputation computation();

  /** The topic of each of its outputs but the rejected ones. */
  Map<String, OutputTopic> topics();

  /** What must not change while a checkpoint lives, beside topics and cluster. */
  Map<String, String> identity();

  /** Throws {@link UsageException} where an option makes no sense. */
  void check();

  /** The job's name. */
  default String name() {
    return computation().name();
  }

  /** Throws {@link UsageException} with the reason where an option makes no sense. */
  static void require(boolean valid, String reason) {
    if (!valid) {
      throw new UsageException(reason);
    }
  }
}
