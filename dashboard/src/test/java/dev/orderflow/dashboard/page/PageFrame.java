package dev.orderflow.dashboard.page;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.stream.Stream;

/** What the dashboard's server sends a browser first: everything there is to show. */
public final class PageFrame {

  private PageFrame() {}

  /**
   * The frame of a market.
   *
   * @param page the page's address, without a query
   * @return a JSON object in one line; empty where the server ends the stream without one
   * @throws IOException when the server cannot be reached
   */
  public static String of(URI page, String market) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(page.resolve("/events?market=" + market)).build();
    try (Stream<String> lines =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofLines()).body()) {
      return lines
          .filter(line -> line.startsWith("data: "))
          .map(line -> line.substring("data: ".length()))
          .findFirst()
          .orElse("");
    }
  }
}
