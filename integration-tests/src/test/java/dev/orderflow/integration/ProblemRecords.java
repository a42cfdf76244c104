package dev.orderflow.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.integration.continuity.FeedRecord;
import dev.orderflow.simulator.Simulator;
import java.util.List;
import java.util.Map;

/** What does not fail a task, and how the topic tells of it. */
record ProblemRecords(EmbeddedWorker worker, TroubleshootingPage page, StubServers stubs) {

  private static final OrderFrames ORDERS = new OrderFrames(1_788_551_766_364_000L);

  void show(Simulator exchange) {
    Map<Integer, String> toDo =
        Map.of(
            403,
            "The HTTP API blocks this address, or too many calls came from it. The events are missing"
                + " for good; the next snapshot says what rests.",
            429,
            "Too many calls from this address. With several connectors there, give each its share in"
                + " `http.requests.per.minute`; raise `repair.timeout.ms`, so that a repair waits"
                + " longer.",
            200,
            "Check `http.url`; a captive portal or a proxy may answer in its place.");
    for (int status : List.of(403, 429, 200)) {
      String topic = "gap-" + status;
      Map<String, String> config =
          Deployment.with(
              Deployment.reading(exchange, topic),
              "websocket.url",
              stubs.webSocket(StubServers.SUBSCRIBED, ORDERS.order(1, 0), ORDERS.order(4, 3)),
              "http.url",
              "http://127.0.0.1:" + stubs.answering(status),
              "repair.timeout.ms",
              "1000");
      FeedRecord gap = record(topic, config, "orderflow:gap");
      page.record(
          "The HTTP API answers a repair with " + (status == 200 ? "a web page" : "HTTP " + status),
          "orderflow:gap, repaired: "
              + gap.frame().at("/data/repaired").asText()
              + ", detail: "
              + gap.frame().at("/data/detail").asText(),
          toDo.get(status));
    }
    Map<String, String> config =
        Deployment.with(
            Deployment.reading(exchange, "malformed"),
            "websocket.url",
            stubs.webSocket(StubServers.SUBSCRIBED, "no JSON"));
    page.record(
        "A malformed frame",
        "event: malformed, error: "
            + record("malformed", config, "malformed").headers().get("error"),
        "Nothing, if it stays one. Report it if not: the exchange may have changed its frames.");
    Deployment.with(config, "topic", "misfit", "value.format", "struct");
    Deployment.with(config, "value.converter", "org.apache.kafka.connect.json.JsonConverter");
    Deployment.with(config, "value.converter.schemas.enable", "false");
    String frame = ORDERS.order(1, 0).replace("\"price_str\":\"1.00\"", "\"price_str\":\"cheap\"");
    Deployment.with(config, "websocket.url", stubs.webSocket(StubServers.SUBSCRIBED, frame));
    page.record(
        "A frame that its schema cannot hold, with `value.format=struct`",
        "event: malformed, error: " + record("misfit", config, "malformed").headers().get("error"),
        "The same; the frame's text is in the record's field `frame`.");
  }

  private FeedRecord record(String topic, Map<String, String> config, String event) {
    try (Deployment connector = Deployment.of(worker.rest(), "shown-" + topic, config);
        TopicReader reader = new TopicReader(worker.bootstrapServers(), topic)) {
      FeedRecord found =
          reader.awaitRecord(
              event + " of " + connector.name(),
              record -> record.headers().getOrDefault("event", "").equals(event));
      if (event.equals("malformed")) {
        assertThat(TaskMetrics.value(connector.name(), "malformed-total").orElse(0)).isPositive();
      }
      return found;
    }
  }
}
