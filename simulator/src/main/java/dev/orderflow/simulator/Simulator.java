package dev.orderflow.simulator;

import dev.orderflow.simulator.exchange.Exchange;
import dev.orderflow.simulator.exchange.FrameSource;
import dev.orderflow.simulator.replay.PrebuiltFrames;
import dev.orderflow.simulator.replay.Recording;
import dev.orderflow.simulator.server.ExchangeServer;
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
public final class Simulator extends ExchangeServer {
  private static final int PREBUILT_FRAMES = 8_192;

  private final String host;
  private final Closeable source;

  private Simulator(
      SimulatorOptions options, FrameSource source, long startMicros, Closeable closedWithIt)
      throws IOException {
    super(source, options.server(startMicros));
    this.host = options.host;
    this.source = closedWithIt;
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
      try {
        return new Simulator(options, recording, recording.startMicros(), recording);
      } catch (IOException failure) {
        recording.close();
        throw failure;
      }
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
    return new Simulator(
        options, new Exchange(options.exchange(startMicros)), startMicros, () -> {});
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
    return new Simulator(options.speed(speed), frames, frames.startMicros(), () -> {});
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

  /** Ends all connections and frees the port. */
  @Override
  public void close() {
    super.close();
    try {
      source.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
