package dev.orderflow.launcher.pipeline;

import java.io.IOException;
import java.util.Map;

/** Where the frames come from, and how many it sent. */
public interface Exchange {

  /**
   * What the summary calls it.
   *
   * @return {@code live} or {@code simulated}
   */
  String name();

  /**
   * The connector settings that lead to it.
   *
   * @return settings to put over those of {@code connect-config/}; empty for Bitstamp itself
   */
  Map<String, String> connectorSettings();

  /**
   * Ends the stream and counts it: afterwards no further frame enters the pipeline.
   *
   * @param connector the connector that receives the frames
   * @return data frames sent since the run began
   * @throws IOException when the count cannot be had
   * @throws InterruptedException on a stop signal
   */
  long halt(Connector connector) throws IOException, InterruptedException;
}
