package dev.orderflow.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orderflow.runtime.ChildProcess;
import dev.orderflow.runtime.JsonHttp;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** Where the frames come from, and how many it sent. */
sealed interface Exchange {

  /** What the summary calls it. */
  String name();

  /** Settings that lead the connector to it, over those of {@code connect-config/}. */
  Map<String, String> connectorSettings();

  /**
   * Ends the stream and counts it: afterwards no further frame enters the pipeline.
   *
   * @return data frames sent since the run began
   * @throws IOException when the count cannot be had
   */
  long halt(Connector connector) throws IOException, InterruptedException;

  /**
   * Bitstamp itself. It does not say how many frames it sent, so the connector's count of data
   * frames that it handed to Connect stands for it.
   */
  record Live() implements Exchange {

    @Override
    public String name() {
      return "live";
    }

    @Override
    public Map<String, String> connectorSettings() {
      return Map.of();
    }

    @Override
    public long halt(Connector connector) throws IOException, InterruptedException {
      connector.pause();
      return connector.counter("frames-polled-total");
    }
  }

  /**
   * The simulator, which counts every data frame that it writes to a socket.
   *
   * @param process the simulator's
   * @param port of its WebSocket and HTTP server
   */
  record Simulated(ChildProcess process, int port) implements Exchange {

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

    @Override
    public String name() {
      return "simulated";
    }

    @Override
    public Map<String, String> connectorSettings() {
      return Map.of(
          "websocket.url", "ws://127.0.0.1:" + port, "http.url", "http://127.0.0.1:" + port);
    }

    @Override
    public long halt(Connector connector) {
      JsonHttp.Reply reply =
          new JsonHttp("http://127.0.0.1:" + port, REQUEST_TIMEOUT).post("/control/halt");
      JsonNode frames = reply.body().path("data_frames");
      if (!reply.ok() || !frames.isIntegralNumber()) {
        throw process.failure("did not say how many frames it sent");
      }
      return frames.asLong();
    }
  }
}
