package dev.orderflow.simulator.fault;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A fault to inject: a type, whom it hits, and how much of it; immutable.
 *
 * <p>Faults change what connections are sent and what HTTP answers, never what happened on the
 * exchange. Durations are real time, whatever the speed of the exchange.
 */
public final class Fault {
  private static final Duration RECONNECT_GRACE = Duration.ofSeconds(3);
  private static final int TEN_MEGABYTES = 10 * 1024 * 1024;
  private static final double BURST_RATE = 50_000;
  private static final int GOING_AWAY = 1001;

  private final FaultType type;
  private OptionalInt connection = OptionalInt.empty();
  private boolean next;
  private Optional<String> channel = Optional.empty();
  private Optional<String> path = Optional.empty();
  private long after;
  private long count;
  private Duration duration = Duration.ZERO;
  private Optional<Duration> delay = Optional.empty();
  private Duration age = Duration.ofSeconds(60);
  private double rate = BURST_RATE;
  private int bytes = TEN_MEGABYTES;
  private OptionalInt status = OptionalInt.empty();
  private int code = GOING_AWAY;
  private String reason = "";

  private Fault(FaultType type) {
    this.type = Objects.requireNonNull(type);
  }

  private Fault copy() {
    Fault copy = new Fault(type);
    copy.connection = connection;
    copy.next = next;
    copy.channel = channel;
    copy.path = path;
    copy.after = after;
    copy.count = count;
    copy.duration = duration;
    copy.delay = delay;
    copy.age = age;
    copy.rate = rate;
    copy.bytes = bytes;
    copy.status = status;
    copy.code = code;
    copy.reason = reason;
    return copy;
  }

  /** A fault that hits all open connections and all channels. */
  public static Fault of(FaultType type) {
    return new Fault(type);
  }

  /** Hits one connection only, by its number in the truth. */
  public Fault connection(int id) {
    check(id > 0, "connection", id);
    Fault copy = copy();
    copy.connection = OptionalInt.of(id);
    return copy;
  }

  /** Hits the next connection that opens, instead of those that are open. */
  public Fault nextConnection() {
    Fault copy = copy();
    copy.next = true;
    return copy;
  }

  /** Hits frames of one channel only. */
  public Fault channel(String name) {
    Fault copy = copy();
    copy.channel = Optional.of(name);
    return copy;
  }

  /** Hits HTTP requests whose path contains this, for example {@code order_data}. */
  public Fault path(String part) {
    Fault copy = copy();
    copy.path = Optional.of(part);
    return copy;
  }

  /** Lets so many matching frames or requests pass first. */
  public Fault after(long frames) {
    check(frames >= 0, "after", frames);
    Fault copy = copy();
    copy.after = frames;
    return copy;
  }

  /** Hits so many frames or requests. */
  public Fault count(long frames) {
    check(frames > 0, "count", frames);
    Fault copy = copy();
    copy.count = frames;
    return copy;
  }

  /** Lasts so long; where a count is given too, until either is used up. */
  public Fault lasting(Duration value) {
    check(!value.isNegative() && !value.isZero(), "duration_ms", value);
    Fault copy = copy();
    copy.duration = value;
    return copy;
  }

  /** How long a reply is held back, or how long after the request to reconnect the close comes. */
  public Fault delay(Duration value) {
    check(!value.isNegative(), "delay_ms", value);
    Fault copy = copy();
    copy.delay = Optional.of(value);
    return copy;
  }

  /** How old a stale snapshot is, in exchange time. */
  public Fault age(Duration value) {
    check(!value.isNegative(), "age_ms", value);
    Fault copy = copy();
    copy.age = value;
    return copy;
  }

  /** Events per second of a burst. */
  public Fault rate(double value) {
    check(value > 0, "rate", value);
    Fault copy = copy();
    copy.rate = value;
    return copy;
  }

  /** The size of a huge frame. */
  public Fault bytes(int value) {
    check(value >= 128, "bytes", value);
    Fault copy = copy();
    copy.bytes = value;
    return copy;
  }

  /** The HTTP status; 0 resets the connection. */
  public Fault status(int value) {
    check(value == 0 || value >= 200 && value < 600, "status", value);
    Fault copy = copy();
    copy.status = OptionalInt.of(value);
    return copy;
  }

  /** The code and reason of the close frame. */
  public Fault close(int closeCode, String closeReason) {
    check(closeCode >= 1000 && closeCode < 5000, "code", closeCode);
    Fault copy = copy();
    copy.code = closeCode;
    copy.reason = closeReason;
    return copy;
  }

  /** The type. */
  public FaultType type() {
    return type;
  }

  /** The connection, where only one is hit. */
  public OptionalInt connection() {
    return connection;
  }

  /** Whether the next connection is hit. */
  public boolean hitsNext() {
    return next;
  }

  /** The channel, where only one is hit. */
  public Optional<String> channel() {
    return channel;
  }

  /** The part of the path, where only some requests are hit. */
  public Optional<String> path() {
    return path;
  }

  /** Frames or requests that pass first. */
  public long after() {
    return after;
  }

  /** Frames or requests hit at most. */
  public long count() {
    boolean open = count == 0 && (!duration.isZero() || type == FaultType.STALL);
    if (open) {
      return Long.MAX_VALUE;
    }
    return count > 0 ? count : type == FaultType.REORDER ? 2 : 1;
  }

  /** How long; zero for no end, or for as long as the count lasts. */
  public Duration duration() {
    return duration;
  }

  /** The delay. */
  public Duration delay() {
    return delay.orElse(
        type == FaultType.REQUEST_RECONNECT ? RECONNECT_GRACE : Duration.ofSeconds(5));
  }

  /** The age of a stale snapshot. */
  public Duration age() {
    return age;
  }

  /** Events per second. */
  public double rate() {
    return rate;
  }

  /** Bytes of a huge frame. */
  public int bytes() {
    return bytes;
  }

  /** The HTTP status, where one is given. */
  public OptionalInt status() {
    return status;
  }

  /** Code of the close frame. */
  public int code() {
    return code;
  }

  /** Reason of the close frame. */
  public String reason() {
    return reason;
  }

  private static void check(boolean valid, String name, Object value) {
    if (!valid) {
      throw new IllegalArgumentException(name + " is out of range: " + value);
    }
  }
}
