package dev.orderflow.integration;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orderflow.runtime.ConnectRest;
import dev.orderflow.simulator.Simulator;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/** Configurations that a worker refuses, and how. */
record RefusedConfigurations(ConnectRest rest, TroubleshootingPage page) {

  void show(Simulator exchange) {
    refused(
        exchange,
        "An option is misspelt",
        "Use the name in the message; [all options](connector-options.md).",
        "makrets",
        "btcusd");
    refused(
        exchange,
        "A mode is misspelt",
        "Use one of the words in the message.",
        "decimal.handling.mode",
        "decimals");
    refused(exchange, "A number is out of its range", "Stay in the range.", "poll.wait.ms", "5000");
    refused(
        exchange,
        "The URL is no URL",
        "Write scheme, host and port: `wss://ws.bitstamp.net`.",
        "websocket.url",
        "ws:///nowhere");
    refused(
        exchange,
        "An HTTP URL for the WebSocket",
        "`websocket.url` is the WebSocket API, `http.url` the HTTP API.",
        "websocket.url",
        "https://www.bitstamp.net");
    refused(
        exchange, "A market's name instead of its symbol", "Use the symbol.", "markets", "BTC/USD");
    refused(
        exchange,
        "A market that does not exist",
        "Look the symbol up in `https://www.bitstamp.net/api/v2/markets/`. When the exchange cannot be"
            + " asked within two seconds, a line in the worker's log says so and the connector is"
            + " created: an unknown market then stays silent.",
        "markets",
        "ehtusd");
    refused(
        exchange,
        "A market in the channel",
        "Channels and markets are options of their own.",
        "channels",
        "live_orders_btcusd");
    refused(
        exchange,
        "A topic that Kafka does not allow",
        "Use letters, digits, `.`, `_` and `-`.",
        "topic",
        "order flow");
    refused(
        exchange,
        "`tasks.max` too low for so many channels",
        "Raise `tasks.max`, or make several connectors.",
        "markets",
        IntStream.range(0, 1_025).mapToObj(i -> "m" + i).collect(Collectors.joining(",")));
    refused(
        exchange,
        "Typed records, and a converter for text",
        "Set a converter; see [which](record-contract.md#which-converter).",
        "value.format",
        "struct",
        "value.converter",
        "org.apache.kafka.connect.storage.StringConverter");
    refused(
        exchange,
        "Exactly once asked for books",
        "Give books a connector of their own, without it.",
        "channels",
        "live_orders,order_book",
        "exactly.once.support",
        "required");
    refused(
        exchange,
        "Exactly once asked of a worker without it",
        "Set `exactly.once.source.support=enabled` on every worker.",
        "exactly.once.support",
        "required");
    refused(
        exchange,
        "A timeout that another one makes useless",
        "Lower the one or raise the other.",
        "data.timeout.ms",
        "700000");
    refused(
        exchange,
        "A user or password in a URL",
        "Leave it out: Connect shows configurations to everyone who may ask. The exchange wants none.",
        "websocket.url",
        "wss://me:secret@ws.bitstamp.net");
    refused(
        exchange,
        "A producer that does not wait for the brokers",
        "Leave it out.",
        "producer.override.acks",
        "0");
    refused(
        exchange,
        "A converter for something else",
        "Use StringConverter, or one for [typed records](record-contract.md#which-converter).",
        "value.converter",
        "org.apache.kafka.connect.converters.ByteArrayConverter");
    refused(
        exchange,
        "Frames that would not fit into a producer's request",
        "Lower the one or raise the other, and the topic's `max.message.bytes` with it.",
        "frame.max.bytes",
        "2000000");
    refused(
        exchange,
        "A trust store that is not there",
        "Put the file on every worker.",
        "ssl.truststore.location",
        "/nowhere/store.pem");
  }

  private void refused(Simulator exchange, String what, String toDo, String... changes) {
    Map<String, String> config = Deployment.with(Deployment.reading(exchange, "unused"), changes);
    config.put("name", "refused");
    // A worker that cannot ask the exchange within two seconds accepts every market.
    List<String> errors =
        await()
            .atMost(Duration.ofMinutes(1))
            .alias(what)
            .until(() -> errors(config), e -> !e.isEmpty());
    String ofTheOption =
        errors.stream()
            .filter(error -> error.startsWith(changes[0] + ":"))
            .findFirst()
            .orElse(errors.get(0));
    page.configuration(what, TroubleshootingPage.withoutNumbers(ofTheOption), toDo);
  }

  private List<String> errors(Map<String, String> config) {
    JsonNode configs = rest.validate(config).body().path("configs");
    return StreamSupport.stream(configs.spliterator(), false)
        .flatMap(option -> StreamSupport.stream(option.at("/value/errors").spliterator(), false))
        .map(JsonNode::asText)
        .toList();
  }
}
