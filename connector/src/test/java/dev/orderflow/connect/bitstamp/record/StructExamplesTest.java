package dev.orderflow.connect.bitstamp.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The examples in {@code docs/records/struct} are what JsonConverter writes without schemas; {@code
 * -Dreference.write=true} renews.
 */
class StructExamplesTest {

  private static final Path EXAMPLES = Path.of("../docs/records/struct");

  @ParameterizedTest
  @EnumSource(RecordType.class)
  void isWritten(RecordType type) throws IOException {
    SourceRecord written =
        TypedExamples.record(TypedExamples.outputs().get(type), DecimalHandling.STRING);
    String json;
    try (JsonConverter converter = new JsonConverter()) {
      converter.configure(Map.of("schemas.enable", "false"), false);
      json =
          new String(
              converter.fromConnectData("t", written.valueSchema(), written.value()),
              StandardCharsets.UTF_8);
    }
    Path file = EXAMPLES.resolve(type.label() + ".json");
    if (Boolean.getBoolean("reference.write")) {
      Files.writeString(file, json + "\n");
    }
    assertThat(file).content().isEqualTo(json + "\n");
  }
}
