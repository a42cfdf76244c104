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
    } catch (JsonProcessingException e) {
      throw new RejectedRecordException("not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new RejectedRecordException("not JSON: " + e.getMessage());
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
    JsonNode value = node.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    try {
      return Optional.of(value.isTextual() ? Long.parseLong(value.textValue()) : exact(value));
    } catch (NumberFormatException | ArithmeticException e) {
      throw new RejectedRecordException(name + " is not a whole number");
    }
  }

  private static long exact(JsonNode value) {
    if (!value.isNumber()) {
      throw new NumberFormatException();
    }
    return value.decimalValue().longValueExact();
  }

  long required(String name) throws RejectedRecordException {
    return number(name).orElseThrow(() -> new RejectedRecordException(name + " is missing"));
  }

  /** A decimal, given as a number or as text, with as many digits as money has. */
  Optional<BigDecimal> decimal(String name) throws RejectedRecordException {
    JsonNode value = node.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    try {
      if (!value.isTextual() && !value.isNumber()) {
        throw new NumberFormatException();
      }
      String text = value.asText();
      if (text.length() > LONGEST_NUMBER) {
        throw new NumberFormatException();
      }
      BigDecimal decimal = new BigDecimal(text);
      if (Math.abs((long) decimal.scale()) > LONGEST_NUMBER) {
        throw new NumberFormatException();
      }
      return Optional.of(decimal);
    } catch (NumberFormatException e) {
      throw new RejectedRecordException(name + " is not a decimal");
    }
  }

  BigDecimal money(String name) throws RejectedRecordException {
    return decimal(name).orElseThrow(() -> new RejectedRecordException(name + " is missing"));
  }

  /** A time in ISO-8601, as milliseconds since the epoch; empty where it is null. */
  Optional<Long> instant(String name) throws RejectedRecordException {
    JsonNode value = node.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Instant.parse(value.asText()).toEpochMilli());
    } catch (DateTimeException e) {
      throw new RejectedRecordException(name + " is not a time");
    }
  }

  long time(String name) throws RejectedRecordException {
    return instant(name).orElseThrow(() -> new RejectedRecordException(name + " is missing"));
  }
}
