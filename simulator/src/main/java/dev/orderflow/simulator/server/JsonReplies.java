package dev.orderflow.simulator.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.orderflow.simulator.http.HttpReply;
import java.util.Map;
import java.util.function.Supplier;

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

  /** What a question is answered; where it was wrong, how. */
  HttpReply answer(Supplier<Object> question) {
    try {
      return ok(question.get());
    } catch (UnknownException unknown) {
      return wrong(404, unknown.getMessage());
    } catch (IllegalArgumentException wrong) {
      return wrong(400, String.valueOf(wrong.getMessage()));
    }
  }

  private HttpReply reply(int status, Object value) {
    try {
      return HttpReply.json(status, json.writeValueAsBytes(value));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
