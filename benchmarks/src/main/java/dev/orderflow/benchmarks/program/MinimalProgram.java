package dev.orderflow.benchmarks.program;

import java.util.List;

/**
 * What one would write in an afternoon instead of a connector: a WebSocket whose frames are handed
 * to a producer. No offsets, no reconnection, no look at what the frames say.
 */
public final class MinimalProgram {

  private MinimalProgram() {}

  /**
   * Runs as {@link ProducerRuns} says.
   *
   * @param arguments the broker's address
   * @throws Exception where the input cannot be read
   */
  public static void main(String[] arguments) throws Exception {
    ProducerRuns.serve(
        arguments[0],
        (url, channel, frames) -> {
          FrameClient client = new FrameClient(url, List.of(channel), frames);
          client.connect();
          return client::close;
        });
  }
}
