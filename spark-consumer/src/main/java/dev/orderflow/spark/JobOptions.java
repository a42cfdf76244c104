package dev.orderflow.spark;

import dev.orderflow.spark.job.StreamingJob;
import java.util.Map;

/** The options of one job: what it publishes and how it is made. */
interface JobOptions {

  /** The job's name. */
  String name();

  /** The topic of each of its outputs but the rejected ones. */
  Map<String, PublishingCommand.OutputTopic> outputs();

  /** What must not change while a checkpoint lives, beside topics and cluster. */
  Map<String, String> identity();

  /** The job itself. */
  StreamingJob job(PublishingCommand.Wiring wiring);

  /** Throws {@link UsageException} where an option makes no sense. */
  void check();
}
