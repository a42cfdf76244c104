package dev.orderflow.simulator.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.orderflow.simulator.fault.Fault;
import dev.orderflow.simulator.fault.FaultType;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads a fault from JSON; what it does not know is an error that names the field. */
final class FaultReader {
  private final ObjectMapper json;

  FaultReader(ObjectMapper json) {
    this.json = json;
  }

  /**
   * Reads a fault.
   *
   * @throws IllegalArgumentException with a message for the client
   */
  Fault read(String body) {
    JsonNode root;
    try {
      root = json.readTree(body);
    } catch (JsonProcessingException notJson) {
      throw new IllegalArgumentException("the body is not JSON: " + notJson.getOriginalMessage());
    }
    String name = root.path("type").asText("");
    FaultType type =
        FaultType.named(name)
            .orElseThrow(
                () ->
                    new IllegalArgumentException("type '" + name + "' is none of " + knownTypes()));
    Fault fault = Fault.of(type);
    for (Map.Entry<String, JsonNode> field : root.properties()) {
      fault = with(fault, field.getKey(), field.getValue(), root);
    }
    return fault;
  }

  private static Fault with(Fault fault, String name, JsonNode value, JsonNode root) {
    return switch (name) {
      case "type" -> fault;
      case "connection" -> connection(fault, value);
      case "channel" -> value.asText().equals("all") ? fault : fault.channel(text(name, value));
      case "path" -> fault.path(text(name, value));
      case "after" -> fault.after(number(name, value));
      case "count" -> fault.count(number(name, value));
      case "duration_ms" -> fault.lasting(Duration.ofMillis(number(name, value)));
      case "delay_ms" -> fault.delay(Duration.ofMillis(number(name, value)));
      case "age_ms" -> fault.age(Duration.ofMillis(number(name, value)));
      case "rate" -> fault.rate(number(name, value));
      case "bytes" -> fault.bytes((int) Math.min(Integer.MAX_VALUE - 16, number(name, value)));
      case "status" -> fault.status((int) number(name, value));
      case "code" -> fault.close((int) number(name, value), root.path("reason").asText(""));
      case "reason" -> fault.close(root.path("code").asInt(fault.code()), text(name, value));
      default -> throw new IllegalArgumentException("field '" + name + "' is not known");
    };
  }

  private static Fault connection(Fault fault, JsonNode value) {
    return switch (value.asText()) {
      case "all" -> fault;
      case "next" -> fault.nextConnection();
      default -> fault.connection((int) number("connection", value));
    };
  }

  private static String text(String name, JsonNode value) {
    if (!value.isTextual()) {
      throw new IllegalArgumentException("field '" + name + "' must be text: " + value);
    }
    return value.asText();
  }

  private static long number(String name, JsonNode value) {
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new IllegalArgumentException("field '" + name + "' must be a whole number: " + value);
    }
    return value.asLong();
  }

  private static String knownTypes() {
    return Arrays.stream(FaultType.values())
        .map(FaultType::wireName)
        .collect(Collectors.joining(", "));
  }
}
