package dev.orderflow.connect.bitstamp.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonToken;
import dev.orderflow.connect.bitstamp.exchange.FrameTokens;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/**
 * Reads frames of one kind into structs, led by the schema: a name in the frame is a field of the
 * schema, or goes to the field {@code extra}.
 *
 * <p>Where the exchange writes a number twice, as {@code amount} and {@code amount_str}, the text
 * is read, because it is exact; the number is read only in frames that have no text. Used by one
 * thread.
 */
final class FrameReader {

  private static final JsonFactory JSON = new JsonFactory();

  /** Fields that stand beside {@code data} and not in it. */
  private static final Set<String> BESIDE_DATA = Set.of("event_id", "pre_event_id", "order_source");

  /** What every frame has beside {@code data}, and what the common fields hold already. */
  private static final Set<String> ENVELOPE = Set.of(EventSchemas.CHANNEL, EventSchemas.EVENT);

  private static final String DATA = "data";
  private static final String TEXT_OF = "_str";

  private final Schema schema;
  private final DecimalHandling decimals;
  private final BookRows rows;
  private final Field extraField;
  private final Map<String, Column> inData = new HashMap<>();
  private final Map<String, Column> besideData = new HashMap<>();
  private final List<Column> columns = new ArrayList<>();

  /** Numbers of the current frame whose text was not seen yet, by field. */
  private final String[] numbers;

  private Optional<Map<String, String>> extra = Optional.empty();

  /** A reader of frames of that type. */
  FrameReader(EventSchemas schemas, RecordType type) {
    schema = schemas.of(type);
    decimals = schemas.decimals();
    rows = new BookRows(schemas);
    extraField = schema.field(EventSchemas.EXTRA);
    numbers = new String[schema.fields().size()];
    for (Field field : schema.fields()) {
      if (EventSchemas.COMMON.contains(field.name())) {
        continue;
      }
      Kind kind = kind(field);
      if (BESIDE_DATA.contains(field.name())) {
        besideData.put(field.name(), new Column(field, kind, false));
      } else {
        Column column = new Column(field, kind, false);
        columns.add(column);
        inData.put(field.name(), column);
        inData.put(field.name() + TEXT_OF, new Column(field, kind, true));
      }
    }
  }

  private static Kind kind(Field field) {
    if (EventSchemas.DECIMALS.contains(field.name())) {
      return Kind.DECIMAL;
    }
    return switch (field.schema().type()) {
      case INT64 -> Kind.INT64;
      case INT32 -> Kind.INT32;
      case BOOLEAN -> Kind.FLAG;
      case STRING -> Kind.TEXT;
      case ARRAY -> Kind.ROWS;
      default -> throw new IllegalStateException("no way to read " + field.name());
    };
  }

  /**
   * Reads one frame.
   *
   * @return a struct without the fields that do not come from the frame
   * @throws IOException when the schema cannot hold it; the message says why
   */
  Struct read(FrameTokens frame) throws IOException {
    Struct struct = new Struct(schema);
    Arrays.fill(numbers, null);
    extra = Optional.empty();
    FrameTokens.Cursor json = frame.cursor();
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new FrameMisfit("not a JSON object");
    }
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      JsonToken value = json.nextToken();
      Column column = besideData.get(name);
      if (column != null) {
        put(struct, column, name, json);
      } else if (name.equals(DATA) && value == JsonToken.START_OBJECT) {
        readData(json, struct);
      } else if (!ENVELOPE.contains(name)) {
        keep("frame." + name, json);
      }
    }
    complete(struct);
    extra.ifPresent(kept -> struct.put(extraField, kept));
    return struct;
  }

  private void readData(FrameTokens.Cursor json, Struct struct) throws IOException {
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      json.nextToken();
      Column column = inData.get(name);
      if (column == null) {
        keep(name, json);
      } else {
        put(struct, column, name, json);
      }
    }
  }

  private void put(Struct struct, Column column, String name, FrameTokens.Cursor json)
      throws IOException {
    JsonToken token = json.currentToken();
    if (token == JsonToken.VALUE_NULL) {
      return;
    }
    switch (column.kind) {
      case INT64, INT32, DECIMAL -> {
        if (!token.isScalarValue() || token.isBoolean()) {
          throw new FrameMisfit(name + " is not a number");
        }
        if (token == JsonToken.VALUE_STRING || column.isText) {
          struct.put(column.field, number(column, json.text()));
        } else {
          numbers[column.field.index()] = json.text();
        }
      }
      case FLAG -> {
        if (!token.isBoolean()) {
          throw new FrameMisfit(name + " is neither true nor false");
        }
        struct.put(column.field, token == JsonToken.VALUE_TRUE);
      }
      case TEXT -> {
        if (token != JsonToken.VALUE_STRING) {
          throw new FrameMisfit(name + " is not text");
        }
        struct.put(column.field, json.text());
      }
      case ROWS -> struct.put(column.field, rows.read(json, column.field));
    }
  }

  private Object number(Column column, String text) throws FrameMisfit {
    String name = column.field.name();
    return switch (column.kind) {
      case DECIMAL -> decimals.value(name, text);
      case INT32 -> WholeNumbers.int32(name, text);
      default -> WholeNumbers.int64(name, text);
    };
  }

  /**
   * Uses numbers that had no text beside them, and refuses what lacks a field that must be there.
   */
  private void complete(Struct struct) throws FrameMisfit {
    for (Column column : columns) {
      if (struct.get(column.field) == null) {
        String number = numbers[column.field.index()];
        if (number != null) {
          struct.put(column.field, number(column, number));
        } else if (!column.field.schema().isOptional()) {
          throw new FrameMisfit("no " + column.field.name());
        }
      }
    }
  }

  private void keep(String name, FrameTokens.Cursor json) throws IOException {
    String text = json.currentToken().isScalarValue() ? json.text() : structure(json);
    if (extra.isEmpty()) {
      extra = Optional.of(new TreeMap<>());
    }
    extra.get().put(name, text);
  }

  /** The JSON of the list or object that begins here; the cursor is left at its end. */
  private static String structure(FrameTokens.Cursor json) throws IOException {
    StringWriter written = new StringWriter();
    try (JsonGenerator copy = JSON.createGenerator(written)) {
      int depth = 0;
      do {
        JsonToken token = json.currentToken();
        copy(token, json.text(), copy);
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      } while (depth > 0 && json.nextToken() != null);
    }
    return written.toString();
  }

  private static void copy(JsonToken token, String text, JsonGenerator copy) throws IOException {
    switch (token) {
      case START_OBJECT -> copy.writeStartObject();
      case END_OBJECT -> copy.writeEndObject();
      case START_ARRAY -> copy.writeStartArray();
      case END_ARRAY -> copy.writeEndArray();
      case FIELD_NAME -> copy.writeFieldName(text);
      case VALUE_STRING -> copy.writeString(text);
      default -> copy.writeRawValue(text);
    }
  }

  private enum Kind {
    INT64,
    INT32,
    DECIMAL,
    FLAG,
    TEXT,
    ROWS
  }

  /** How a name in a frame is read; {@code isText} when it ends in {@code _str}. */
  private record Column(Field field, Kind kind, boolean isText) {}
}
