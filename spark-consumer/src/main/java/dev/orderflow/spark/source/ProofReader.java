package dev.orderflow.spark.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.orderflow.spark.market.ProvenBy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads the connector's {@code orderflow:proof}. */
public final class ProofReader {

  private static final JsonFactory JSON = new JsonFactory();

  private ProofReader() {}

  /**
   * Reads a proof.
   *
   * @param record a record whose event is {@link FeedRecord#PROOF}
   * @return the proof; empty where it is of a kind that this version does not know
   * @throws RejectedRecordException naming the field, where it is none
   */
  public static Optional<Proof> read(FeedRecord record) throws RejectedRecordException {
    DataFields data = DataFields.of(record);
    ProvenBy by;
    try {
      by = ProvenBy.valueOf(data.text("by").orElse("").toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException unknown) {
      return Optional.empty();
    }
    long from = EventTime.checked(data.required("from_microtimestamp"), record);
    long until = EventTime.checked(data.required("until_microtimestamp"), record);
    if (until < from) {
      throw new RejectedRecordException("until_microtimestamp is before from_microtimestamp");
    }
    return Optional.of(new Proof(from, until, by, written(record.value())));
  }

  private static List<Offset> written(String value) throws RejectedRecordException {
    List<Offset> offsets = new ArrayList<>();
    try (JsonParser json = JSON.createParser(value)) {
      while (json.nextToken() != null) {
        if (json.currentToken() == JsonToken.FIELD_NAME
            && json.currentName().equals("written")
            && json.nextToken() == JsonToken.START_ARRAY) {
          while (json.nextToken() == JsonToken.START_OBJECT) {
            offsets.add(offset(json));
          }
        }
      }
    } catch (IOException e) {
      throw new RejectedRecordException("value is not JSON");
    }
    if (offsets.isEmpty()) {
      throw new RejectedRecordException("written names no offset");
    }
    return offsets;
  }

  private static Offset offset(JsonParser json) throws IOException {
    String topic = "";
    int partition = 0;
    long offset = 0;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "topic" -> topic = json.getText();
        case "partition" -> partition = json.getIntValue();
        case "offset" -> offset = json.getLongValue();
        default -> json.skipChildren();
      }
    }
    return new Offset(topic + '-' + partition, offset);
  }

  /**
   * Everything of a channel after one time and up to another is in the topic.
   *
   * @param from time of the event before, microseconds since the epoch
   * @param until time of the last event of it, microseconds since the epoch
   * @param by what shows it
   * @param written up to where it stands in each partition
   */
  public record Proof(long from, long until, ProvenBy by, List<Offset> written) {
    /** Copies the list. */
    public Proof {
      written = List.copyOf(written);
    }
  }

  /**
   * A record's place.
   *
   * @param partition as of {@link FeedRecord#topicPartition}
   * @param offset its offset
   */
  public record Offset(String partition, long offset) {}
}
