package dev.orderflow.simulator.server;

import java.nio.charset.StandardCharsets;

/** Bitstamp's control messages, key order and text as captured. */
final class ControlMessages {
  private ControlMessages() {}

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

  static byte[] error(String code, String message) {
    return message("error", "", "{\"code\":" + code + ",\"message\":\"" + message + "\"}");
  }

  private static byte[] message(String event, String channel, String data) {
    String head = "{\"event\":\"bts:" + event + "\",\"channel\":\"" + channel;
    return (head + "\",\"data\":" + data + "}").getBytes(StandardCharsets.UTF_8);
  }
}
