package dev.orderflow.launcher;

import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The option {@code --exchange}: which exchange to take the stream from. */
enum ExchangeChoice {
  /** Bitstamp when it answers, else the simulator. */
  AUTO,
  /** Bitstamp or nothing. */
  LIVE,
  /** The simulator. */
  SIMULATED;

  /**
   * What was decided.
   *
   * @param live whether it is Bitstamp
   * @param why one line for the user
   */
  record Decision(boolean live, String why) {}

  /**
   * Decides.
   *
   * @param url where Bitstamp streams
   * @param probe tries that address
   * @throws StepFailure when only Bitstamp will do and it does not answer
   */
  Decision decide(String url, Probe probe) throws InterruptedException {
    if (this == SIMULATED) {
      return new Decision(false, "exchange: simulated, as asked");
    }
    Optional<String> failure = probe.failure(url);
    if (failure.isEmpty()) {
      return new Decision(true, "exchange: live, " + url + " answers");
    }
    String reason = url + " does not answer (" + failure.get() + ")";
    if (this == LIVE) {
      throw new StepFailure(
          reason + ", and --exchange live allows nothing else; try --exchange simulated");
    }
    return new Decision(false, "exchange: simulated, because " + reason);
  }

  /** Tries an address: empty when it answers, else why not. */
  @FunctionalInterface
  interface Probe {
    Optional<String> failure(String url) throws InterruptedException;
  }

  /**
   * Opens a WebSocket to see whether that succeeds.
   *
   * @param limit how long to wait for the whole handshake, TLS included; it is closed at once
   * @return empty when it answered, else why not
   * @throws InterruptedException on a stop signal
   */
  static Optional<String> failure(String url, Duration limit) throws InterruptedException {
    try {
      HttpClient.newHttpClient()
          .newWebSocketBuilder()
          .connectTimeout(limit)
          .buildAsync(URI.create(url), new WebSocket.Listener() {})
          .get(limit.toMillis(), TimeUnit.MILLISECONDS)
          .abort();
      return Optional.empty();
    } catch (TimeoutException e) {
      return Optional.of("no answer within " + limit.toSeconds() + " s");
    } catch (ExecutionException e) {
      return Optional.of(cause(e));
    } catch (IllegalArgumentException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** The first cause that has words; a refused connection has none in this HTTP client. */
  private static String cause(ExecutionException failure) {
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException) {
        return "the host name is not known here";
      }
      if (cause.getMessage() != null) {
        return cause.getMessage();
      }
    }
    return failure.getCause() instanceof ConnectException
        ? "connection refused"
        : failure.getCause().getClass().getSimpleName();
  }

  /** The word on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
