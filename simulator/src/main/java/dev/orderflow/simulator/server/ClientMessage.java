package dev.orderflow.simulator.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.orderflow.simulator.venue.ChannelKind;
import java.util.regex.Pattern;

/** What a client asked for in a text frame. */
sealed interface ClientMessage {
  /** Asks for the frames of a channel. */
  record Subscribe(String channel) implements ClientMessage {}

  /** Asks for no more frames of a channel. */
  record Unsubscribe(String channel) implements ClientMessage {}

  /** Asks for a sign of life. */
  record Heartbeat() implements ClientMessage {}

  /** Nothing that the venue accepts; answered with an error. */
  record Wrong(String code, String message) implements ClientMessage {}

  /** A channel name as the venue accepts it, whether the market exists or not. */
  Pattern MARKET = Pattern.compile("[a-z0-9]+(-perp)?");

  /** Reads a text frame. */
  static ClientMessage parse(ObjectMapper json, String text) {
    JsonNode root;
    try {
      root = json.readTree(text);
    } catch (JsonProcessingException notJson) {
      return new Wrong("null", ControlFrames.BAD_JSON);
    }
    if (root == null || !root.isObject()) {
      return new Wrong("null", ControlFrames.BAD_JSON);
    }
    String event = root.path("event").asText("");
    if (event.equals("bts:heartbeat")) {
      return new Heartbeat();
    }
    boolean subscribe = event.equals("bts:subscribe");
    String channel = root.path("data").path("channel").asText("");
    if (!subscribe && !event.equals("bts:unsubscribe") || channel.isEmpty()) {
      return new Wrong("null", ControlFrames.BAD_SUBSCRIPTION);
    }
    if (channel.startsWith("private-")) {
      return new Wrong("4009", ControlFrames.UNAUTHORIZED);
    }
    if (!wellFormed(channel)) {
      return new Wrong("null", ControlFrames.INVALID_CHANNEL);
    }
    return subscribe ? new Subscribe(channel) : new Unsubscribe(channel);
  }

  private static boolean wellFormed(String channel) {
    if (channel.equals("announcements")) {
      return true;
    }
    if (channel.startsWith("funding_rate_")) {
      return MARKET.matcher(channel.substring("funding_rate_".length())).matches();
    }
    for (ChannelKind kind : ChannelKind.values()) {
      if (channel.startsWith(kind.prefix())
          && MARKET.matcher(channel.substring(kind.prefix().length())).matches()) {
        return true;
      }
    }
    return false;
  }
}
