package dev.orderflow.spark.job;

import dev.orderflow.spark.source.FeedRecord;

/**
 * A record that the scan has picked.
 *
 * @param record the record
 * @param millis its Kafka timestamp, milliseconds since the epoch
 * @param reason why it cannot be used, empty where it can
 */
record ScannedRecord(FeedRecord record, long millis, String reason) {}
