package dev.orderflow.benchmarks.feed;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An exchange that only sends: a WebSocket server on a bare socket, so that it is never what limits
 * a measurement, and an empty order book over HTTP for those who ask. A process of its own.
 */
public final class FrameServer {

  /** Most markets that a client may ask for. */
  private static final int MARKETS = 200;

  private final Map<String, Start> starts = new ConcurrentHashMap<>();

  private FrameServer() {}

  /**
   * Serves until it is killed. The first line of output is {@code port=} and the port.
   *
   * @param arguments none
   * @throws IOException where no socket can be had
   */
  public static void main(String[] arguments) throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      System.out.println("port=" + socket.getLocalPort());
      accept(socket);
    }
  }

  /** Serves until the socket is closed. */
  static void accept(ServerSocket socket) throws IOException {
    FrameServer server = new FrameServer();
    while (!Thread.currentThread().isInterrupted()) {
      Socket client = socket.accept();
      Thread thread = new Thread(() -> server.serve(client), "client");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void serve(Socket client) {
    try (client) {
      client.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(client.getInputStream());
      HttpRequest request = HttpRequest.read(in);
      if (request.webSocketKey().isPresent()) {
        StreamRequest wanted = StreamRequest.parse(request.query());
        Start start =
            starts.computeIfAbsent(wanted.run(), run -> new Start(wanted.connections(), micros()));
        new FrameStream(client, in, request, wanted, start).run();
      } else {
        client.getOutputStream().write(answer(request));
      }
    } catch (IOException gone) {
      System.out.println("a client went: " + gone);
    }
  }

  private static byte[] answer(HttpRequest request) {
    String body = "[]";
    if (request.path().contains("/order_book/")) {
      body =
          "{\"timestamp\":\"%d\",\"microtimestamp\":\"%d\",\"bids\":[],\"asks\":[]}"
              .formatted(micros() / 1_000_000, micros());
    } else if (request.path().contains("/markets")) {
      body =
          Stream.concat(StreamRequest.symbols(1).stream(), StreamRequest.symbols(MARKETS).stream())
              .map(symbol -> "{\"market_symbol\":\"" + symbol + "\"}")
              .collect(Collectors.joining(",", "[", "]"));
    }
    return ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
            + "Content-Length: "
            + body.length()
            + "\r\n\r\n"
            + body)
        .getBytes(StandardCharsets.US_ASCII);
  }

  static long micros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }
}
