package dev.orderflow.launcher;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What the user asked for.
 *
 * @param exchange which exchange to take the stream from
 * @param subscriptions connector settings for markets and channels, empty where not asked
 * @param duration how long to show the stream; empty for until Ctrl-C
 * @param data the directory to keep and continue; empty for a new one
 * @param record the file to write received frames to, which must not exist
 * @param ports where to listen
 * @param seed of the simulator
 * @param width most characters of a line of the stream to show
 * @param connectConfig the directory with the worker's and the connector's settings
 */
record Plan(
    ExchangeChoice exchange,
    Map<String, String> subscriptions,
    Optional<Duration> duration,
    Optional<Path> data,
    Optional<Path> record,
    Ports ports,
    long seed,
    int width,
    Path connectConfig) {

  Plan {
    subscriptions = Map.copyOf(subscriptions);
  }
}
