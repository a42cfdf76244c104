package dev.orderflow.launcher.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.orderflow.launcher.process.StepFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The connector's configuration as it is POSTed to Connect: a name and its settings. Read from
 * {@code connect-config/}, where every setting lives; the quick start changes only where the
 * exchange is and what to subscribe.
 *
 * @param name of the connector
 * @param settings all settings, as text
 */
public record ConnectorConfig(String name, Map<String, String> settings) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DEFAULT_TOPIC = "testTopic";
  private static final String DEFAULT_MARKETS = "btcusd";
  private static final String DEFAULT_WEBSOCKET_URL = "wss://ws.bitstamp.net";

  /** Copies the settings. */
  public ConnectorConfig {
    settings = Map.copyOf(settings);
  }

  /**
   * Reads the body of a POST to {@code /connectors}.
   *
   * @param file JSON with {@code name} and {@code config}
   * @return the configuration
   * @throws StepFailure when the file is missing or has another form
   */
  public static ConnectorConfig read(Path file) {
    JsonNode body;
    try {
      body = JSON.readTree(file.toFile());
    } catch (IOException e) {
      throw new StepFailure(file + " cannot be read: " + e.getMessage());
    }
    JsonNode name = body.path("name");
    JsonNode config = body.path("config");
    if (!name.isTextual() || !config.isObject()) {
      throw new StepFailure(file + " must be {\"name\": …, \"config\": {…}}");
    }
    Map<String, String> settings = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> setting : config.properties()) {
      settings.put(setting.getKey(), setting.getValue().asText());
    }
    return new ConnectorConfig(name.asText(), settings);
  }

  /**
   * The same with some settings replaced.
   *
   * @param overrides names and values to put in
   * @return a new configuration
   */
  public ConnectorConfig with(Map<String, String> overrides) {
    Map<String, String> merged = new LinkedHashMap<>(settings);
    merged.putAll(overrides);
    return new ConnectorConfig(name, merged);
  }

  /**
   * The topic that records go to.
   *
   * @return a plain topic name
   * @throws StepFailure when the setting is a template, which the quick start cannot follow
   */
  public String topic() {
    String topic = settings.getOrDefault("topic", DEFAULT_TOPIC);
    if (topic.contains("${")) {
      throw new StepFailure(
          "topic=" + topic + " is a template: the quick start follows one topic, so name one");
    }
    return topic;
  }

  /**
   * Where the exchange streams.
   *
   * @return the setting, or the connector's default
   */
  public String websocketUrl() {
    return settings.getOrDefault("websocket.url", DEFAULT_WEBSOCKET_URL);
  }

  /**
   * The markets to subscribe.
   *
   * @return comma-separated; the setting, or the connector's default
   */
  public String markets() {
    return settings.getOrDefault("markets", DEFAULT_MARKETS);
  }

  /**
   * The body to POST.
   *
   * @return JSON
   */
  public String body() {
    ObjectNode body = JSON.createObjectNode().put("name", name);
    ObjectNode config = body.putObject("config");
    new TreeMap<>(settings).forEach(config::put);
    try {
      return JSON.writeValueAsString(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
