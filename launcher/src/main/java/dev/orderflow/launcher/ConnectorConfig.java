package dev.orderflow.launcher;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The connector's configuration as it is POSTed to Connect. Read from {@code connect-config/},
 * where every setting lives; the quick start changes only where the exchange is and what to
 * subscribe.
 *
 * @param name of the connector
 * @param config all settings, as text
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record ConnectorConfig(String name, Map<String, String> config) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Reads the body of a POST to {@code /connectors}.
   *
   * @throws StepFailure when the file is missing or has another form
   */
  static ConnectorConfig read(Path file) {
    ConnectorConfig read;
    try {
      read = JSON.readValue(file.toFile(), ConnectorConfig.class);
    } catch (IOException e) {
      throw new StepFailure(file + " cannot be read: " + e.getMessage());
    }
    if (read.name == null || read.config == null) {
      throw new StepFailure(file + " must be {\"name\": …, \"config\": {…}}");
    }
    return read;
  }

  /** The same with some settings replaced. */
  ConnectorConfig with(Map<String, String> overrides) {
    Map<String, String> merged = new LinkedHashMap<>(config);
    merged.putAll(overrides);
    return new ConnectorConfig(name, merged);
  }

  /**
   * The topic that records go to.
   *
   * @throws StepFailure when the setting is a template, which the quick start cannot follow
   */
  String topic() {
    String topic = config.getOrDefault("topic", "testTopic");
    if (topic.contains("${")) {
      throw new StepFailure(
          "topic=" + topic + " is a template: the quick start follows one topic, so name one");
    }
    return topic;
  }

  /** Where the exchange streams. */
  String websocketUrl() {
    return config.getOrDefault("websocket.url", "wss://ws.bitstamp.net");
  }

  /** The markets to subscribe, comma-separated. */
  String markets() {
    return config.getOrDefault("markets", "btcusd");
  }
}
