package dev.orderflow.launcher;

import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Whether an exchange answers: one WebSocket handshake, TLS included, closed at once. */
final class ExchangeProbe {

  private ExchangeProbe() {}

  /**
   * Opens a WebSocket to see whether that succeeds.
   *
   * @param url the address, {@code ws://} or {@code wss://}
   * @param limit how long to wait for the whole handshake
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
}
