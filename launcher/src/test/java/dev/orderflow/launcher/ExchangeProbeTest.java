package dev.orderflow.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.orderflow.runtime.FreePorts;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ExchangeProbeTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @Test
  void aServerThatTakesTheConnectionAndSaysNothingDoesNotAnswer() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      assertThat(
              ExchangeProbe.failure(
                  "ws://127.0.0.1:" + silent.getLocalPort(), Duration.ofSeconds(1)))
          .hasValue("no answer within 1 s");
    }
  }

  @Test
  void aClosedPortSaysWhy() throws Exception {
    assertThat(ExchangeProbe.failure("ws://127.0.0.1:" + FreePorts.next(), LIMIT))
        .hasValue("connection refused");
  }

  @Test
  void aServerWithoutWebSocketSaysWhatItAnswered() throws Exception {
    HttpServer plain = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 1);
    plain.createContext("/", exchange -> exchange.sendResponseHeaders(403, -1));
    plain.start();
    try {
      int port = plain.getAddress().getPort();
      assertThat(ExchangeProbe.failure("ws://127.0.0.1:" + port, LIMIT))
          .hasValueSatisfying(reason -> assertThat(reason).contains("403"));
    } finally {
      plain.stop(0);
    }
  }

  @Test
  void anAddressOfAnotherKindSaysWhy() throws Exception {
    assertThat(ExchangeProbe.failure("http://127.0.0.1", LIMIT)).isPresent();
  }
}
