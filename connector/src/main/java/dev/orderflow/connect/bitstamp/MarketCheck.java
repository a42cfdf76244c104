package dev.orderflow.connect.bitstamp;

import dev.orderflow.connect.bitstamp.exchange.BitstampHttp;
import dev.orderflow.connect.bitstamp.exchange.HttpProblem;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
     * @throws HttpProblem when there is no usable answer
     * @throws TimeoutException when there is none in time
     */
    List<String> markets(URI httpUrl, Duration timeout)
        throws HttpProblem, TimeoutException, InterruptedException;
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
    List<String> existing;
    try {
      existing = source.markets(config.httpUrl(), TIMEOUT);
    } catch (HttpProblem e) {
      skipped(e.getMessage());
      return;
    } catch (TimeoutException e) {
      skipped("no answer within " + TIMEOUT.toMillis() + " ms");
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
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

  private static String unknown(String market, List<String> existing) {
    Optional<String> likely = LikelyName.of(market, existing);
    return BitstampSourceConfig.MARKETS
        + ": the exchange has no market '"
        + market
        + "'"
        + likely.map(name -> "; did you mean " + name + "?").orElse("");
  }

  private static List<String> ask(URI url, Duration timeout)
      throws HttpProblem, TimeoutException, InterruptedException {
    BitstampHttp http = new BitstampHttp(url, timeout, Thread::new);
    try {
      return http.markets().get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof HttpProblem problem
          ? problem
          : new HttpProblem(HttpProblem.Kind.UNAVAILABLE, String.valueOf(e.getCause()));
    } finally {
      http.cancel();
    }
  }
}
