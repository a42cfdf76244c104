package dev.orderflow.dashboard.feed;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/**
 * A record's JSON object, field by field, with the field named where it is not what it should be.
 *
 * @param node the object
 */
record Fields(JsonNode node) {

  private static final int LONGEST_NUMBER = 64;

  private static final ObjectReader JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNumberLength(LONGEST_NUMBER).build())
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build()
          .reader();

  static Fields parse(byte[] value) throws RejectedRecordException {
    if (value == null) {
      throw new RejectedRecordException("no value");
    }
    try {
      JsonNode node = JSON.readTree(value);
      if (node == null || !node.isObject()) {
        throw new RejectedRecordException("not a JSON object");
      }
      return new Fields(node);
    } catch (IOException e) {
      throw new RejectedRecordException(
          "not JSON: "
              + (e instanceof JsonProcessingException json
                  ? json.getOriginalMessage()
                  : e.getMessage()));
    }
  }

  Fields object(String name) throws RejectedRecordException {
    JsonNode value = node.path(name);
    if (!value.isObject()) {
      throw new RejectedRecordException(name + " is not an object");
    }
    return new Fields(value);
  }

  String text(String name) throws RejectedRecordException {
    JsonNode value = node.path(name);
    if (!value.isTextual()) {
      throw new RejectedRecordException(name + " is not text");
    }
    return value.textValue();
  }

  String textOr(String name, String other) {
    JsonNode value = node.path(name);
    return value.isValueNode() && !value.isNull() ? value.asText() : other;
  }

  boolean flag(String name) {
    return node.path(name).asBoolean();
  }

  /** A whole number, given as such or as text. */
  Optional<Long> number(String name) throws RejectedRecordException {
    return value(name, "a whole number", text -> bounded(text).longValueExact());
  }

  long required(String name) throws RejectedRecordException {
    return number(name).orElseThrow(() -> new RejectedRecordException(name + " is missing"));
  }

  /** A decimal, given as a number or as text, with as many digits as money has. */
  Optional<BigDecimal> decimal(String name) throws RejectedRecordException {
    return value(name, "a decimal", Fields::bounded);
  }

  /** Neither many digits nor few of which plain text would have many. */
  private static BigDecimal bounded(String text) {
    if (text.length() > LONGEST_NUMBER) {
      throw new NumberFormatException();
    }
    BigDecimal decimal = new BigDecimal(text);
    if (Math.abs((long) decimal.scale()) > LONGEST_NUMBER) {
      throw new NumberFormatException();
    }
    return decimal;
  }

  BigDecimal money(String name) throws RejectedRecordException {
    return decimal(name).orElseThrow(() -> new RejectedRecordException(name + " is missing"));
  }

  /** A time in ISO-8601, as milliseconds since the epoch; empty where it is null. */
  Optional<Long> instant(String name) throws RejectedRecordException {
    return value(name, "a time", text -> Instant.parse(text).toEpochMilli());
  }

  long time(String name) throws RejectedRecordException {
    return instant(name).orElseThrow(() -> new RejectedRecordException(name + " is missing"));
  }

  private <T> Optional<T> value(String name, String what, Function<String, T> parser)
      throws RejectedRecordException {
    JsonNode value = node.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    try {
      if (value.isValueNode()) {
        return Optional.of(parser.apply(value.asText()));
      }
    } catch (ArithmeticException | NumberFormatException | DateTimeException e) {
      // Told below, by the field's name.
    }
    throw new RejectedRecordException(name + " is not " + what);
  }
}
