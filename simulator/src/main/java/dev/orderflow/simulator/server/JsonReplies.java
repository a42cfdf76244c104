package dev.orderflow.simulator.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;

/** Writes values as JSON replies. */
final class JsonReplies {
  private final ObjectMapper json;

  JsonReplies(ObjectMapper json) {
    this.json = json;
  }

  HttpReply ok(Object value) {
    return reply(200, value);
  }

  HttpReply wrong(int status, String message) {
    return reply(status, Map.of("error", message));
  }

  private HttpReply reply(int status, Object value) {
    try {
      return HttpReply.json(status, json.writeValueAsBytes(value));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
