package dev.orderflow.simulator;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** How a simulator is started; immutable, with a method for each change of the defaults. */
public final class SimulatorOptions {
  private String host = "127.0.0.1";
  private int port;
  private long seed = 1;
  private List<String> markets = List.of("btcusd");
  private double speed = 1;
  private Optional<Instant> startTime = Optional.empty();
  private OptionalDouble rate = OptionalDouble.empty();
  private int bookOrders = 8_000;
  private long retainedEvents = 2_000_000;
  private int retainedBookFrames;
  private long retainedDeliveries = 1_000_000;
  private long maxPendingBytes = 64L << 20;
  private int orderDataRows = 1_000;
  private boolean rateLimit = true;
  private Optional<Path> recording = Optional.empty();
  private OptionalLong load = OptionalLong.empty();
  private int loadSubscriptions = 1;

  private SimulatorOptions() {}

  private SimulatorOptions(SimulatorOptions other) {
    this.host = other.host;
    this.port = other.port;
    this.seed = other.seed;
    this.markets = other.markets;
    this.speed = other.speed;
    this.startTime = other.startTime;
    this.rate = other.rate;
    this.bookOrders = other.bookOrders;
    this.retainedEvents = other.retainedEvents;
    this.retainedBookFrames = other.retainedBookFrames;
    this.retainedDeliveries = other.retainedDeliveries;
    this.maxPendingBytes = other.maxPendingBytes;
    this.orderDataRows = other.orderDataRows;
    this.rateLimit = other.rateLimit;
    this.recording = other.recording;
    this.load = other.load;
    this.loadSubscriptions = other.loadSubscriptions;
  }

  /** btcusd on a free port of 127.0.0.1, seed 1, in real time. */
  public static SimulatorOptions defaults() {
    return new SimulatorOptions();
  }

  /** The address to listen on. */
  public SimulatorOptions host(String value) {
    SimulatorOptions copy = new SimulatorOptions(this);
    copy.host = Objects.requireNonNull(value);
    return copy;
  }

  /** The port to listen on, 0 for a free one. */
  public SimulatorOptions port(int value) {
    check(value >= 0 && value <= 65_535, "port", value);
    SimulatorOptions copy = new SimulatorOptions(this);
    copy.port = value;
    return copy;
  }

  /** The same seed and start time give the same frames, byte for byte. */
  public SimulatorOptions seed(long value) {
    SimulatorOptions copy = new SimulatorOptions(this);
    copy.seed = value;
    return copy;
  }

  /** The markets to run, at least one, by symbol; see {@code Market.catalogue()}. */
  public SimulatorOptions markets(String... values) {
    check(values.length > 0, "markets", "none");
    SimulatorOptions copy = new SimulatorOptions(this);
    copy.markets = List.of(values);
    return copy;
  }

  /** Exchange seconds per second; {@link Double#POSITIVE_INFINITY} for as fast as possible. */
  public SimulatorOptions speed(double value) {
    check(value > 0, "speed", value);
    SimulatorOptions copy = new SimulatorOptions(this);
    copy.speed = value;
    return copy;
  }

  /** Exchange time at the start; the wall clock's where none is given. */
  public SimulatorOptions startTime(Instant value) {
    SimulatorOptions copy = new SimulatorOptions(this);
    copy.startTime = Optional.of(value);
    return copy;
  }

  /** Order events per second of every market; each market's own rate where none is given. */
  public SimulatorOptions rate(double value) {
    check(value > 0, "rate", value);
    SimulatorOptions copy = new SimulatorOptions(this);
    copy.rate = OptionalDouble.of(value);
    return copy;
  }

  /** Orders that rest in every book at the start. */
  public SimulatorOptions bookOrders(int value) {
    check(value >= 0, "bookOrders", value);
    SimulatorOptions copy = new SimulatorOptions(this);
    copy.bookOrders = value;
    return copy;
  }

  /** Order events per market that history and truth keep at least; older ones are forgotten. */
  public SimulatorOptions retainedEvents(long value) {
    check(value >= 1_000, "retainedEvents", value);
    SimulatorOptions copy = new SimulatorOptions(this);
    copy.retainedEvents = value;
    return copy;
  }

  /**
   * Published frames of each book channel that the truth keeps at most; 0, the default, for none. A
   * frame of the venue's depth takes about ten kilobytes.
   */
  public SimulatorOptions retainedBookFrames(int value) {
    check(value >= 0, "retainedBookFrames", value);
    SimulatorOptions copy = new SimulatorOptions(this);
    copy.retainedBookFrames = value;
    return copy;
  }

  /** Frames per connection that the truth keeps at least. */
  public SimulatorOptions retainedDeliveries(long value) {
    check(value >= 1_000, "retainedDeliveries", value);
    SimulatorOptions copy = new SimulatorOptions(this);
    copy.retainedDeliveries = value;
    return copy;
  }

  /** Unsent bytes after which a client that does not read is dropped. */
  public SimulatorOptions maxPendingBytes(long value) {
    check(value >= 1 << 16, "maxPendingBytes", value);
    SimulatorOptions copy = new SimulatorOptions(this);
    copy.maxPendingBytes = value;
    return copy;
  }

  /** Rows of one {@code order_data} reply at most; the venue's own cap is not known. */
  public SimulatorOptions orderDataRows(int value) {
    check(value >= 1, "orderDataRows", value);
    SimulatorOptions copy = new SimulatorOptions(this);
    copy.orderDataRows = value;
    return copy;
  }

  /** Whether HTTP clients are held to 400 requests a second and 10,000 in ten minutes. */
  public SimulatorOptions rateLimit(boolean value) {
    SimulatorOptions copy = new SimulatorOptions(this);
    copy.rateLimit = value;
    return copy;
  }

  /**
   * Replays recorded frames instead of running markets: one frame a line, before it the receive
   * time in microseconds and a tab, or nothing; {@code .gz} for gzip. It starts with the first
   * subscriber, at the recorded pace times {@link #speed(double)}.
   */
  public SimulatorOptions replay(Path file) {
    SimulatorOptions copy = new SimulatorOptions(this);
    copy.recording = Optional.of(file);
    return copy;
  }

  /**
   * Publishes so many order frames made beforehand instead of running markets, to measure those who
   * read them: as fast as they read, or {@link #rate(double)} of them a second, each then with the
   * wall clock's time at which it is sent.
   */
  public SimulatorOptions load(long frames) {
    check(frames >= 0, "load", frames);
    SimulatorOptions copy = new SimulatorOptions(this);
    copy.load = OptionalLong.of(frames);
    return copy;
  }

  /** How many subscriptions the first frame of a {@link #load(long)} waits for; one by default. */
  public SimulatorOptions loadSubscriptions(int value) {
    check(value >= 1, "loadSubscriptions", value);
    SimulatorOptions copy = new SimulatorOptions(this);
    copy.loadSubscriptions = value;
    return copy;
  }

  /** The address to listen on. */
  public String host() {
    return host;
  }

  /** The port to listen on. */
  public int port() {
    return port;
  }

  /** The seed. */
  public long seed() {
    return seed;
  }

  /** The markets. */
  public List<String> markets() {
    return markets;
  }

  /** The speed. */
  public double speed() {
    return speed;
  }

  /** The start time, where one is given. */
  public Optional<Instant> startTime() {
    return startTime;
  }

  /** The rate, where one is given. */
  public OptionalDouble rate() {
    return rate;
  }

  /** The number of resting orders. */
  public int bookOrders() {
    return bookOrders;
  }

  /** The retention of events. */
  public long retainedEvents() {
    return retainedEvents;
  }

  /** The retention of book frames. */
  public int retainedBookFrames() {
    return retainedBookFrames;
  }

  /** The retention of deliveries. */
  public long retainedDeliveries() {
    return retainedDeliveries;
  }

  /** The bound on unsent bytes. */
  public long maxPendingBytes() {
    return maxPendingBytes;
  }

  /** The rows of one reply. */
  public int orderDataRows() {
    return orderDataRows;
  }

  /** Whether the venue's limits are kept. */
  public boolean rateLimit() {
    return rateLimit;
  }

  /** The recording to replay, where one is. */
  public Optional<Path> recording() {
    return recording;
  }

  /** The frames made beforehand, where they are published. */
  public OptionalLong load() {
    return load;
  }

  /** The subscriptions that they wait for. */
  public int loadSubscriptions() {
    return loadSubscriptions;
  }

  private static void check(boolean valid, String name, Object value) {
    if (!valid) {
      throw new IllegalArgumentException(name + " is out of range: " + value);
    }
  }
}
