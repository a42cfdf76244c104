package dev.orderflow.simulator.server;

import java.nio.charset.StandardCharsets;

/** The control messages that the venue sends, key order and text as captured. */
final class ControlFrames {
  static final String BAD_JSON = "Incorrect JSON format.";
  static final String BAD_SUBSCRIPTION = "Bad subscription string.";
  static final String INVALID_CHANNEL = "Invalid channel provided.";
  static final String UNAUTHORIZED = "Connection is unauthorized.";

  private ControlFrames() {}

  static byte[] subscribed(String channel) {
    return bytes(
        "{\"event\":\"bts:subscription_succeeded\",\"channel\":\"" + channel + "\",\"data\":{}}");
  }

  static byte[] unsubscribed(String channel) {
    return bytes(
        "{\"event\":\"bts:unsubscription_succeeded\",\"channel\":\"" + channel + "\",\"data\":{}}");
  }

  static byte[] heartbeat() {
    return bytes(
        "{\"event\":\"bts:heartbeat\",\"channel\":\"\",\"data\":{\"status\":\"success\"}}");
  }

  static byte[] requestReconnect() {
    return bytes("{\"event\":\"bts:request_reconnect\",\"channel\":\"\",\"data\":\"\"}");
  }

  /** An error; {@code code} is a JSON number or {@code null}. */
  static byte[] error(String code, String message) {
    return bytes(
        "{\"event\":\"bts:error\",\"channel\":\"\",\"data\":{\"code\":"
            + code
            + ",\"message\":\""
            + message
            + "\"}}");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
