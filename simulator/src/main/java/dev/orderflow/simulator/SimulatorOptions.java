package dev.orderflow.simulator;

import dev.orderflow.simulator.exchange.ExchangeSettings;
import dev.orderflow.simulator.market.Market;
import dev.orderflow.simulator.server.ServerSettings;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/**
 * How a simulator is started, from Java or from the command line; immutable, with a method for each
 * change of the defaults.
 */
@Command(
    name = "orderflow-simulator",
    mixinStandardHelpOptions = true,
    version = "orderflow-simulator 0.1.0",
    sortOptions = false,
    description =
        "An exchange that speaks Bitstamp's public WebSocket and HTTP protocols from a real matching"
            + " engine, knows the truth, and fails on command.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"143:ended by SIGTERM", "2:an option is wrong, or the port is taken"})
public final class SimulatorOptions implements Cloneable {
  /** More than is on its way to the clients at the highest rate: that must be known still. */
  private static final long LEAST_RETAINED = 10_000;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "Address to listen on (default: ${DEFAULT-VALUE}).")
  String host = "127.0.0.1";

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description =
          "Port for WebSocket and HTTP; 0 takes a free one and prints it (default:"
              + " ${DEFAULT-VALUE}).")
  int port;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description =
          "The same seed and start time give the same frames, byte for byte (default:"
              + " ${DEFAULT-VALUE}).")
  long seed = 1;

  @Option(
      names = "--markets",
      split = ",",
      paramLabel = "MARKET",
      description = "Markets to run (default: btcusd,ethusd).")
  List<String> markets = List.of("btcusd");

  @Option(
      names = "--speed",
      converter = Speed.class,
      paramLabel = "N|max",
      description =
          "Exchange seconds per second, or as fast as the clients read (default: ${DEFAULT-VALUE}).")
  private double speed = 1;

  @Option(
      names = "--start-time",
      paramLabel = "INSTANT",
      description =
          "Exchange time at the start, such as 2026-01-01T00:00:00Z (default: the wall clock).")
  Optional<Instant> startTime = Optional.empty();

  @Option(
      names = "--rate",
      paramLabel = "N",
      description =
          "Order events per second and market on an ordinary minute (default: as measured for each"
              + " market, 100 for btcusd).")
  private Optional<Double> rate = Optional.empty();

  @Option(
      names = "--book-orders",
      paramLabel = "N",
      description = "Orders resting in each book at the start (default: ${DEFAULT-VALUE}).")
  private int bookOrders = 8_000;

  @Option(
      names = "--retain-events",
      paramLabel = "N",
      description =
          "Order events per market that history and truth keep, at least 10000 (default:"
              + " ${DEFAULT-VALUE}).")
  private long retainedEvents = 2_000_000;

  @Option(
      names = "--order-data-rows",
      paramLabel = "N",
      description = "Rows of one order_data reply at most (default: ${DEFAULT-VALUE}).")
  private int orderDataRows = 1_000;

  @Option(
      names = "--no-rate-limit",
      negatable = false,
      description = "Do not hold HTTP clients to 400 requests/s and 10,000 in ten minutes.")
  private boolean noRateLimit;

  @Option(
      names = "--replay",
      paramLabel = "FILE",
      description =
          "Replay recorded frames instead of running markets: one JSON frame a line, before it the"
              + " receive time in microseconds and a tab, or nothing; .gz for gzip. Starts with the"
              + " first subscriber.")
  Optional<Path> replay = Optional.empty();

  @Option(
      names = "--replay-speed",
      converter = Speed.class,
      paramLabel = "original|N|max",
      description = "Pace of the replay (default: original).")
  private Optional<Double> replaySpeed = Optional.empty();

  @Option(
      names = "--load",
      paramLabel = "FRAMES",
      description =
          "Publish so many order frames made beforehand instead of running markets, as fast as the"
              + " clients read; with --rate so many a second, each with the time at which it is"
              + " sent.")
  Optional<Long> load = Optional.empty();

  @Option(
      names = "--load-subscriptions",
      paramLabel = "N",
      description =
          "Subscriptions that the first frame of a load waits for (default: ${DEFAULT-VALUE}).")
  int loadSubscriptions = 1;

  private int retainedBookFrames;
  private long retainedDeliveries = 1_000_000;
  private long maxPendingBytes = 64L << 20;

  private SimulatorOptions() {}

  /** btcusd on a free port of 127.0.0.1, seed 1, in real time. */
  public static SimulatorOptions defaults() {
    return new SimulatorOptions();
  }

  private SimulatorOptions with(Consumer<SimulatorOptions> change) {
    try {
      SimulatorOptions copy = (SimulatorOptions) clone();
      change.accept(copy);
      return copy.checked();
    } catch (CloneNotSupportedException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** The options themselves, where all are in their ranges. */
  SimulatorOptions checked() {
    check(port >= 0 && port <= 65_535, "--port", port);
    check(!markets.isEmpty(), "--markets", "none");
    check(speed > 0, "--speed", speed);
    check(rate.orElse(1.0) > 0, "--rate", rate.orElse(0.0));
    check(bookOrders >= 0, "--book-orders", bookOrders);
    check(
        retainedEvents >= LEAST_RETAINED && retainedEvents <= Integer.MAX_VALUE,
        "--retain-events",
        retainedEvents);
    check(retainedBookFrames >= 0, "retainedBookFrames", retainedBookFrames);
    check(retainedDeliveries >= 1_000, "retainedDeliveries", retainedDeliveries);
    check(maxPendingBytes >= 1 << 16, "maxPendingBytes", maxPendingBytes);
    check(orderDataRows >= 1, "--order-data-rows", orderDataRows);
    check(load.orElse(0L) >= 0, "--load", load.orElse(0L));
    check(loadSubscriptions >= 1, "--load-subscriptions", loadSubscriptions);
    if (replaySpeed.isPresent() && replay.isEmpty()) {
      throw new IllegalArgumentException("--replay-speed is for --replay; see --speed");
    }
    return this;
  }

  private static void check(boolean valid, String name, Object value) {
    if (!valid) {
      throw new IllegalArgumentException(name + " is out of range: " + value);
    }
  }

  /** The port to listen on, 0 for a free one. */
  public SimulatorOptions port(int value) {
    return with(copy -> copy.port = value);
  }

  /** The same seed and start time give the same frames, byte for byte. */
  public SimulatorOptions seed(long value) {
    return with(copy -> copy.seed = value);
  }

  /** The markets to run, at least one, by symbol; see {@code Market.catalogue()}. */
  public SimulatorOptions markets(String... values) {
    return with(copy -> copy.markets = List.of(values));
  }

  /** Exchange seconds per second; {@link Double#POSITIVE_INFINITY} for as fast as possible. */
  public SimulatorOptions speed(double value) {
    return with(copy -> copy.speed = value);
  }

  /** Exchange time at the start; the wall clock's where none is given. */
  public SimulatorOptions startTime(Instant value) {
    return with(copy -> copy.startTime = Optional.of(value));
  }

  /** Order events per second of every market; each market's own rate where none is given. */
  public SimulatorOptions rate(double value) {
    return with(copy -> copy.rate = Optional.of(value));
  }

  /** Orders that rest in every book at the start. */
  public SimulatorOptions bookOrders(int value) {
    return with(copy -> copy.bookOrders = value);
  }

  /** Order events per market that history and truth keep; older ones are forgotten. */
  public SimulatorOptions retainedEvents(long value) {
    return with(copy -> copy.retainedEvents = value);
  }

  /**
   * Published frames of each book channel that the truth keeps at most; 0, the default, for none. A
   * frame of Bitstamp's depth takes about ten kilobytes.
   */
  public SimulatorOptions retainedBookFrames(int value) {
    return with(copy -> copy.retainedBookFrames = value);
  }

  /** Frames per connection that the truth keeps. */
  public SimulatorOptions retainedDeliveries(long value) {
    return with(copy -> copy.retainedDeliveries = value);
  }

  /** Unsent bytes after which a client that does not read is dropped. */
  public SimulatorOptions maxPendingBytes(long value) {
    return with(copy -> copy.maxPendingBytes = value);
  }

  /** Rows of one {@code order_data} reply at most; Bitstamp's own cap is not known. */
  public SimulatorOptions orderDataRows(int value) {
    return with(copy -> copy.orderDataRows = value);
  }

  /** Whether HTTP clients are held to 400 requests a second and 10,000 in ten minutes. */
  public SimulatorOptions rateLimit(boolean value) {
    return with(copy -> copy.noRateLimit = !value);
  }

  /**
   * Replays recorded frames instead of running markets: one frame a line, before it the receive
   * time in microseconds and a tab, or nothing; {@code .gz} for gzip. It starts with the first
   * subscriber, at the recorded pace times {@link #speed(double)}.
   */
  public SimulatorOptions replay(Path file) {
    return with(copy -> copy.replay = Optional.of(file));
  }

  /**
   * Publishes so many order frames made beforehand instead of running markets, to measure those who
   * read them: as fast as they read, or {@link #rate(double)} of them a second, each then with the
   * wall clock's time at which it is sent.
   */
  public SimulatorOptions load(long frames) {
    return with(copy -> copy.load = Optional.of(frames));
  }

  /** How many subscriptions the first frame of a {@link #load(long)} waits for; one by default. */
  public SimulatorOptions loadSubscriptions(int value) {
    return with(copy -> copy.loadSubscriptions = value);
  }

  OptionalDouble rate() {
    return rate.stream().mapToDouble(Double::doubleValue).findFirst();
  }

  /** What is fixed about the markets to run. */
  List<Market> marketList() {
    return markets.stream().map(SimulatorOptions::market).toList();
  }

  private static Market market(String symbol) {
    return Market.named(symbol)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    String.format(
                        Locale.ROOT,
                        "--markets: market '%s' is not known; known are %s",
                        symbol,
                        Market.catalogue().stream()
                            .map(Market::symbol)
                            .collect(Collectors.joining(", ")))));
  }

  ExchangeSettings exchange(long startMicros) {
    return new ExchangeSettings(
        marketList(), seed, startMicros, rate(), bookOrders, retainedEvents, retainedBookFrames);
  }

  ServerSettings server(long startMicros) {
    return new ServerSettings(
        host,
        port,
        startMicros,
        replaySpeed.orElse(speed),
        maxPendingBytes,
        retainedDeliveries,
        orderDataRows,
        !noRateLimit);
  }

  /** Reads a positive number, {@code original} for 1, or {@code max}. */
  static final class Speed implements ITypeConverter<Double> {
    @Override
    public Double convert(String value) {
      return switch (value) {
        case "max" -> Double.POSITIVE_INFINITY;
        case "original" -> 1.0;
        default -> number(value);
      };
    }

    private static double number(String value) {
      try {
        double speed = Double.parseDouble(value);
        if (speed > 0 && !Double.isInfinite(speed)) {
          return speed;
        }
      } catch (NumberFormatException notANumber) {
        // Said below.
      }
      throw new TypeConversionException(
          "'" + value + "' is none of a positive number, 'original' and 'max'");
    }
  }
}
