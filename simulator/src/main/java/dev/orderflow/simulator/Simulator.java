package dev.orderflow.simulator;

import dev.orderflow.simulator.exchange.Exchange;
import dev.orderflow.simulator.exchange.FrameSource;
import dev.orderflow.simulator.replay.PrebuiltFrames;
import dev.orderflow.simulator.replay.Recording;
import dev.orderflow.simulator.server.ExchangeServer;
import dev.orderflow.simulator.server.Faults;
import dev.orderflow.simulator.server.HaltReport;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * An exchange in this process. Several can run side by side; all methods are safe for use by
 * several threads.
 */
public final class Simulator implements AutoCloseable {
  private static final int PREBUILT_FRAMES = 8_192;

  private final ExchangeServer server;
  private final String host;
  private final Closeable source;

  private Simulator(ExchangeServer server, String host, Closeable source) {
    this.server = server;
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
    if (options.replay.isPresent()) {
      Recording recording = recording(options.replay.get());
      return serve(options, recording, recording.startMicros(), recording);
    }
    if (options.load.isPresent()) {
      return start(
          options,
          new PrebuiltFrames(
              PrebuiltFrames.orders(options.marketList(), options.seed, PREBUILT_FRAMES),
              options.load.get(),
              options.rate(),
              options.loadSubscriptions,
              () -> micros(Instant.now())));
    }
    long startMicros = micros(options.startTime.orElseGet(Instant::now));
    return serve(options, new Exchange(options.exchange(startMicros)), startMicros, () -> {});
  }

  private static Recording recording(Path file) {
    try {
      return new Recording(file);
    } catch (NoSuchFileException missing) {
      throw new IllegalArgumentException("--replay: " + file + " does not exist", missing);
    } catch (IOException unreadable) {
      throw new IllegalArgumentException(
          "--replay: " + file + " cannot be read: " + unreadable.getMessage(), unreadable);
    }
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

  private static Simulator serve(
      SimulatorOptions options, FrameSource source, long startMicros, Closeable closedWithIt)
      throws IOException {
    try {
      ExchangeServer server = new ExchangeServer(source, options.server(startMicros));
      return new Simulator(server, options.host, closedWithIt);
    } catch (IOException failure) {
      closedWithIt.close();
      throw failure;
    }
  }

  private static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
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
    return server.port();
  }

  /**
   * Stops time and the order flow, and waits until all that was published is written to the
   * sockets, ten seconds at most.
   */
  public HaltReport halt() {
    return server.halt();
  }

  /** Lets time go on from where it was halted. */
  public HaltReport resume() {
    return server.resume();
  }

  /** What really happened. */
  public Truth truth() {
    return new Truth(server);
  }

  /** The faults of this exchange. */
  public Faults faults() {
    return server.faults();
  }

  /** How many frames were sent so far, and to whom. */
  public HaltReport report() {
    return server.report();
  }

  /** Ends all connections and frees the port. */
  @Override
  public void close() {
    server.close();
    try {
      source.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
