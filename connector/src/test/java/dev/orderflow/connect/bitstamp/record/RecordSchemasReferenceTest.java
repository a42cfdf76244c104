package dev.orderflow.connect.bitstamp.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.junit.jupiter.api.Test;

/** The published schemas are the declared ones; {@code -Dreference.write=true} renews the page. */
class RecordSchemasReferenceTest {

  private static final Path PAGE = Path.of("../docs/record-schemas.md");

  @Test
  void isWhatTheSchemasDeclare() throws IOException {
    String declared = markdown();
    if (Boolean.getBoolean("reference.write")) {
      Files.writeString(PAGE, declared);
    }
    assertThat(PAGE).content().isEqualTo(declared);
  }

  @Test
  void everySchemaAndFieldIsNamedVersionedAndDescribed() {
    for (DecimalHandling decimals : DecimalHandling.values()) {
      assertThat(schemas(decimals))
          .allSatisfy(
              schema -> {
                assertThat(schema.name()).startsWith("dev.orderflow.bitstamp.");
                assertThat(schema.version()).isEqualTo(EventSchemas.VERSION);
                assertThat(schema.doc()).endsWith(".");
                assertThat(schema.fields())
                    .allSatisfy(field -> assertThat(field.schema().doc()).isNotEmpty());
              });
    }
  }

  private static List<Schema> schemas(DecimalHandling decimals) {
    EventSchemas schemas = EventSchemas.of(decimals);
    List<Schema> all =
        new ArrayList<>(Arrays.stream(RecordType.values()).map(schemas::of).toList());
    all.addAll(schemas.elements());
    return all;
  }

  private static String markdown() {
    StringBuilder page = new StringBuilder();
    page.append("# Schemas of typed records\n\n");
    page.append("Generated from the connector's own declaration; a test fails when it drifts.\n");
    page.append("With `value.format=struct` these are the values; see [what is in the source ");
    page.append("topic](record-contract.md). All are version ").append(EventSchemas.VERSION);
    page.append(".\nType `decimal` is a string, a Decimal or a double, as ");
    page.append("`decimal.handling.mode` says.\n");
    schemas(DecimalHandling.DECIMAL).forEach(schema -> describe(page, schema));
    return page.toString();
  }

  private static void describe(StringBuilder page, Schema schema) {
    page.append("\n## ").append(schema.name()).append("\n\n").append(schema.doc()).append("\n\n");
    page.append("| field | type | present | what it is |\n|---|---|---|---|\n");
    for (Field field : schema.fields()) {
      page.append(
          String.format(
              "| `%s` | %s | %s | %s |%n",
              field.name(),
              type(field.schema()),
              field.schema().isOptional() ? "if known" : "always",
              field.schema().doc()));
    }
  }

  private static String type(Schema schema) {
    if (schema.type() == Schema.Type.ARRAY) {
      return "array of " + type(schema.valueSchema());
    }
    if (schema.type() == Schema.Type.MAP) {
      return "map of string to string";
    }
    if (schema.type() == Schema.Type.BYTES) {
      return "decimal";
    }
    return schema.type() == Schema.Type.STRUCT
        ? schema.name().substring(schema.name().lastIndexOf('.') + 1)
        : schema.type().name().toLowerCase(Locale.ROOT);
  }
}
