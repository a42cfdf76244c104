package dev.orderflow.benchmarks.feed;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.orderflow.benchmarks.process.ControlledProgram;
import dev.orderflow.benchmarks.process.Environment;
import dev.orderflow.runtime.ChildProcess;
import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.SimulatorOptions;
import dev.orderflow.simulator.market.Market;
import dev.orderflow.simulator.replay.PrebuiltFrames;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The simulator as a source of frames made beforehand, in a process that lives through all runs, so
 * that its compiler is warm.
 */
public final class FrameSource {

  /** The market of the frames. */
  public static final String MARKET = "btcusd";

  /** The channel of the frames. */
  public static final String CHANNEL = "live_orders_" + MARKET;

  private static final List<String> SMALL = List.of("-Xmx256m", "-XX:+UseSerialGC");
  private static final int DIFFERENT_FRAMES = 8_192;

  private final ControlledProgram program;

  /**
   * Starts the process.
   *
   * @throws IOException where it cannot be started
   */
  public FrameSource(Environment environment) throws IOException {
    program = environment.program("source", SMALL, FrameSource.class);
  }

  /** Its process. */
  public ChildProcess process() {
    return program.process();
  }

  /**
   * Opens an exchange that publishes once those who want the frames have subscribed.
   *
   * @return the exchange, to be closed before the next is opened
   * @throws IOException where the process does not answer
   */
  public OpenFeed open(FrameRequest request) throws IOException, InterruptedException {
    String[] urls = program.begin(new ObjectMapper().writeValueAsString(request)).split(" ");
    return new OpenFeed(urls[0], urls[1], program);
  }

  /**
   * An exchange that publishes frames.
   *
   * @param webSocketUrl where
   * @param httpUrl where it answers for books and markets
   * @param program what it runs in
   */
  public record OpenFeed(String webSocketUrl, String httpUrl, ControlledProgram program)
      implements AutoCloseable {

    @Override
    public void close() throws IOException {
      program.end();
    }
  }

  /** Frames of one market as the exchange sends them, the same each time and each different. */
  static List<String> orders() {
    return PrebuiltFrames.orders(List.of(Market.named(MARKET).orElseThrow()), 1, DIFFERENT_FRAMES);
  }

  /** The text of a field that a frame has. */
  public static String field(String frame, String name) {
    int start = frame.indexOf("\"" + name + "\":\"") + name.length() + 4;
    return frame.substring(start, frame.indexOf('"', start));
  }

  /**
   * The process; see {@link ControlledProgram} for its input.
   *
   * @param arguments none
   * @throws IOException where the input cannot be read
   */
  public static void main(String[] arguments) throws IOException {
    List<String> orders = orders();
    ControlledProgram.serve(
        line -> {
          FrameRequest request = new ObjectMapper().readValue(line, FrameRequest.class);
          Simulator simulator =
              Simulator.start(
                  SimulatorOptions.defaults().port(0),
                  new PrebuiltFrames(
                      orders.stream().map(request::text).toList(),
                      request.frames(),
                      request.rate() == 0
                          ? OptionalDouble.empty()
                          : OptionalDouble.of(request.rate()),
                      request.connections(),
                      () -> ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now())));
          return new ControlledProgram.Run(
              simulator.webSocketUrl() + " " + simulator.httpUrl(), simulator::close);
        });
  }
}
