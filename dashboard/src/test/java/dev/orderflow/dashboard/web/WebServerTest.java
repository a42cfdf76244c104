package dev.orderflow.dashboard.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebServerTest {

  private static final String POLICY = "Content-Security-Policy";

  /** Room for one browser. */
  private static final class OneStream implements Streams {
    private final List<EventStream> all = new CopyOnWriteArrayList<>();

    @Override
    public boolean hasRoom() {
      return all.isEmpty();
    }

    @Override
    public void add(EventStream stream) {
      all.add(stream);
    }

    @Override
    public boolean hasData() {
      return false;
    }

    @Override
    public long micros() {
      return 1_788_551_700_123_456L;
    }
  }

  private final OneStream streams = new OneStream();
  private final HttpClient client = HttpClient.newHttpClient();
  private WebServer server;

  @BeforeEach
  void start() throws Exception {
    server = WebServer.start("127.0.0.1", 0, List.of("page.example"), streams);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> request(String method, String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @ParameterizedTest
  @CsvSource({
    "Host: localhost:1, 200",
    "Host: 127.0.0.1, 200",
    "Host: [::1]:8090, 200",
    "Host: Page.Example, 200",
    "Host: elsewhere.example:8090, 403",
    "Host: localhost; Origin: http://localhost:8090, 200",
    "Host: localhost; Origin: https://elsewhere.example, 403",
    "Host: localhost; Origin: null, 403"
  })
  void onlyWhoMeansThisServerIsAnswered(String headers, int status) throws Exception {
    assertThat(
            raw(
                "GET /time HTTP/1.1\r\n"
                    + headers.replace("; ", "\r\n")
                    + "\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 " + status + " ");
  }

  /** What the server answers to text that an HTTP client would not send. */
  private String raw(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  private static void assertStrict(Map<String, List<String>> headers) {
    assertThat(headers).containsEntry("x-content-type-options", List.of("nosniff"));
    String policy = headers.get(POLICY.toLowerCase()).get(0);
    assertThat(policy)
        .contains("default-src 'none'", "script-src 'self';", "frame-ancestors 'none'")
        .doesNotContain("unsafe", "http:", "https:", "*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/app.js",
        "/style.css",
        "/echarts.min.js",
        "/ready",
        "/time",
        "/../secret",
        "/nothing"
      })
  void everyAnswerCarriesTheStrictPolicy(String path) throws Exception {
    assertStrict(request("GET", path).headers().map());
    HttpResponse<String> head = request("HEAD", path);
    assertStrict(head.headers().map());
    assertThat(head.body()).isEmpty();
  }

  @Test
  void thePageHasNoScriptOrStyleOfItsOwnAndNamesNoOtherServer() throws Exception {
    for (Map.Entry<String, PageFile> each : PageFile.all().entrySet()) {
      String text = new String(each.getValue().plain(), StandardCharsets.UTF_8);
      if (each.getKey().equals("/")) {
        assertThat(text)
            .doesNotContainPattern("<script(?![^>]* src=\"[a-z])")
            .doesNotContainPattern("<style|\\sstyle=|\\son[a-z]+=|javascript:")
            .doesNotContainPattern("(src|href)=\"https?://(?!echarts\\.apache\\.org/\")");
      } else if (!each.getKey().contains("echarts")) {
        // What a record holds could become markup through these alone.
        assertThat(text)
            .as(each.getKey())
            .doesNotContainPattern(
                Pattern.compile(
                    "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|\\beval\\(|new Function|DOMParser|createContextualFragment"));
      }
    }
  }

  @Test
  void onlyReadingIsAnswered() throws Exception {
    for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS")) {
      assertThat(request(method, "/").statusCode()).as(method).isEqualTo(405);
    }
    assertThat(request("GET", "/ready").statusCode()).isEqualTo(503);
    assertThat(request("GET", "/time").body()).isEqualTo("1788551700123456\n");
    assertThat(request("GET", "/pom.xml").statusCode()).isEqualTo(404);
    assertThat(raw("GET /%zz HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 400 ");
    assertThat(raw("GET /events?market=%e HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 400 ");
  }

  @Test
  void oneBrowserMoreThanThereIsRoomForIsToldSo() throws Exception {
    try (Socket first = new Socket("127.0.0.1", server.port())) {
      first
          .getOutputStream()
          .write("GET /events?market=a&interval=b HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes());
      await().until(() -> streams.all.size() == 1);
      assertThat(streams.all.get(0).parameter("market")).isEqualTo("a");
      assertThat(streams.all.get(0).parameter("colour")).isEmpty();
      assertThat(request("GET", "/events").statusCode()).isEqualTo(503);
    }
    await().until(() -> streams.all.get(0).isClosed());
  }

  @Test
  void aBrowserThatTakesNothingIsNotReadyAndHoldsOneEvent() throws Exception {
    try (Socket slow = new Socket()) {
      slow.setReceiveBufferSize(1_024);
      slow.connect(new java.net.InetSocketAddress("127.0.0.1", server.port()));
      slow.getOutputStream().write("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes());
      await().until(() -> streams.all.size() == 1);
      EventStream stream = streams.all.get(0);
      byte[] event = new byte[20_000_000];
      stream.send(event, System.nanoTime());
      assertThat(stream.isReady()).isFalse();
      assertThat(stream.waitingBytes()).isEqualTo(event.length);
      assertThat(stream.waiting(System.nanoTime() + 1_000_000)).isPositive();
      stream.close();
      await().until(() -> stream.isClosed() && stream.waitingBytes() == 0);
    }
  }

  @Test
  void aRequestThatIsTooLargeIsRefused() throws IOException {
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.setSoTimeout(5_000);
      socket
          .getOutputStream()
          .write(
              ("GET /" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes());
      String answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
      assertThat(answer).isIn("HTTP/1.1 400", "HTTP/1.1 414");
    }
  }
}
