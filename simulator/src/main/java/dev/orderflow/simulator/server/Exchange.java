package dev.orderflow.simulator.server;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.orderflow.simulator.venue.FrameSource;
import java.io.IOException;

/** A running exchange: a frame source, its thread and its port. */
public final class Exchange implements AutoCloseable {
  private final ExchangeThread thread;
  private final ExchangeServer server;
  private final ControlApi control;

  /**
   * Starts serving.
   *
   * @throws IOException where the port cannot be opened
   */
  public Exchange(FrameSource source, ExchangeSettings settings) throws IOException {
    ObjectMapper json =
        JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();
    Connections connections =
        new Connections(
            source.channels(), settings.maxPendingBytes(), settings.retainedDeliveries());
    ExchangeClock clock =
        new ExchangeClock(settings.startMicros(), settings.speed(), System::nanoTime);
    this.thread = new ExchangeThread(source, clock, connections, "exchange");
    this.control = new ControlApi(thread, connections, json);
    ConnectionPolicy open =
        new ConnectionPolicy() {
          @Override
          public boolean accepts() {
            return true;
          }

          @Override
          public void opened(Connection connection) {}
        };
    this.server =
        new ExchangeServer(
            settings.host(),
            settings.port(),
            new ExchangeRouter(thread, control, new VenueApi(source.venue())),
            new ExchangeGate(thread, connections, open, json));
    thread.start();
  }

  /** The port that the exchange listens on. */
  public int port() {
    return server.port();
  }

  /** Stops the order flow; answers when all that was published is written to the sockets. */
  public HaltReport halt() {
    return control.halt().toCompletableFuture().join();
  }

  /** Lets the order flow go on. */
  public HaltReport resume() {
    return control.resume().toCompletableFuture().join();
  }

  /** What was sent so far. */
  public HaltReport report() {
    return control.report().toCompletableFuture().join();
  }

  @Override
  public void close() {
    server.close();
    thread.close();
  }
}
