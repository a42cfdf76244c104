package dev.orderflow.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orderflow.runtime.ConnectRest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the worker says of the plugin, and of configurations that cannot work. */
@ExtendWith(EmbeddedWorker.Shared.class)
class ConnectorConfigurationIT {

  private final ConnectRest rest;

  ConnectorConfigurationIT(EmbeddedWorker worker) {
    rest = worker.rest();
  }

  @Test
  void onlyThePluginPathHasTheConnector() {
    assertThatExceptionOfType(ClassNotFoundException.class)
        .isThrownBy(() -> Class.forName(Deployment.CONNECTOR));

    List<JsonNode> listed =
        elements(rest.get("/connector-plugins").body())
            .filter(plugin -> plugin.path("class").asText().equals(Deployment.CONNECTOR))
            .toList();

    assertThat(listed).hasSize(1);
    assertThat(listed.get(0).path("type").asText()).isEqualTo("source");
    assertThat(listed.get(0).path("version").asText()).isEqualTo(TestFiles.BUILD.version());
  }

  @Test
  void aConfigurationThatCanWorkHasNoErrors() {
    ConnectRest.Reply reply = rest.validate(named(Deployment.reading(1, "unused")));

    assertThat(reply.body().path("error_count").asInt()).as("%s", errors(reply)).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      textBlock =
          """
          channels,             live_order,                 unknown channel 'live_order'
          channels,             live_orders_btcusd,         "channels=live_orders, markets=btcusd"
          markets,              BTCUSD,                     such as btcusd
          markets,              BTC/USD,                    such as btcusd
          markets,              "",                         name at least one market
          websocket.url,        https://www.bitstamp.net,   must start with ws:// or wss://
          http.url,             ws://ws.bitstamp.net,       must start with http:// or https://
          topic,                order flow,                 must be a topic name
          record.key,           price,                      record.key
          poll.wait.ms,         5000,                       poll.wait.ms
          buffer.max.frames,    0,                          buffer.max.frames
          task.fail.after.ms,   10,                         data.timeout.ms
          """)
  void aWrongOptionGetsItsOwnError(String option, String value, String complaint) {
    Map<String, String> config = named(Deployment.reading(1, "unused"));
    config.put("name", "wrong-" + option);
    config.put(option, value);

    Map<String, String> errors = errors(rest.validate(config));
    ConnectRest.Reply created =
        rest.post("/connectors", Map.of("name", config.get("name"), "config", config));

    assertThat(errors).hasSize(1);
    assertThat(errors.values().iterator().next()).contains(option).contains(complaint);
    assertThat(created.status()).isEqualTo(400);
    assertThat(created.body().path("message").asText()).contains(option).contains(complaint);
    assertThat(rest.get("/connectors/" + config.get("name")).status()).isEqualTo(404);
  }

  private static Map<String, String> named(Map<String, String> config) {
    config.put("name", "never-created");
    return config;
  }

  /** The errors by the option that carries them. */
  private static Map<String, String> errors(ConnectRest.Reply reply) {
    assertThat(reply.status()).isEqualTo(200);
    return elements(reply.body().path("configs"))
        .map(config -> config.path("value"))
        .filter(value -> !value.path("errors").isEmpty())
        .collect(
            Collectors.toMap(
                value -> value.path("name").asText(),
                value ->
                    elements(value.path("errors"))
                        .map(JsonNode::asText)
                        .collect(Collectors.joining("\n")),
                (first, second) -> first + "\n" + second,
                TreeMap::new));
  }

  private static Stream<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }
}
