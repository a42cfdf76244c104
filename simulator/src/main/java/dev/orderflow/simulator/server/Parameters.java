package dev.orderflow.simulator.server;

import dev.orderflow.simulator.http.HttpRequest;

/** Reads the parameters of scripts' requests; what is wrong is an error that names it. */
final class Parameters {
  private static final long MAX_ROWS = 100_000;

  private Parameters() {}

  static String required(HttpRequest request, String name) {
    return request
        .query(name)
        .orElseThrow(() -> new IllegalArgumentException("parameter '" + name + "' is missing"));
  }

  static long optional(HttpRequest request, String name, long otherwise) {
    return request.query(name).map(text -> number(name, text)).orElse(otherwise);
  }

  static long limit(HttpRequest request) {
    return Math.min(MAX_ROWS, optional(request, "limit", 10_000));
  }

  static long number(String name, String text) {
    if (!text.matches("\\d{1,18}")) {
      throw new IllegalArgumentException("'" + name + "' must be a whole number: " + text);
    }
    return Long.parseLong(text);
  }
}
