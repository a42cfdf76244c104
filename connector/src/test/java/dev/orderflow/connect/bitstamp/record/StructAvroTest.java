package dev.orderflow.connect.bitstamp.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.apicurio.registry.utils.converter.AvroConverter;
import java.io.IOException;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Typed records survive Apicurio's Avro converter, all types in one topic. */
class StructAvroTest {

  @ParameterizedTest
  @EnumSource(DecimalHandling.class)
  void comeBackWhole(DecimalHandling decimals) throws IOException {
    try (AvroRegistry registry = new AvroRegistry();
        AvroConverter<Object> converter = new AvroConverter<>()) {
      converter.configure(
          Map.of(
              "apicurio.registry.url",
              registry.url(),
              "apicurio.registry.auto-register",
              "true",
              "apicurio.registry.artifact-resolver-strategy",
              "io.apicurio.registry.serde.avro.strategy.RecordIdStrategy"),
          false);
      TypedExamples.outputs()
          .forEach(
              (type, output) -> {
                SourceRecord written = TypedExamples.record(output, decimals);
                RecordHeaders headers = new RecordHeaders();
                byte[] avro =
                    converter.fromConnectData("t", headers, written.valueSchema(), written.value());
                SchemaAndValue read = converter.toConnectData("t", headers, avro);
                assertThat(read.schema().name()).isEqualTo(written.valueSchema().name());
                assertThat(read.schema().version()).isEqualTo(EventSchemas.VERSION);
                assertSame((Struct) read.value(), (Struct) written.value());
              });
      assertThat(registry.schemas()).as("one for each type").hasSize(RecordType.values().length);
      assertThat(registry.schemas().toString())
          .contains("\"namespace\":\"dev.orderflow.bitstamp\"", "\"name\":\"Order\"");
      if (decimals == DecimalHandling.DECIMAL) {
        assertThat(registry.schemas().toString())
            .contains("\"logicalType\":\"decimal\"", "\"scale\":18", "\"precision\":38");
      }
    }
  }

  private static void assertSame(Struct read, Struct written) {
    assertThat(read.schema().fields()).hasSameSizeAs(written.schema().fields());
    written
        .schema()
        .fields()
        .forEach(
            field ->
                assertThat(String.valueOf(read.get(field.name())))
                    .as("%s of %s", field.name(), written.schema().name())
                    .isEqualTo(String.valueOf(written.get(field))));
  }
}
