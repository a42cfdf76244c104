package dev.orderflow.simulator.server;

import java.nio.charset.StandardCharsets;

/**
 * An HTTP reply.
 *
 * @param status the status; 0 for none at all, the connection being reset instead
 * @param contentType the content type
 * @param body the body
 * @param sentBytes how much of the body is sent before the connection ends; its length for all
 * @param delayMillis how long the reply is held back
 */
record HttpReply(int status, String contentType, byte[] body, int sentBytes, long delayMillis) {
  static HttpReply json(int status, byte[] body) {
    return new HttpReply(status, "application/json", body, body.length, 0);
  }

  static HttpReply json(int status, String body) {
    return json(status, body.getBytes(StandardCharsets.UTF_8));
  }

  static HttpReply html(int status, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return new HttpReply(status, "text/html; charset=utf-8", bytes, bytes.length, 0);
  }

  /** The venue's error body. */
  static HttpReply error(int status, String code, String explanation) {
    return json(
        status,
        "{\"response_code\": \"" + code + "\", \"response_explanation\": \"" + explanation + "\"}");
  }

  HttpReply delayed(long millis) {
    return new HttpReply(status, contentType, body, sentBytes, delayMillis + millis);
  }

  HttpReply cutAt(int bytes) {
    return new HttpReply(status, contentType, body, Math.min(bytes, body.length), delayMillis);
  }
}
