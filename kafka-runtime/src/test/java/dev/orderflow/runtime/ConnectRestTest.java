package dev.orderflow.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConnectRestTest {

  private HttpServer server;
  private ConnectRest rest;
  private String received = "";

  @BeforeEach
  void start() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
    rest = new ConnectRest("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(String path, int status, String body) {
    server.createContext(
        path,
        exchange -> {
          received =
              exchange.getRequestMethod()
                  + " "
                  + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  private void status(String connector, String... tasks) {
    StringBuilder json = new StringBuilder("{\"connector\":{\"state\":\"" + connector + "\"}");
    json.append(",\"tasks\":[");
    for (int i = 0; i < tasks.length; i++) {
      json.append(i == 0 ? "" : ",").append("{\"id\":").append(i).append(",\"state\":\"");
      json.append(tasks[i]).append("\",\"trace\":\"first\\nsecond\"}");
    }
    answer("/connectors/c/status", 200, json.append("]}").toString());
  }

  @Test
  void aConnectorRunsWhenItAndEveryTaskRun() {
    status("RUNNING", "RUNNING", "RUNNING");
    assertThat(rest.allIn("c", "RUNNING")).isTrue();
    assertThat(rest.allIn("c", "PAUSED")).isFalse();
    assertThat(rest.failure("c")).isEmpty();
    assertThat(rest.task("c").orElseThrow().path("id").asInt()).isZero();
  }

  @Test
  void aConnectorWithoutTasksDoesNotRunYet() {
    status("RUNNING");
    assertThat(rest.allIn("c", "RUNNING")).isFalse();
    assertThat(rest.task("c")).isEmpty();
  }

  @Test
  void aFailedTaskIsNamedWithTheFirstLineOfItsTrace() {
    status("RUNNING", "RUNNING", "FAILED");
    assertThat(rest.allIn("c", "RUNNING")).isFalse();
    assertThat(rest.failure("c")).contains("task 1 failed: first");
  }

  @Test
  void anUnknownConnectorHasNoStatus() {
    answer("/", 404, "{\"error_code\":404,\"message\":\"No status found\"}");
    assertThat(rest.status("c")).isEmpty();
    assertThat(rest.failure("c")).isEmpty();
    assertThat(rest.get("/connectors/c").message()).isEqualTo("No status found");
  }

  @Test
  void aConfigurationIsPosted() {
    answer("/connectors", 201, "");
    assertThat(rest.create("c", Map.of("a", "b")).ok()).isTrue();
    assertThat(received)
        .isIn(
            "POST {\"name\":\"c\",\"config\":{\"a\":\"b\"}}",
            "POST {\"config\":{\"a\":\"b\"},\"name\":\"c\"}");
  }

  @Test
  void anErrorPageThatIsNoJsonIsAText() {
    answer("/", 503, "<html>");
    assertThat(rest.get("/x").body().asText()).isEqualTo("<html>");
    assertThat(rest.get("/x").message()).isEqualTo("HTTP status 503");
    assertThat(rest.isHealthy()).isFalse();
  }

  @Test
  void nobodyThereIsNotHealthy() {
    JsonHttp nobody = new JsonHttp("http://127.0.0.1:" + FreePorts.next(), Duration.ofSeconds(10));
    assertThat(nobody.answers("/health")).isFalse();
    assertThatThrownBy(() -> nobody.get("/health")).isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void anInterruptedRequestLeavesTheThreadInterrupted() {
    answer("/", 200, "{}");
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> rest.get("/")).isInstanceOf(UncheckedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
  }
}
