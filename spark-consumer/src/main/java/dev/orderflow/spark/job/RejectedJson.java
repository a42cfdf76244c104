package dev.orderflow.spark.job;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.orderflow.spark.source.FeedRecord;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** A record that a job could not use, as it stands in the side output: where it is, and why. */
final class RejectedJson {

  private static final JsonFactory JSON = new JsonFactory();

  private RejectedJson() {}

  static String key(FeedRecord record) {
    return record.topicPartition() + '-' + record.offset();
  }

  static String value(String job, String market, FeedRecord record, String reason) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("job", job);
      json.writeStringField("reason", reason);
      json.writeStringField("market", market);
      json.writeStringField("topic", record.topic());
      json.writeNumberField("partition", record.partition());
      json.writeNumberField("offset", record.offset());
      json.writeStringField("event", record.event());
      json.writeStringField("channel", record.channel());
      json.writeStringField("origin", record.origin());
      json.writeStringField("value", record.value());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
