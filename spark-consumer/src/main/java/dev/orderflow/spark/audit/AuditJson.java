package dev.orderflow.spark.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;

/** An audit's findings as they stand in the audit topic. */
final class AuditJson {

  private static final JsonFactory JSON = new JsonFactory();

  private AuditJson() {}

  static String key(PublishedCandle.Series series, long start) {
    return series.market() + '|' + series.interval() + '|' + time(start);
  }

  static String summary(
      PublishedCandle.Series series, long from, long to, CandleAudit.Result result) {
    return write(
        json -> {
          json.writeStringField("type", "summary");
          json.writeStringField("market", series.market());
          json.writeStringField("interval", series.interval().toString());
          json.writeStringField("from", time(from));
          json.writeStringField("to", time(to));
          json.writeNumberField("compared", result.compared());
          json.writeNumberField("mismatches", result.mismatches().size());
          json.writeNumberField("incomplete", result.incomplete());
          json.writeStringField(
              "match_rate",
              result.matchRate().map(rate -> rate.stripTrailingZeros().toPlainString()).orElse(""));
        });
  }

  static String mismatch(PublishedCandle.Series series, CandleAudit.Mismatch mismatch) {
    return write(
        json -> {
          json.writeStringField("type", "mismatch");
          json.writeStringField("market", series.market());
          json.writeStringField("interval", series.interval().toString());
          json.writeStringField("start", time(mismatch.start()));
          json.writeArrayFieldStart("fields");
          for (String field : mismatch.fields()) {
            json.writeString(field);
          }
          json.writeEndArray();
          json.writeFieldName("ours");
          if (mismatch.ours().isPresent()) {
            json.writeRawValue(mismatch.ours().get().value());
          } else {
            json.writeNull();
          }
          json.writeFieldName("venue");
          if (mismatch.venue().isPresent()) {
            figures(json, mismatch.venue().get());
          } else {
            json.writeNull();
          }
        });
  }

  private static void figures(JsonGenerator json, CandleFigures figures) throws IOException {
    json.writeStartObject();
    json.writeStringField("open", figures.open().toPlainString());
    json.writeStringField("high", figures.high().toPlainString());
    json.writeStringField("low", figures.low().toPlainString());
    json.writeStringField("close", figures.close().toPlainString());
    json.writeStringField("volume", figures.volume().toPlainString());
    json.writeEndObject();
  }

  private static String time(long micros) {
    return Instant.ofEpochSecond(micros / 1_000_000).toString();
  }

  private static String write(Fields fields) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** Writes the fields of a finding. */
  @FunctionalInterface
  private interface Fields {
    void write(JsonGenerator json) throws IOException;
  }
}
