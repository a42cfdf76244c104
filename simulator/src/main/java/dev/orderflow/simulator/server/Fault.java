package dev.orderflow.simulator.server;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.orderflow.simulator.server.FaultType.Scope;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A fault to inject: a type, whom it hits, and how much of it; immutable.
 *
 * <p>Faults change what connections are sent and what HTTP answers, never what happened on the
 * exchange. Durations are real time, whatever the speed of the exchange.
 */
@JsonAutoDetect(
    fieldVisibility = JsonAutoDetect.Visibility.ANY,
    setterVisibility = JsonAutoDetect.Visibility.NONE)
public final class Fault implements Cloneable {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  /** What stands for every channel, or for every connection that is open. */
  private static final String ALL = "all";

  private static final String NEXT = "next";

  // The fields are those of the JSON; what it or the caller did not give is null or empty, and the
  // methods below know what holds then.
  FaultType type;
  Integer connection;
  boolean next;
  private String channel;
  String path = "";
  long after;
  private Long count;

  @JsonProperty("duration_ms")
  private Long durationMillis;

  @JsonProperty("delay_ms")
  private Long delayMillis;

  @JsonProperty("age_ms")
  long ageMillis = 60_000;

  double rate = 50_000;
  int bytes = 10 * 1024 * 1024;
  private Integer status;
  int code = 1001;
  String reason = "";

  private Fault() {}

  /** A fault that hits all open connections and all channels. */
  public static Fault of(FaultType type) {
    Fault fault = new Fault();
    fault.type = Objects.requireNonNull(type);
    return fault;
  }

  /**
   * Reads a fault.
   *
   * @throws IllegalArgumentException with a message that names the field, where the text is none
   */
  public static Fault ofJson(String json) {
    try {
      return Optional.ofNullable(JSON.readValue(json, Fault.class))
          .orElseThrow(() -> new IllegalArgumentException("the body is no fault"))
          .checked();
    } catch (UnrecognizedPropertyException unknown) {
      throw new IllegalArgumentException(
          "field '" + unknown.getPropertyName() + "' is not known", unknown);
    } catch (JsonMappingException wrong) {
      String field =
          wrong.getPath().stream()
              .map(JsonMappingException.Reference::getFieldName)
              .collect(Collectors.joining(".", "field '", "' "));
      throw new IllegalArgumentException(
          (wrong.getPath().isEmpty() ? "" : field) + wrong.getOriginalMessage(), wrong);
    } catch (JsonProcessingException notJson) {
      throw new IllegalArgumentException(
          "the body is not JSON: " + notJson.getOriginalMessage(), notJson);
    }
  }

  @JsonSetter("connection")
  private void readConnection(JsonNode value) {
    if (value.isInt()) {
      connection = value.asInt();
    } else if (value.asText().equals(NEXT)) {
      next = true;
    } else if (!value.asText().equals(ALL)) {
      throw new IllegalArgumentException("must be a number, \"all\" or \"next\": " + value);
    }
  }

  private Fault with(Consumer<Fault> change) {
    try {
      Fault copy = (Fault) clone();
      change.accept(copy);
      return copy.checked();
    } catch (CloneNotSupportedException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private Fault checked() {
    check(type != null, "type", "none");
    check(connection == null || connection > 0, "connection", connection);
    check(after >= 0, "after", after);
    check(count == null || count > 0, "count", count);
    check(durationMillis == null || durationMillis > 0, "duration_ms", durationMillis);
    check(delayMillis == null || delayMillis >= 0, "delay_ms", delayMillis);
    check(ageMillis >= 0, "age_ms", ageMillis);
    check(rate > 0, "rate", rate);
    check(bytes >= 128 && bytes < Integer.MAX_VALUE - 16, "bytes", bytes);
    check(status == null || status == 0 || status >= 200 && status < 600, "status", status);
    check(code >= 1000 && code < 5000, "code", code);
    return this;
  }

  private static void check(boolean valid, String name, Object value) {
    if (!valid) {
      throw new IllegalArgumentException(name + " is out of range: " + value);
    }
  }

  /** Hits one connection only, by its number in the truth. */
  public Fault connection(int id) {
    return with(copy -> copy.connection = id);
  }

  /** Hits the next connection that opens, instead of those that are open. */
  public Fault nextConnection() {
    return with(copy -> copy.next = true);
  }

  /** Hits frames of one channel only. */
  public Fault channel(String name) {
    return with(copy -> copy.channel = name);
  }

  /** Hits HTTP requests whose path contains this, for example {@code order_data}. */
  public Fault path(String part) {
    return with(copy -> copy.path = part);
  }

  /** Lets so many matching frames or requests pass first. */
  public Fault after(long frames) {
    return with(copy -> copy.after = frames);
  }

  /** Hits so many frames or requests. */
  public Fault count(long frames) {
    return with(copy -> copy.count = frames);
  }

  /** Lasts so long; where a count is given too, until either is used up. */
  public Fault lasting(Duration value) {
    return with(copy -> copy.durationMillis = value.toMillis());
  }

  /** How long a reply is held back, or how long after the request to reconnect the close comes. */
  public Fault delay(Duration value) {
    return with(copy -> copy.delayMillis = value.toMillis());
  }

  /** How old a stale snapshot is, in exchange time. */
  public Fault age(Duration value) {
    return with(copy -> copy.ageMillis = value.toMillis());
  }

  /** Events per second of a burst. */
  public Fault rate(double value) {
    return with(copy -> copy.rate = value);
  }

  /** The HTTP status; 0 resets the connection. */
  public Fault status(int value) {
    return with(copy -> copy.status = value);
  }

  /** The code and reason of the close frame. */
  public Fault close(int closeCode, String closeReason) {
    return with(
        copy -> {
          copy.code = closeCode;
          copy.reason = closeReason;
        });
  }

  /** Whether it changes the state of a connection, once, rather than frames. */
  boolean isOfConnection() {
    return type.scope() == Scope.CONNECTION && (type != FaultType.STALL || channel().isEmpty());
  }

  /** The channel, where only one is hit. */
  public Optional<String> channel() {
    return Optional.ofNullable(channel).filter(name -> !name.equals(ALL));
  }

  /** Frames or requests hit at most. */
  long count() {
    if (count != null) {
      return count;
    }
    boolean unbounded = durationMillis != null || type == FaultType.STALL;
    return unbounded ? Long.MAX_VALUE : type == FaultType.REORDER ? 2 : 1;
  }

  /** How long; empty for no end, or for as long as the count lasts. */
  Optional<Duration> duration() {
    return Optional.ofNullable(durationMillis).map(Duration::ofMillis);
  }

  /** When it ends that begins now, in the time of {@link System#nanoTime()}. */
  long endNanos() {
    return duration().map(lasts -> System.nanoTime() + lasts.toNanos()).orElse(Long.MAX_VALUE);
  }

  Duration delay() {
    long otherwise = type == FaultType.REQUEST_RECONNECT ? 3_000 : 5_000;
    return Duration.ofMillis(delayMillis == null ? otherwise : delayMillis);
  }

  int statusOr(int otherwise) {
    return status == null ? otherwise : status;
  }
}
