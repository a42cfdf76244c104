package dev.orderflow.spark.job;

import dev.orderflow.spark.market.RowJson;
import dev.orderflow.spark.source.FeedRecord;

/** A record that a job could not use, as it stands in the side output: where it is, and why. */
final class RejectedJson {

  private RejectedJson() {}

  static String key(FeedRecord record) {
    return record.topicPartition() + '-' + record.offset();
  }

  static String value(String job, String market, FeedRecord record, String reason) {
    return RowJson.of(
        json ->
            json.text("job", job)
                .text("reason", reason)
                .text("market", market)
                .text("topic", record.topic())
                .number("partition", record.partition())
                .number("offset", record.offset())
                .text("event", record.event())
                .text("channel", record.channel())
                .text("origin", record.origin())
                .text("value", record.value()));
  }
}
