package dev.orderflow.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The resources for Strimzi have the fields that its API {@code v1beta2} knows, and hold what the
 * files for other workers hold. No operator is run here.
 */
@ExtendWith(EmbeddedWorker.Shared.class)
class StrimziResourcesIT {

  private static final Path CONFIGURATIONS = TestFiles.BUILD.root().resolve("connect-config");

  /** Of {@code KafkaConnect}, as far as they are used; below {@code config} is Kafka's own. */
  private static final Set<String> CONNECT_FIELDS =
      Set.of(
          "version",
          "replicas",
          "bootstrapServers",
          "build/output/type",
          "build/output/image",
          "build/output/pushSecret",
          "build/plugins/name",
          "build/plugins/artifacts/type",
          "build/plugins/artifacts/url",
          "build/plugins/artifacts/sha512sum",
          "resources/requests/cpu",
          "resources/requests/memory",
          "resources/limits/memory",
          "metricsConfig/type",
          "metricsConfig/valueFrom/configMapKeyRef/name",
          "metricsConfig/valueFrom/configMapKeyRef/key");

  /** Of {@code KafkaConnector}. */
  private static final Set<String> CONNECTOR_FIELDS =
      Set.of("class", "tasksMax", "state", "autoRestart/enabled", "autoRestart/maxRestarts");

  /** Settings of workers that Strimzi makes itself and refuses in a resource. */
  private static final List<String> OF_STRIMZI =
      List.of("ssl.", "sasl.", "security.", "listeners", "plugin.path", "rest.", "bootstrap.");

  private final EmbeddedWorker worker;

  StrimziResourcesIT(EmbeddedWorker worker) {
    this.worker = worker;
  }

  @Test
  void theWorkersTakeTheTarWithItsSumAndConnectorResources() throws IOException {
    JsonNode connect = yaml(CONFIGURATIONS.resolve("strimzi/kafka-connect.yaml"));

    assertHead(connect, "KafkaConnect");
    assertThat(fields(connect.path("spec"))).isSubsetOf(CONNECT_FIELDS);
    assertThat(
            connect
                .path("metadata")
                .path("annotations")
                .path("strimzi.io/use-connector-resources")
                .asText())
        .isEqualTo("true");
    assertThat(connect.at("/spec/config").fieldNames())
        .toIterable()
        .noneMatch(setting -> OF_STRIMZI.stream().anyMatch(setting::startsWith));
    JsonNode artifact =
        yaml(TestFiles.BUILD.connectorArchive().resolveSibling("strimzi/kafka-connect.yaml"))
            .at("/spec/build/plugins/0/artifacts/0");
    assertThat(artifact.path("type").asText()).isEqualTo("tgz");
    assertThat(artifact.path("url").asText())
        .endsWith("/orderflow-kafka-connect-bitstamp-" + TestFiles.BUILD.version() + ".tar.gz");
    assertThat(artifact.path("sha512sum").asText()).matches("[0-9a-f]{128}");
  }

  @Test
  void theConnectorIsTheOneOfTheJsonFileAndAWorkerAcceptsIt() throws IOException {
    JsonNode connector = yaml(CONFIGURATIONS.resolve("strimzi/kafka-connector.yaml"));

    assertHead(connector, "KafkaConnector");
    assertThat(fields(connector.path("spec"))).isSubsetOf(CONNECTOR_FIELDS);
    assertThat(connector.path("metadata").path("labels").path("strimzi.io/cluster").asText())
        .isEqualTo(
            yaml(CONFIGURATIONS.resolve("strimzi/kafka-connect.yaml"))
                .at("/metadata/name")
                .asText());
    assertThat(connector.at("/spec/autoRestart/enabled").asBoolean()).isTrue();
    assertThat(connector.at("/spec/autoRestart/maxRestarts").asInt()).isPositive();

    Map<String, String> config = texts(connector.at("/spec/config"));
    config.put("connector.class", connector.at("/spec/class").asText());
    config.put("tasks.max", connector.at("/spec/tasksMax").asText());
    Map<String, String> json =
        texts(
            new ObjectMapper()
                .readTree(CONFIGURATIONS.resolve("bitstamp-source.json").toFile())
                .path("config"));
    json.put("topic.creation.default.replication.factor", "3");
    assertThat(config).isEqualTo(json);

    config.put("name", connector.at("/metadata/name").asText());
    JsonNode validated = worker.rest().validate(config).body();
    assertThat(validated.path("error_count").asInt(-1)).as("%s", validated).isZero();
  }

  private static void assertHead(JsonNode resource, String kind) {
    assertThat(resource.path("apiVersion").asText()).isEqualTo("kafka.strimzi.io/v1beta2");
    assertThat(resource.path("kind").asText()).isEqualTo(kind);
    assertThat(resource.at("/metadata/name").asText()).matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
  }

  /** The paths of all values of a specification but those of {@code config}. */
  private static Set<String> fields(JsonNode specification) {
    Set<String> fields = new TreeSet<>();
    collect(specification, "", fields);
    fields.removeIf(field -> field.startsWith("config/"));
    return fields;
  }

  private static void collect(JsonNode node, String path, Set<String> fields) {
    if (node.isObject()) {
      node.properties()
          .forEach(
              field ->
                  collect(
                      field.getValue(),
                      path.isEmpty() ? field.getKey() : path + "/" + field.getKey(),
                      fields));
    } else if (node.isArray()) {
      node.forEach(element -> collect(element, path, fields));
    } else {
      fields.add(path);
    }
  }

  private static Map<String, String> texts(JsonNode config) {
    Map<String, String> texts = new TreeMap<>();
    config.properties().forEach(field -> texts.put(field.getKey(), field.getValue().asText()));
    return texts;
  }

  private static JsonNode yaml(Path file) throws IOException {
    return new ObjectMapper(new YAMLFactory()).readTree(file.toFile());
  }
}
