package dev.orderflow.simulator.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.orderflow.simulator.exchange.ChannelKind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Bitstamp's control messages: what a client may ask, and what it is answered, key order and text
 * as captured.
 */
final class ControlProtocol {
  /** Channel names as Bitstamp accepts them, whether the market exists or not. */
  private static final Pattern CHANNEL =
      Pattern.compile(
          Arrays.stream(ChannelKind.values())
              .map(ChannelKind::prefix)
              .collect(
                  Collectors.joining("|", "announcements|(", "|funding_rate_)[a-z0-9]+(-perp)?")));

  private final ObjectMapper json;
  private final Connections connections;

  ControlProtocol(ObjectMapper json, Connections connections) {
    this.json = json;
    this.connections = connections;
  }

  /** Does what a client asks for. */
  void onText(Connection connection, String text) {
    JsonNode root = parse(text);
    String event = root.path("event").asText("");
    String channel = root.path("data").path("channel").asText("");
    boolean subscribes = event.equals("bts:subscribe");
    if (!root.isObject()) {
      connection.control(error("null", "Incorrect JSON format."));
    } else if (event.equals("bts:heartbeat")) {
      connection.heartbeat();
    } else if (!subscribes && !event.equals("bts:unsubscribe") || channel.isEmpty()) {
      connection.control(error("null", "Bad subscription string."));
    } else if (channel.startsWith("private-")) {
      connection.control(error("4009", "Connection is unauthorized."));
    } else if (!CHANNEL.matcher(channel).matches()) {
      connection.control(error("null", "Invalid channel provided."));
    } else if (subscribes) {
      connections.subscribe(connection, channel);
    } else {
      connections.unsubscribe(connection, channel);
    }
  }

  private JsonNode parse(String text) {
    try {
      return json.readTree(text);
    } catch (JsonProcessingException notJson) {
      return json.missingNode();
    }
  }

  static byte[] subscribed(String channel) {
    return message("subscription_succeeded", channel, "{}");
  }

  static byte[] unsubscribed(String channel) {
    return message("unsubscription_succeeded", channel, "{}");
  }

  static byte[] heartbeat() {
    return message("heartbeat", "", "{\"status\":\"success\"}");
  }

  static byte[] requestReconnect() {
    return message("request_reconnect", "", "\"\"");
  }

  private static byte[] error(String code, String message) {
    return message("error", "", "{\"code\":" + code + ",\"message\":\"" + message + "\"}");
  }

  private static byte[] message(String event, String channel, String data) {
    String head = "{\"event\":\"bts:" + event + "\",\"channel\":\"" + channel;
    return (head + "\",\"data\":" + data + "}").getBytes(StandardCharsets.UTF_8);
  }
}
