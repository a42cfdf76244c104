package dev.orderflow.spark.scan;

import dev.orderflow.spark.market.MarketEvent.OrderEvent;
import dev.orderflow.spark.source.FeedRecord;
import java.util.Optional;

/**
 * A record that the scan has picked.
 *
 * @param record the record; without its value where {@code order} is there instead
 * @param millis its Kafka timestamp, milliseconds since the epoch
 * @param reason why it cannot be used, empty where it can
 * @param order what it tells, where it is an order event that the scan has read
 */
public record ScannedRecord(
    FeedRecord record, long millis, String reason, Optional<OrderEvent> order) {}
