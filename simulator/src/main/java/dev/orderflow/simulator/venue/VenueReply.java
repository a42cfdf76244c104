package dev.orderflow.simulator.venue;

import java.nio.charset.StandardCharsets;

/**
 * A reply of the venue's HTTP API.
 *
 * @param status HTTP status
 * @param body JSON
 */
public record VenueReply(int status, byte[] body) {
  static VenueReply ok(AsciiBuffer body) {
    return new VenueReply(200, body.toBytes());
  }

  static VenueReply error(int status, String code, String explanation) {
    String body =
        "{\"response_code\": \"" + code + "\", \"response_explanation\": \"" + explanation + "\"}";
    return new VenueReply(status, body.getBytes(StandardCharsets.US_ASCII));
  }

  static VenueReply badParameter(String name, String problem) {
    String body =
        "{\"status\": \"error\", \"reason\": {\""
            + name
            + "\": [\""
            + problem
            + "\"]}, \"code\": \"API0004\"}";
    return new VenueReply(400, body.getBytes(StandardCharsets.US_ASCII));
  }
}
