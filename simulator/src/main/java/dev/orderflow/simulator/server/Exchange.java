package dev.orderflow.simulator.server;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.orderflow.simulator.fault.Fault;
import dev.orderflow.simulator.fault.FaultReport;
import dev.orderflow.simulator.venue.FrameSource;
import dev.orderflow.simulator.venue.VenueTruth;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Predicate;

/** A running exchange: a frame source, its thread and its port. Safe for use by several threads. */
public final class Exchange implements AutoCloseable {
  private final ExchangeThread thread;
  private final ExchangeServer server;
  private final ControlApi control;
  private final Connections connections;
  private final Faults faults;
  private final Optional<VenueTruth> truth;

  /**
   * Starts serving.
   *
   * @throws IOException where the port cannot be opened
   */
  public Exchange(FrameSource source, ExchangeSettings settings) throws IOException {
    ObjectMapper json =
        JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

    JsonReplies replies = new JsonReplies(json);
    this.connections =
        new Connections(
            source.channels(), settings.maxPendingBytes(), settings.retainedDeliveries());
    ExchangeClock clock =
        new ExchangeClock(settings.startMicros(), settings.speed(), System::nanoTime);
    this.thread = new ExchangeThread(source, clock, connections, "exchange");
    this.control = new ControlApi(thread, connections, replies);
    this.faults = new Faults(thread, connections, source.venue());
    this.truth = source.venue().map(VenueTruth::new);
    Optional<RateLimit> limit =
        settings.rateLimit() ? Optional.of(new RateLimit()) : Optional.empty();
    this.server =
        new ExchangeServer(
            settings.host(),
            settings.port(),
            new ExchangeRouter(
                thread,
                control,
                new FaultApi(faults, new FaultReader(json), replies),
                new TruthApi(truth, connections, replies),
                source
                    .venue()
                    .map(
                        venue ->
                            new VenueApi(
                                thread, venue, settings.orderDataRows(), faults.http(), limit))),
            new ExchangeGate(thread, connections, faults, json));
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

  /**
   * What a connection was sent or denied, oldest first.
   *
   * @param wanted names of channels
   */
  public List<Delivery> deliveries(int connection, Predicate<String> wanted) {
    return call(
        () ->
            connections
                .byId(connection)
                .orElseThrow(
                    () ->
                        new IllegalArgumentException("connection " + connection + " is not known"))
                .deliveries(0, Long.MAX_VALUE, channel -> wanted.test(channel.name())));
  }

  /** Asks the truth about the markets. */
  public <T> T truth(Function<VenueTruth, T> question) {
    VenueTruth known = truth.orElseThrow(() -> new IllegalStateException("a replay has no truth"));
    return call(() -> question.apply(known));
  }

  /** Exchange time, microseconds since the epoch. */
  public long now() {
    return call(thread::now);
  }

  /** Injects a fault. */
  public FaultReport inject(Fault fault) {
    return call(() -> faults.inject(fault));
  }

  /** What became of the injected faults. */
  public List<FaultReport> faultReports() {
    return call(faults::reports);
  }

  /** Ends every fault that is still going on. */
  public void clearFaults() {
    call(
        () -> {
          faults.clear();
          return true;
        });
  }

  private <T> T call(Callable<T> question) {
    try {
      return thread.submit(question).join();
    } catch (CompletionException failure) {
      if (failure.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw failure;
    }
  }

  @Override
  public void close() {
    // The thread first: it must not write to sockets whose loops are gone.
    thread.close();
    server.close();
  }
}
