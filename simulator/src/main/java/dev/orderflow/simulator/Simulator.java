package dev.orderflow.simulator;

import dev.orderflow.simulator.market.Market;
import dev.orderflow.simulator.replay.PrebuiltFrames;
import dev.orderflow.simulator.replay.Recording;
import dev.orderflow.simulator.server.Exchange;
import dev.orderflow.simulator.server.ExchangeSettings;
import dev.orderflow.simulator.server.HaltReport;
import dev.orderflow.simulator.venue.FrameSource;
import dev.orderflow.simulator.venue.Venue;
import dev.orderflow.simulator.venue.VenueSettings;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;

/**
 * An exchange in this process. Several can run side by side; all methods are safe for use by
 * several threads.
 */
public final class Simulator implements AutoCloseable {
  private static final int PREBUILT = 8_192;

  private final Exchange exchange;
  private final String host;
  private final Closeable source;

  private Simulator(Exchange exchange, String host, Closeable source) {
    this.exchange = exchange;
    this.host = host;
    this.source = source;
  }

  /**
   * Starts an exchange.
   *
   * @throws IllegalArgumentException where a market is not known or a recording holds no frame
   * @throws IOException where the port cannot be opened or the recording not be read
   */
  public static Simulator start(SimulatorOptions options) throws IOException {
    if (options.recording().isPresent()) {
      Recording recording = new Recording(options.recording().get());
      return serve(options, recording, recording.startMicros(), recording);
    }
    if (options.load().isPresent()) {
      List<Market> markets = options.markets().stream().map(Simulator::market).toList();
      return start(
          options,
          new PrebuiltFrames(
              PrebuiltFrames.orders(markets, options.seed(), PREBUILT),
              options.load().getAsLong(),
              options.rate(),
              options.loadSubscriptions(),
              Simulator::wallMicros));
    }
    return run(options);
  }

  /**
   * Starts an exchange that publishes frames made beforehand: in real time where they have a rate,
   * otherwise as fast as the clients read.
   *
   * @param options of which those about markets and time are not used
   * @throws IOException where the port cannot be opened
   */
  public static Simulator start(SimulatorOptions options, PrebuiltFrames frames)
      throws IOException {
    double speed = frames.isPaced() ? 1 : Double.POSITIVE_INFINITY;
    return serve(options.speed(speed), frames, frames.startMicros(), () -> {});
  }

  private static long wallMicros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }

  private static Simulator run(SimulatorOptions options) throws IOException {
    long startMicros =
        ChronoUnit.MICROS.between(Instant.EPOCH, options.startTime().orElseGet(Instant::now));
    Venue venue =
        new Venue(
            new VenueSettings(
                options.markets().stream().map(Simulator::market).toList(),
                options.seed(),
                startMicros,
                options.rate(),
                options.bookOrders(),
                options.retainedEvents(),
                options.retainedBookFrames()));
    return serve(options, venue, startMicros, () -> {});
  }

  private static Simulator serve(
      SimulatorOptions options, FrameSource source, long startMicros, Closeable closedWithIt)
      throws IOException {
    try {
      return new Simulator(
          new Exchange(source, settings(options, startMicros)), options.host(), closedWithIt);
    } catch (IOException failure) {
      closedWithIt.close();
      throw failure;
    }
  }

  private static ExchangeSettings settings(SimulatorOptions options, long startMicros) {
    return new ExchangeSettings(
        options.host(),
        options.port(),
        startMicros,
        options.speed(),
        options.maxPendingBytes(),
        options.retainedDeliveries(),
        options.orderDataRows(),
        options.rateLimit());
  }

  private static Market market(String symbol) {
    return Market.named(symbol)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "market '"
                        + symbol
                        + "' is not known; known are "
                        + Market.catalogue().stream()
                            .map(Market::symbol)
                            .collect(Collectors.joining(", "))));
  }

  /** For example {@code ws://127.0.0.1:8765}. */
  public String webSocketUrl() {
    return "ws://" + host + ":" + port();
  }

  /** For example {@code http://127.0.0.1:8765}. */
  public String httpUrl() {
    return "http://" + host + ":" + port();
  }

  /** The port that the exchange listens on. */
  public int port() {
    return exchange.port();
  }

  /**
   * Stops time and the order flow, and waits until all that was published is written to the
   * sockets, ten seconds at most.
   */
  public HaltReport halt() {
    return exchange.halt();
  }

  /** Lets time go on from where it was halted. */
  public HaltReport resume() {
    return exchange.resume();
  }

  /** What really happened. */
  public Truth truth() {
    return new Truth(exchange);
  }

  /** The faults of this exchange. */
  public Faults faults() {
    return new Faults(exchange);
  }

  /** How many frames were sent so far, and to whom. */
  public HaltReport report() {
    return exchange.report();
  }

  /** Ends all connections and frees the port. */
  @Override
  public void close() {
    exchange.close();
    try {
      source.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
