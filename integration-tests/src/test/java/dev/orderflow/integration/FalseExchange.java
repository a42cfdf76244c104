package dev.orderflow.integration;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** What may stand where the exchange should, on loopback. */
final class FalseExchange implements AutoCloseable {

  private static final String PASSWORD = "changeit";
  private static final Pattern KEY =
      Pattern.compile("Sec-WebSocket-Key: (\\S+)", Pattern.CASE_INSENSITIVE);
  private static final String ACCEPT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private final int port;
  private final AutoCloseable server;

  private FalseExchange(int port, AutoCloseable server) {
    this.port = port;
    this.server = server;
  }

  /** A web server that answers everything with a status and a page. */
  static FalseExchange answering(int status) throws IOException {
    HttpServer server = HttpServer.create(loopback(), 0);
    serve(server, status);
    return new FalseExchange(server.getAddress().getPort(), () -> server.stop(0));
  }

  /** A web server whose certificate nobody has signed. */
  static FalseExchange withItsOwnCertificate(Path directory)
      throws IOException, GeneralSecurityException {
    HttpsServer server = HttpsServer.create(loopback(), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls(directory)));
    serve(server, 200);
    return new FalseExchange(server.getAddress().getPort(), () -> server.stop(0));
  }

  /** A port that takes connections and answers nothing, as a firewall may. */
  static FalseExchange mute() throws IOException {
    ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    return new FalseExchange(socket.getLocalPort(), socket);
  }

  /** A WebSocket that sends the given frames and nothing else. */
  static FalseExchange sending(String... frames) throws IOException {
    ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    List<Socket> accepted = Collections.synchronizedList(new ArrayList<>());
    Thread thread = new Thread(() -> accept(socket, accepted, frames), "false-exchange");
    thread.setDaemon(true);
    thread.start();
    return new FalseExchange(
        socket.getLocalPort(),
        () -> {
          socket.close();
          for (Socket connection : List.copyOf(accepted)) {
            connection.close();
          }
        });
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static void serve(HttpServer server, int status) {
    byte[] page = "<html><body>Not what you seek.</body></html>".getBytes(StandardCharsets.UTF_8);
    server.createContext(
        "/",
        call -> {
          call.getResponseHeaders().add("Content-Type", "text/html");
          call.sendResponseHeaders(status, page.length);
          try (OutputStream body = call.getResponseBody()) {
            body.write(page);
          }
        });
    server.start();
  }

  private static SSLContext tls(Path directory) throws IOException, GeneralSecurityException {
    Path file = directory.resolve("unsigned.p12");
    makeCertificate(file);
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream content = Files.newInputStream(file)) {
      store.load(content, PASSWORD.toCharArray());
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private static void makeCertificate(Path file) throws IOException {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/keytool").toString(),
                "-genkeypair",
                "-alias",
                "exchange",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (keytool.onExit().orTimeout(1, TimeUnit.MINUTES).join().exitValue() != 0) {
      throw new IOException("keytool made no certificate");
    }
  }

  private static void accept(ServerSocket server, List<Socket> accepted, String... frames) {
    while (!server.isClosed()) {
      try {
        Socket connection = server.accept();
        accepted.add(connection);
        shakeHands(connection);
        for (String frame : frames) {
          send(connection.getOutputStream(), frame.getBytes(StandardCharsets.UTF_8));
        }
      } catch (IOException e) {
        // The client went away, or the test is over: the next one, if there is one.
      }
    }
  }

  private static void shakeHands(Socket connection) throws IOException {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    InputStream in = connection.getInputStream();
    while (!request.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("no request");
      }
      request.write(next);
    }
    Matcher key = KEY.matcher(request.toString(StandardCharsets.US_ASCII));
    if (!key.find()) {
      throw new IOException("no WebSocket");
    }
    String answer =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: "
            + accept(key.group(1))
            + "\r\n\r\n";
    connection.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
  }

  private static String accept(String key) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-1")
              .digest((key + ACCEPT).getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(hash);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A text frame of less than 64 KiB. */
  private static void send(OutputStream out, byte[] text) throws IOException {
    out.write(0x81);
    if (text.length < 126) {
      out.write(text.length);
    } else {
      out.write(126);
      out.write(text.length >> 8);
      out.write(text.length);
    }
    out.write(text);
    out.flush();
  }
}
