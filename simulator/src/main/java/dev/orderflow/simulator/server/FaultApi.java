package dev.orderflow.simulator.server;

import java.util.Optional;

/** {@code /faults}: POST injects one, GET tells what became of all, DELETE ends them. */
final class FaultApi {
  private final Faults faults;
  private final FaultReader reader;
  private final JsonReplies replies;

  FaultApi(Faults faults, FaultReader reader, JsonReplies replies) {
    this.faults = faults;
    this.reader = reader;
    this.replies = replies;
  }

  /** Answers on the exchange thread; empty where the path is another. */
  Optional<HttpReply> handle(HttpCall call) {
    if (!call.path().equals("/faults/")) {
      return Optional.empty();
    }
    return Optional.of(
        switch (call.method()) {
          case "POST" -> post(call);
          case "GET" -> replies.ok(faults.reports());
          case "DELETE" -> {
            faults.clear();
            yield replies.ok(faults.reports());
          }
          default -> replies.wrong(405, "use POST, GET or DELETE");
        });
  }

  private HttpReply post(HttpCall call) {
    try {
      return replies.ok(faults.inject(reader.read(call.body())));
    } catch (IllegalArgumentException wrong) {
      return replies.wrong(400, String.valueOf(wrong.getMessage()));
    }
  }
}
