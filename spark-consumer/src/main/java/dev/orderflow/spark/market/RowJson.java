package dev.orderflow.spark.market;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Writes one row as a JSON object: money as plain decimal text without trailing zeros, times as
 * ISO-8601 text in UTC, what is not known as {@code null}.
 */
public final class RowJson {

  private static final JsonFactory JSON = new JsonFactory();

  private final StringWriter text = new StringWriter(1_024);
  private final JsonGenerator out;

  private RowJson() throws IOException {
    out = JSON.createGenerator(text);
  }

  /** What writes fields. */
  @FunctionalInterface
  public interface Fields {
    /** Writes them. */
    void write(RowJson json) throws IOException;
  }

  /** An object with these fields, as text. */
  public static String of(Fields fields) {
    try {
      RowJson json = new RowJson();
      json.out.writeStartObject();
      fields.write(json);
      json.out.writeEndObject();
      json.out.close();
      return json.text.toString();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** A decimal as rows show it. */
  public static String plain(BigDecimal value) {
    return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
  }

  /** A time as rows show it, for example {@code 2026-09-04T19:56:06.364Z}. */
  public static String time(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
  }

  /** Writes a word of a fixed set in lower case, or {@code null} where there is none. */
  public RowJson word(String name, Optional<? extends Enum<?>> value) throws IOException {
    return text(name, value.map(RowJson::word));
  }

  /** A word of a fixed set as rows show it. */
  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** Writes text. */
  public RowJson text(String name, String value) throws IOException {
    out.writeStringField(name, value);
    return this;
  }

  /** Writes text that may be unknown. */
  public RowJson text(String name, Optional<String> value) throws IOException {
    return value.isPresent() ? text(name, value.get()) : nothing(name);
  }

  /** Writes a whole number. */
  public RowJson number(String name, long value) throws IOException {
    out.writeNumberField(name, value);
    return this;
  }

  /** Writes a whole number that may be unknown. */
  public RowJson number(String name, OptionalLong value) throws IOException {
    if (value.isPresent()) {
      out.writeNumberField(name, value.getAsLong());
    } else {
      out.writeNullField(name);
    }
    return this;
  }

  /** Writes an id as text, which keeps all its digits in every reader. */
  public RowJson id(String name, long value) throws IOException {
    out.writeStringField(name, Long.toString(value));
    return this;
  }

  /** Writes yes or no. */
  public RowJson flag(String name, boolean value) throws IOException {
    out.writeBooleanField(name, value);
    return this;
  }

  /** Writes money, an amount or a ratio of them. */
  public RowJson decimal(String name, BigDecimal value) throws IOException {
    out.writeStringField(name, plain(value));
    return this;
  }

  /** Writes money, an amount or a ratio of them, that may be unknown. */
  public RowJson decimal(String name, Optional<BigDecimal> value) throws IOException {
    if (value.isPresent()) {
      return decimal(name, value.get());
    }
    out.writeNullField(name);
    return this;
  }

  /** Writes a figure that is a float by definition, and may be unknown. */
  public RowJson real(String name, OptionalDouble value) throws IOException {
    if (value.isPresent()) {
      out.writeNumberField(name, value.getAsDouble());
    } else {
      out.writeNullField(name);
    }
    return this;
  }

  /** Writes a time. */
  public RowJson instant(String name, long micros) throws IOException {
    out.writeStringField(name, time(micros));
    return this;
  }

  /** Writes a time that may be unknown. */
  public RowJson instant(String name, OptionalLong micros) throws IOException {
    if (micros.isPresent()) {
      return instant(name, micros.getAsLong());
    }
    out.writeNullField(name);
    return this;
  }

  /** Writes nothing for a name. */
  public RowJson nothing(String name) throws IOException {
    out.writeNullField(name);
    return this;
  }

  /** Writes a list of texts. */
  public RowJson texts(String name, List<String> values) throws IOException {
    out.writeFieldName(name);
    out.writeArray(values.toArray(String[]::new), 0, values.size());
    return this;
  }

  /** Writes text that is JSON already. */
  public RowJson json(String name, String value) throws IOException {
    out.writeFieldName(name);
    out.writeRawValue(value);
    return this;
  }

  /** Writes an object. */
  public RowJson object(String name, Fields fields) throws IOException {
    out.writeObjectFieldStart(name);
    fields.write(this);
    out.writeEndObject();
    return this;
  }

  /** Writes a list of objects. */
  public <T> RowJson objects(String name, Iterable<T> values, Item<T> item) throws IOException {
    out.writeArrayFieldStart(name);
    for (T value : values) {
      out.writeStartObject();
      item.write(this, value);
      out.writeEndObject();
    }
    out.writeEndArray();
    return this;
  }

  /** What writes one item of a list. */
  @FunctionalInterface
  public interface Item<T> {
    /** Writes its fields. */
    void write(RowJson json, T value) throws IOException;
  }
}
