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
 * @param ports where to listen
 * @param seed of the simulator
 * @param connectConfig the directory with the worker's and the connector's settings
 */
record Plan(
    ExchangeChoice exchange,
    Map<String, String> subscriptions,
    Optional<Duration> duration,
    Optional<Path> data,
    Ports ports,
    long seed,
    Path connectConfig) {

  Plan {
    subscriptions = Map.copyOf(subscriptions);
  }
}
