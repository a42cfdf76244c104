package dev.orderflow.spark.run;

/**
 * A topic that a job publishes to.
 *
 * @param name the topic
 * @param option the option that names it
 * @param compacted whether the newest record of each key is what counts
 */
public record OutputTopic(String name, String option, boolean compacted) {}
