package dev.orderflow.spark.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The scalar fields of an event's data, whichever way the value was written: the exchange's
 * envelope with {@code data} inside, a struct through Connect's JsonConverter, or the same with its
 * schema around it.
 *
 * <p>Numbers keep their text, so nothing is rounded on the way.
 */
final class DataFields {

  private static final JsonFactory JSON = new JsonFactory();

  /** A price or amount of more digits is a mistake, and could cost much to compute with. */
  private static final int MOST_DIGITS = 40;

  private final Map<String, String> around = new HashMap<>();
  private final Map<String, String> fields = new HashMap<>();

  /** Whether there is the exchange's envelope, in which decimals are never Base64. */
  private boolean enveloped;

  private DataFields() {}

  /**
   * The fields of a record's value.
   *
   * @throws RejectedRecordException where it is no JSON object, or of another channel or event than
   *     the headers say
   */
  static DataFields of(FeedRecord record) throws RejectedRecordException {
    DataFields read = of(record.value());
    read.requireSame("channel", record.channel());
    read.requireSame("event", record.event());
    return read;
  }

  /** A struct through JsonConverter may have its schema around it, and the word inside. */
  private void requireSame(String name, String header) throws RejectedRecordException {
    String told = around.getOrDefault(name, fields.getOrDefault(name, header));
    if (!told.equals(header)) {
      throw RejectedRecordException.notAsHeader(name);
    }
  }

  static DataFields of(String value) throws RejectedRecordException {
    DataFields read = new DataFields();
    try (JsonParser json = JSON.createParser(value)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new RejectedRecordException("value is not a JSON object");
      }
      read.object(json, read.around);
      if (json.nextToken() != null) {
        throw new RejectedRecordException("value has text after its JSON object");
      }
    } catch (IOException e) {
      throw new RejectedRecordException("value is not JSON");
    }
    return read;
  }

  /**
   * Fields of {@code data} or {@code payload} go before those around them; of two with one name the
   * last counts.
   */
  private void object(JsonParser json, Map<String, String> into) throws IOException {
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      JsonToken token = json.nextToken();
      if (token == JsonToken.START_OBJECT && (name.equals("data") || name.equals("payload"))) {
        enveloped |= name.equals("data");
        object(json, fields);
      } else if (token.isScalarValue() && token != JsonToken.VALUE_NULL) {
        into.put(name, json.getText());
      } else {
        json.skipChildren();
      }
    }
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(fields.getOrDefault(name, around.get(name)));
  }

  OptionalLong number(String name) throws RejectedRecordException {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(text.get()));
    } catch (NumberFormatException e) {
      throw new RejectedRecordException(
          name + " is not a whole number: '" + shortened(text.get()) + "'");
    }
  }

  long required(String name) throws RejectedRecordException {
    OptionalLong number = number(name);
    if (number.isEmpty()) {
      throw new RejectedRecordException(name + " is missing");
    }
    return number.getAsLong();
  }

  /** A positive decimal; the exchange's text form goes before the number. */
  BigDecimal positive(String name) throws RejectedRecordException {
    String text = text(name + "_str").or(() -> text(name)).orElse("");
    if (text.isEmpty()) {
      throw new RejectedRecordException(name + " is missing");
    }
    BigDecimal value = text.length() > MOST_DIGITS ? BigDecimal.ZERO : decimal(name, text);
    if (value.signum() <= 0 || Math.abs(value.scale()) > MOST_DIGITS) {
      throw new RejectedRecordException(name + " is out of range: '" + shortened(text) + "'");
    }
    return value;
  }

  private BigDecimal decimal(String name, String text) throws RejectedRecordException {
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      Optional<BigDecimal> encoded = enveloped ? Optional.empty() : ConnectDecimal.of(text);
      return encoded.orElseThrow(
          () -> new RejectedRecordException(name + " is not a decimal: '" + shortened(text) + "'"));
    }
  }

  private static String shortened(String text) {
    return text.length() > MOST_DIGITS ? text.substring(0, MOST_DIGITS) + "…" : text;
  }
}
