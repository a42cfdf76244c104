package dev.orderflow.simulator.http;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * An HTTP reply.
 *
 * @param status the status; 0 for none at all, the connection being reset instead
 * @param contentType the content type
 * @param body the body
 * @param sentBytes how much of the body is sent before the connection ends; its length for all
 * @param delayMillis how long the reply is held back
 */
public record HttpReply(
    int status, String contentType, byte[] body, int sentBytes, long delayMillis) {
  /** A reply in JSON. */
  public static HttpReply json(int status, byte[] body) {
    return new HttpReply(status, "application/json", body, body.length, 0);
  }

  /** A reply in JSON. */
  public static HttpReply json(int status, CharSequence body) {
    return json(status, body.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** A page. */
  public static HttpReply html(int status, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return new HttpReply(status, "text/html; charset=utf-8", bytes, bytes.length, 0);
  }

  /** Bitstamp's error body. */
  public static HttpReply error(int status, String code, String explanation) {
    return json(
        status,
        "{\"response_code\": \"" + code + "\", \"response_explanation\": \"" + explanation + "\"}");
  }

  /** Bitstamp's error body for a parameter that it does not take. */
  public static HttpReply badParameter(String name, String problem) {
    return json(
        400,
        String.format(
            Locale.ROOT,
            """
            {"status": "error", "reason": {"%s": ["%s"]}, "code": "API0004"}""",
            name,
            problem));
  }

  /** The reply, held back for so much longer. */
  public HttpReply delayed(long millis) {
    return new HttpReply(status, contentType, body, sentBytes, delayMillis + millis);
  }

  /** The reply, of which the first half is sent and then the connection ends. */
  public HttpReply cutInHalf() {
    return new HttpReply(status, contentType, body, body.length / 2, delayMillis);
  }
}
