package dev.orderflow.simulator.server;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An HTTP request.
 *
 * @param method upper case
 * @param path without the query, with a trailing slash
 * @param query the query parameters
 * @param form the parameters of a form body; empty where the body is no form
 * @param body the body as text
 * @param client the client's address
 */
record HttpCall(
    String method,
    String path,
    Map<String, List<String>> query,
    Map<String, List<String>> form,
    String body,
    String client) {

  static HttpCall of(String method, String uri, byte[] body, String contentType, String client) {
    QueryStringDecoder decoded = new QueryStringDecoder(uri);
    String path = decoded.path().endsWith("/") ? decoded.path() : decoded.path() + "/";
    String text = new String(body, StandardCharsets.UTF_8);
    boolean isForm = contentType.startsWith("application/x-www-form-urlencoded");
    Map<String, List<String>> form =
        isForm ? new QueryStringDecoder(text, false).parameters() : Map.of();
    return new HttpCall(method, path, decoded.parameters(), form, text, client);
  }

  Optional<String> queryValue(String name) {
    return first(query, name);
  }

  Optional<String> formValue(String name) {
    return first(form, name);
  }

  private static Optional<String> first(Map<String, List<String>> values, String name) {
    return Optional.ofNullable(values.get(name)).map(list -> list.get(0));
  }
}
