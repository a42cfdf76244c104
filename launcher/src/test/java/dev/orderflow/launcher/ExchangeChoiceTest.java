package dev.orderflow.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.orderflow.runtime.FreePorts;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExchangeChoiceTest {

  private static final String URL = "wss://exchange.example";
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final ExchangeChoice.Probe ANSWERS = url -> Optional.empty();
  private static final ExchangeChoice.Probe SILENT = url -> Optional.of("no answer within 3 s");

  @Test
  void autoTakesBitstampWhenItAnswers() throws Exception {
    assertThat(ExchangeChoice.AUTO.decide(URL, ANSWERS))
        .isEqualTo(new ExchangeChoice.Decision(true, "exchange: live, " + URL + " answers"));
  }

  @Test
  void autoSaysWhyItSimulates() throws Exception {
    assertThat(ExchangeChoice.AUTO.decide(URL, SILENT))
        .isEqualTo(
            new ExchangeChoice.Decision(
                false,
                "exchange: simulated, because " + URL + " does not answer (no answer within 3 s)"));
  }

  @Test
  void liveFailsWhenItDoesNotAnswer() {
    assertThatThrownBy(() -> ExchangeChoice.LIVE.decide(URL, SILENT))
        .isInstanceOf(StepFailure.class)
        .hasMessageContaining(URL + " does not answer (no answer within 3 s)")
        .hasMessageContaining("--exchange");
  }

  @Test
  void simulatedAsksNobody() throws Exception {
    ExchangeChoice.Probe never =
        url -> {
          throw new AssertionError("asked " + url);
        };
    assertThat(ExchangeChoice.SIMULATED.decide(URL, never).live()).isFalse();
  }

  @Test
  void aServerThatTakesTheConnectionAndSaysNothingDoesNotAnswer() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      assertThat(
              ExchangeChoice.failure(
                  "ws://127.0.0.1:" + silent.getLocalPort(), Duration.ofSeconds(1)))
          .hasValue("no answer within 1 s");
    }
  }

  @Test
  void aClosedPortSaysWhy() throws Exception {
    assertThat(ExchangeChoice.failure("ws://127.0.0.1:" + FreePorts.next(), LIMIT))
        .hasValue("connection refused");
  }

  @Test
  void aServerWithoutWebSocketSaysWhatItAnswered() throws Exception {
    HttpServer plain = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 1);
    plain.createContext("/", exchange -> exchange.sendResponseHeaders(403, -1));
    plain.start();
    try {
      int port = plain.getAddress().getPort();
      assertThat(ExchangeChoice.failure("ws://127.0.0.1:" + port, LIMIT))
          .hasValueSatisfying(reason -> assertThat(reason).contains("403"));
    } finally {
      plain.stop(0);
    }
  }

  @Test
  void anAddressOfAnotherKindSaysWhy() throws Exception {
    assertThat(ExchangeChoice.failure("http://127.0.0.1", LIMIT)).isPresent();
  }
}
