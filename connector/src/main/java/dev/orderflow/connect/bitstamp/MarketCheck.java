package dev.orderflow.connect.bitstamp;

import dev.orderflow.connect.bitstamp.exchange.BitstampHttp;
import dev.orderflow.connect.bitstamp.exchange.HttpProblem;
import dev.orderflow.connect.bitstamp.exchange.Network;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigValue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the exchange whether it has the markets: it acknowledges a subscription to one that it does
 * not have, and is then silent for ever.
 *
 * <p>An exchange that does not answer in time is no error, because the worker that validates may
 * not be the one that runs the task, and the exchange may come back.
 */
final class MarketCheck {

  /** Where to ask. */
  @FunctionalInterface
  interface Source {
    /**
     * The symbols of all markets.
     *
     * @param timeout longest time to take
     * @throws HttpProblem when there is no usable answer in time
     */
    Collection<String> markets(BitstampSourceConfig config, Duration timeout) throws HttpProblem;
  }

  private static final Logger log = LoggerFactory.getLogger(MarketCheck.class);

  /** The worker that validates waits meanwhile, and so does whoever asked it. */
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final Source source;

  MarketCheck(Source source) {
    this.source = source;
  }

  /** A check that asks over HTTP. */
  static MarketCheck overHttp() {
    return new MarketCheck(MarketCheck::ask);
  }

  /**
   * Adds an error for each market that the exchange does not have, and recommends those that it
   * has.
   *
   * @param value the value of the option {@code markets}, right by itself
   */
  void check(BitstampSourceConfig config, ConfigValue value) {
    Collection<String> existing;
    try {
      existing = source.markets(config, TIMEOUT);
    } catch (HttpProblem e) {
      skipped(
          e.kind() == HttpProblem.Kind.TIMEOUT
              ? "no answer within " + TIMEOUT.toMillis() + " ms"
              : e.getMessage());
      return;
    }
    value.recommendedValues(List.copyOf(existing));
    config.markets().stream()
        .filter(market -> !existing.contains(market))
        .forEach(market -> value.addErrorMessage(unknown(market, existing)));
  }

  private static void skipped(String reason) {
    log.warn(
        "Could not ask the exchange whether it has the {}: {}. A market that it does not have stays"
            + " silent.",
        BitstampSourceConfig.MARKETS,
        reason);
  }

  private static String unknown(String market, Collection<String> existing) {
    Optional<String> likely = LikelyName.of(market, existing);
    return BitstampSourceConfig.MARKETS
        + ": the exchange has no market '"
        + market
        + "'"
        + likely.map(name -> "; did you mean " + name + "?").orElse("");
  }

  private static Collection<String> ask(BitstampSourceConfig config, Duration timeout)
      throws HttpProblem {
    Network network = new Network(config.network(), Thread::new);
    try {
      return BitstampHttp.markets(config.httpUrl(), network.calls(timeout)).keySet();
    } finally {
      network.cancel();
    }
  }
}
