package dev.orderflow.benchmarks.feed;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * The head of a request, as far as the {@link FrameServer} needs it.
 *
 * @param path with a leading slash
 * @param query what follows the question mark; empty where there is none
 * @param webSocketKey of an upgrade to WebSocket; empty for any other request
 */
record HttpRequest(String path, String query, Optional<String> webSocketKey) {

  private static final String KEY = "sec-websocket-key:";

  static HttpRequest read(InputStream in) throws IOException {
    String target = line(in).split(" ")[1];
    Optional<String> key = Optional.empty();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      if (line.toLowerCase(Locale.ROOT).startsWith(KEY)) {
        key = Optional.of(line.substring(KEY.length()).strip());
      }
    }
    int mark = target.indexOf('?');
    return mark < 0
        ? new HttpRequest(target, "", key)
        : new HttpRequest(target.substring(0, mark), target.substring(mark + 1), key);
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("no whole request");
      }
      line.write(b);
    }
    return line.toString(StandardCharsets.US_ASCII).strip();
  }
}
