package dev.orderflow.simulator.http;

import java.util.Map;
import java.util.Optional;

/**
 * An HTTP request.
 *
 * @param method upper case
 * @param path without the query, with a trailing slash
 * @param query the first value of each query parameter
 * @param form the first value of each parameter of a form body; empty where the body is no form
 * @param body the body as text
 * @param client the client's address
 */
public record HttpRequest(
    String method,
    String path,
    Map<String, String> query,
    Map<String, String> form,
    String body,
    String client) {

  /** A parameter of the query. */
  public Optional<String> query(String name) {
    return Optional.ofNullable(query.get(name));
  }

  /** A parameter of the form. */
  public Optional<String> form(String name) {
    return Optional.ofNullable(form.get(name));
  }

  /** The path's parts between slashes. */
  public String[] parts() {
    return path.substring(1).split("/");
  }
}
