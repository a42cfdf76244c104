package dev.orderflow.connect.bitstamp.exchange;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import okhttp3.Response;
import okhttp3.ResponseBody;

/** Tells replies of the venue's HTTP API that can be used from those that cannot, and why not. */
final class HttpBodies {

  /** Throttling as the venue is known to tell it; its status is not documented. */
  private static final Set<Integer> THROTTLED_STATUS = Set.of(403, 418, 429);

  private static final Set<String> THROTTLED_CODES = Set.of("400.002", "400.067", "400.068");

  private static final Pattern WHOLE_SECONDS = Pattern.compile("[0-9]{1,9}");
  private static final long LONGEST_RETRY_AFTER_SECONDS = 600;
  private static final long LARGEST_BODY = 64L << 20;

  private HttpBodies() {}

  /**
   * The body of a reply.
   *
   * @throws HttpProblem when it is none that was asked for
   * @throws IOException when the connection breaks
   */
  static byte[] read(Response response) throws HttpProblem, IOException {
    byte[] body = bytes(response.body());
    String code = HttpReplies.errorCode(body);
    if (THROTTLED_STATUS.contains(response.code()) || THROTTLED_CODES.contains(code)) {
      throw problem(HttpProblem.Kind.THROTTLED, response, code, "");
    }
    if (response.code() >= 500) {
      throw problem(HttpProblem.Kind.UNAVAILABLE, response, code, "");
    }
    if (!response.isSuccessful() || !code.isEmpty()) {
      throw problem(HttpProblem.Kind.REFUSED, response, code, "");
    }
    if (HttpReplies.isPage(body)) {
      throw problem(HttpProblem.Kind.UNAVAILABLE, response, "", ", a page instead of JSON");
    }
    return body;
  }

  private static byte[] bytes(ResponseBody body) throws IOException {
    if (body.contentLength() > LARGEST_BODY || body.source().request(LARGEST_BODY)) {
      throw new IOException("a reply of more than " + LARGEST_BODY + " bytes");
    }
    return body.bytes();
  }

  private static HttpProblem problem(
      HttpProblem.Kind kind, Response response, String code, String more) {
    return new HttpProblem(
        kind,
        code,
        response.request().url().encodedPath()
            + ": HTTP "
            + response.code()
            + (code.isEmpty() ? "" : ", response code " + code)
            + more,
        retryAfter(response.header("Retry-After", "")));
  }

  /** Only the form in seconds is read; no longer wait than some minutes is believed. */
  private static Duration retryAfter(String header) {
    return WHOLE_SECONDS.matcher(header).matches()
        ? Duration.ofSeconds(Math.min(Long.parseLong(header), LONGEST_RETRY_AFTER_SECONDS))
        : Duration.ZERO;
  }
}
