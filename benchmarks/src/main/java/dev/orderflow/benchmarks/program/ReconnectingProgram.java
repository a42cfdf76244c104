package dev.orderflow.benchmarks.program;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The program of an afternoon after its first outage: it connects again, a second after its
 * connection has ended. It asks for nothing that it may have missed.
 */
public final class ReconnectingProgram {

  private final ScheduledExecutorService again = Executors.newSingleThreadScheduledExecutor();
  private final FrameClient client;

  private ReconnectingProgram(String url, String channel, Consumer<String> frames) {
    client = new FrameClient(url, List.of(channel), frames);
    connect();
  }

  /**
   * Runs as {@link ProducerRuns} says.
   *
   * @param arguments the broker's address
   * @throws Exception where the input cannot be read
   */
  public static void main(String[] arguments) throws Exception {
    ProducerRuns.serve(
        arguments[0],
        (url, channel, frames) -> new ReconnectingProgram(url, channel, frames)::close);
  }

  private void connect() {
    client.connect(
        () -> {
          if (!again.isShutdown()) {
            again.schedule(this::connect, 1, TimeUnit.SECONDS);
          }
        });
  }

  private void close() {
    again.shutdownNow();
    client.close();
  }
}
