package dev.orderflow.connect.bitstamp.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BitstampHttpTest {

  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @ParameterizedTest
  @CsvSource({
    "429, 7, THROTTLED, 7",
    "503, 2, UNAVAILABLE, 2",
    "429, 99999, THROTTLED, 600",
    "429, 'Wed, 21 Oct 2026 07:28:00 GMT', THROTTLED, 0",
    "429, -1, THROTTLED, 0"
  })
  void readsHowLongTheVenueWantsNotToBeAsked(
      int status, String header, HttpProblem.Kind kind, long seconds) {
    server.createContext(
        "/",
        call -> {
          call.getResponseHeaders().set("Retry-After", header);
          call.sendResponseHeaders(status, -1);
          call.close();
        });
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    try (BitstampHttp http = new BitstampHttp(url, Duration.ofSeconds(5), Thread::new)) {
      CompletionException failure =
          catchThrowableOfType(CompletionException.class, () -> http.book("btcusd").join());

      assertThat(failure.getCause())
          .isInstanceOfSatisfying(
              HttpProblem.class,
              problem -> {
                assertThat(problem.kind()).isEqualTo(kind);
                assertThat(problem.retryAfter()).hasSeconds(seconds);
              });
    }
  }
}
