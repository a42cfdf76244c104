package dev.orderflow.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/**
 * Servers on loopback that stand where the exchange should, each of which does one thing only. All
 * are closed together.
 */
final class StubServers implements AutoCloseable {

  /** The exchange's acknowledgement of the order flow of btcusd. */
  static final String SUBSCRIBED =
      "{\"event\":\"bts:subscription_succeeded\",\"channel\":\"live_orders_btcusd\",\"data\":{}}";

  /** The words that go with a status, as web servers have them. */
  private static final Map<Integer, String> REASONS =
      Map.of(200, "OK", 403, "Forbidden", 429, "Too Many Requests");

  private final Deque<MockWebServer> open = new ArrayDeque<>();

  /** The port of a web server that answers everything with one of those and a page. */
  int answering(int status) {
    return start(new MockWebServer(), page(status));
  }

  /** The port of a web server whose certificate nobody has signed. */
  int withItsOwnCertificate() {
    HeldCertificate certificate =
        new HeldCertificate.Builder().addSubjectAlternativeName("localhost").build();
    MockWebServer server = new MockWebServer();
    server.useHttps(
        new HandshakeCertificates.Builder()
            .heldCertificate(certificate)
            .build()
            .sslSocketFactory());
    return start(server, page(200));
  }

  /** The port of a server that takes connections and answers nothing, as a firewall may. */
  int silent() {
    return start(
        new MockWebServer(),
        new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE).build());
  }

  /** The address of a WebSocket that sends the given frames to everyone and nothing else. */
  String webSocket(String... frames) {
    int port =
        start(
            new MockWebServer(),
            new MockResponse.Builder().webSocketUpgrade(new Sender(List.of(frames))).build());
    return "ws://127.0.0.1:" + port;
  }

  private static MockResponse page(int status) {
    return new MockResponse.Builder()
        .status("HTTP/1.1 " + status + " " + REASONS.get(status))
        .addHeader("Content-Type", "text/html")
        .body("<html><body>Not what you seek.</body></html>")
        .build();
  }

  private int start(MockWebServer server, MockResponse response) {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return response;
          }
        });
    try {
      server.start(InetAddress.getLoopbackAddress(), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    open.push(server);
    return server.getPort();
  }

  @Override
  public void close() {
    open.forEach(MockWebServer::close);
  }

  /** Holds nothing of a connection, so that one serves them all. */
  private static final class Sender extends WebSocketListener {

    private final List<String> frames;

    Sender(List<String> frames) {
      this.frames = frames;
    }

    @Override
    public void onOpen(WebSocket webSocket, Response response) {
      frames.forEach(webSocket::send);
    }

    @Override
    public void onClosing(WebSocket webSocket, int code, String reason) {
      webSocket.close(code, reason);
    }
  }
}
