package dev.orderflow.launcher.pipeline;

import java.io.IOException;
import java.util.Map;

/**
 * Bitstamp itself. It does not say how many frames it sent, so the connector's count of data frames
 * that it handed to Connect stands for it.
 */
public final class LiveExchange implements Exchange {

  private static final String FRAMES = "frames-polled-total";

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
    return connector.counter(FRAMES);
  }
}
