package dev.orderflow.connect.bitstamp.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Typed records survive JsonConverter, with schemas and without. */
class StructJsonTest {

  @ParameterizedTest
  @EnumSource(DecimalHandling.class)
  void withSchemasTheStructComesBack(DecimalHandling decimals) {
    try (JsonConverter converter = new JsonConverter()) {
      converter.configure(Map.of("schemas.enable", "true", "decimal.format", "NUMERIC"), false);
      TypedExamples.outputs()
          .forEach(
              (type, output) -> {
                SourceRecord written = TypedExamples.record(output, decimals);
                SchemaAndValue read = roundTrip(converter, written);
                assertThat(read.schema()).as("%s", type).isEqualTo(written.valueSchema());
                assertThat(read.value()).as("%s", type).isEqualTo(written.value());
              });
    }
  }

  @ParameterizedTest
  @EnumSource(DecimalHandling.class)
  void withoutSchemasTheFieldsComeBack(DecimalHandling decimals) {
    try (JsonConverter converter = new JsonConverter()) {
      converter.configure(
          Map.of(
              "schemas.enable",
              "false",
              "decimal.format",
              "NUMERIC",
              "replace.null.with.default",
              "false"),
          false);
      TypedExamples.outputs()
          .forEach(
              (type, output) -> {
                SourceRecord written = TypedExamples.record(output, decimals);
                Struct struct = (Struct) written.value();
                Map<?, ?> read = (Map<?, ?>) roundTrip(converter, written).value();
                assertThat(read).as("%s", type).hasSize(struct.schema().fields().size());
                struct
                    .schema()
                    .fields()
                    .forEach(
                        field ->
                            assertThat(read.get(field.name()) == null)
                                .as("%s of %s", field.name(), type)
                                .isEqualTo(struct.get(field) == null));
              });
    }
  }

  private static SchemaAndValue roundTrip(JsonConverter converter, SourceRecord written) {
    return converter.toConnectData(
        "t", converter.fromConnectData("t", written.valueSchema(), written.value()));
  }
}
