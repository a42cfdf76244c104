package dev.orderflow.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.SimulatorOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Brings about everything that {@code docs/troubleshooting.md} tells of, and compares what a worker
 * shows; {@code -Dtest.jvm=-Dreference.write=true} renews the page.
 */
@ExtendWith(EmbeddedWorker.Shared.class)
class TroubleshootingIT {

  private static final Path PAGE =
      Path.of(System.getProperty("repository.directory"), "docs/troubleshooting.md");
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String SUBSCRIBED =
      "{\"event\":\"bts:subscription_succeeded\",\"channel\":\"live_orders_btcusd\",\"data\":{}}";
  private static final String REFUSED =
      "{\"event\":\"bts:error\",\"channel\":\"\",\"data\":{\"code\":null,\"message\":\"Invalid"
          + " channel provided.\"}}";

  private final EmbeddedWorker worker;
  private final ConnectRest rest;
  private final TroubleshootingPage page = new TroubleshootingPage();
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final List<Failing> failing = new ArrayList<>();

  TroubleshootingIT(EmbeddedWorker worker) {
    this.worker = worker;
    rest = worker.rest();
  }

  @Test
  void thePageTellsWhatAWorkerShows() throws Exception {
    try (Simulator exchange =
        Simulator.start(SimulatorOptions.defaults().markets("btcusd", "ethusd").speed(10))) {
      startWhatFailsForTheExchange(exchange);
      startWhatFailsForKafka(exchange);
      refuseConfigurations(exchange);
      showInTheTopic(exchange);
      for (Failing connector : failing) {
        page.task(connector.what, failure(connector.name), connector.toDo);
      }
    } finally {
      failing.forEach(connector -> rest.delete("/connectors/" + connector.name));
      while (!open.isEmpty()) {
        open.pop().close();
      }
    }
    if (Boolean.getBoolean("reference.write")) {
      Files.writeString(PAGE, page.text());
    }
    assertThat(PAGE).content().isEqualTo(page.text());
  }

  private void refuseConfigurations(Simulator exchange) {
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
  }

  private void showInTheTopic(Simulator exchange) throws Exception {
    Map<Integer, String> toDo =
        Map.of(
            403,
            "The HTTP API blocks this address, or too many calls came from it. The events are missing"
                + " for good; the next snapshot says what rests.",
            429,
            "Too many calls from this address. Raise `repair.timeout.ms`, so that a repair waits"
                + " longer.",
            200,
            "Check `http.url`; a captive portal or a proxy may answer in its place.");
    for (int status : List.of(403, 429, 200)) {
      String topic = "gap-" + status;
      Map<String, String> config =
          with(
              at(
                  Deployment.reading(exchange, topic),
                  "ws",
                  kept(FalseExchange.sending(SUBSCRIBED, order(1, 0), order(4, 3))).port()),
              "http.url",
              "http://127.0.0.1:" + kept(FalseExchange.answering(status)).port(),
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
        at(
            Deployment.reading(exchange, "malformed"),
            "ws",
            kept(FalseExchange.sending(SUBSCRIBED, "no JSON")).port());
    page.record(
        "A malformed frame",
        "event: malformed, error: "
            + record("malformed", config, "malformed").headers().get("error"),
        "Nothing, if it stays one. Report it if not: the exchange may have changed its frames.");
    with(config, "topic", "misfit", "value.format", "struct");
    with(config, "value.converter", "org.apache.kafka.connect.json.JsonConverter");
    with(config, "value.converter.schemas.enable", "false");
    String frame = order(1, 0).replace("\"price_str\":\"1.00\"", "\"price_str\":\"cheap\"");
    at(config, "ws", kept(FalseExchange.sending(SUBSCRIBED, frame)).port());
    page.record(
        "A frame that its schema cannot hold, with `value.format=struct`",
        "event: malformed, error: " + record("misfit", config, "malformed").headers().get("error"),
        "The same; the frame's text is in the record's field `frame`.");
  }

  private FeedRecord record(String topic, Map<String, String> config, String event) {
    try (Deployment connector = Deployment.of(rest, "shown-" + topic, config);
        TopicReader reader = new TopicReader(worker.bootstrapServers(), topic)) {
      return reader.awaitRecord(
          event + " of " + connector.name(),
          record -> record.headers().getOrDefault("event", "").equals(event));
    }
  }

  private static String order(int number, int previous) {
    return String.format(
        "{\"data\":{\"id\":7,\"id_str\":\"7\",\"order_type\":0,\"microtimestamp\":\"%s\",\"amount\":1,"
            + "\"amount_str\":\"1.00\",\"price\":1,\"price_str\":\"1.00\"},"
            + "\"channel\":\"live_orders_btcusd\",\"event\":\"order_created\","
            + "\"event_id\":\"%s\",\"pre_event_id\":\"%s\"}",
        1_788_551_766_364_000L + number * 1000L, eventId(number), eventId(previous));
  }

  private static String eventId(int number) {
    String hex = String.format("%016x", 1_788_551_766_364_000L + number * 1000L);
    return hex.substring(0, 8)
        + "-"
        + hex.substring(8, 12)
        + "-"
        + hex.substring(12)
        + String.format("-0000-0001%02x000020", number & 3);
  }

  private void startWhatFailsForTheExchange(Simulator exchange) throws Exception {
    fails(
        "The host name is wrong, or the worker has no DNS",
        "Look the name up on the worker's machine.",
        with(quick(exchange), "websocket.url", "wss://exchange.invalid"));
    fails("Nothing listens there", "Check host and port.", at(quick(exchange), "ws", Ports.free()));
    fails(
        "A firewall swallows the connection, or a proxy is needed",
        "Open the way to `ws.bitstamp.net:443` and `www.bitstamp.net:443`. Through a proxy: set"
            + " `https.proxyHost` and `https.proxyPort` as system properties of the worker's JVM.",
        with(
            at(quick(exchange), "ws", kept(FalseExchange.mute()).port()),
            "connect.timeout.ms",
            "500"));
    fails(
        "The certificate is not one that Java trusts, as of a proxy that opens TLS",
        "Put the proxy's authority into the JVM's trust store"
            + " (`-Djavax.net.ssl.trustStore=…`).",
        with(
            quick(exchange),
            "websocket.url",
            "wss://localhost:"
                + kept(FalseExchange.withItsOwnCertificate(
                        BuildOutput.freshDirectory("troubleshooting")))
                    .port()));
    fails(
        "The exchange refuses: HTTP 403",
        "It blocks this address or region. Ask it, or use another network.",
        at(quick(exchange), "ws", kept(FalseExchange.answering(403)).port()));
    fails(
        "The exchange refuses: HTTP 429",
        "Too many connections from this address. Use fewer connectors, raise"
            + " `reconnect.backoff.initial.ms`.",
        at(quick(exchange), "ws", kept(FalseExchange.answering(429)).port()));
    fails(
        "A web page answers instead of the WebSocket",
        "Check `websocket.url`; a captive portal or a proxy may answer in its place.",
        at(quick(exchange), "ws", kept(FalseExchange.answering(200)).port()));
    fails(
        "The exchange acknowledges no subscription",
        "Check `websocket.url` and the exchange's status page.",
        with(
            at(quick(exchange), "ws", kept(FalseExchange.sending()).port()),
            "connect.timeout.ms",
            "300"));
    fails(
        "The exchange refuses a subscription",
        "Read what it said; the channel may not exist for this market.",
        with(
            at(quick(exchange), "ws", kept(FalseExchange.sending(REFUSED)).port()),
            "connect.timeout.ms",
            "300"));
    fails(
        "Subscribed, and then silence: no trading, or a market that does not exist",
        "Check the market; raise `task.fail.after.ms` where all markets are quiet.",
        with(
            at(quick(exchange), "ws", kept(FalseExchange.sending(SUBSCRIBED)).port()),
            "data.timeout.ms",
            "3000"));
    fails(
        "A malformed frame, with `malformed.message.policy=fail`",
        "Set `keep` to have such frames in the topic instead, and report the frame.",
        with(
            at(quick(exchange), "ws", kept(FalseExchange.sending("no JSON")).port()),
            "malformed.message.policy",
            "fail"));
  }

  private void startWhatFailsForKafka(Simulator exchange)
      throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", worker.bootstrapServers()))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic("small", 1, (short) 1).configs(Map.of("max.message.bytes", "200")),
                  new NewTopic("forbidden", 1, (short) 1)))
          .all()
          .get();
      admin
          .createAcls(
              List.of(
                  new AclBinding(
                      new ResourcePattern(ResourceType.TOPIC, "forbidden", PatternType.LITERAL),
                      new AccessControlEntry(
                          "User:*", "*", AclOperation.WRITE, AclPermissionType.DENY))))
          .all()
          .get();
    }
    fails(
        "The topic cannot be created",
        "Create it, or set `topic.creation.default.*` to what the cluster allows.",
        with(
            writing(exchange, "too-many-copies"),
            "topic.creation.default.replication.factor",
            "3"));
    fails(
        "The worker may not write to the topic",
        "Grant DESCRIBE and WRITE on the topic to the worker's principal.",
        writing(exchange, "forbidden"));
    fails(
        "A record is larger than the topic takes",
        "Raise the topic's `max.message.bytes`, and for records above 1 MB"
            + " `producer.override.max.request.size`.",
        writing(exchange, "small"));
    fails(
        "No broker answers, with `producer.override.max.block.ms` set",
        "Bring the brokers back. Without that option the task waits for them: its buffer fills, it"
            + " closes its socket (`sessions-ended-buffer-full-total`), and repairs what it missed"
            + " afterwards.",
        with(
            writing(exchange, "small"),
            "producer.override.bootstrap.servers",
            "127.0.0.1:" + Ports.free(),
            "producer.override.max.block.ms",
            "1000"));
    String name = nextName();
    storeOffset(
        "[\"" + name + "\",{\"channel\":\"live_orders_btcusd\"}]",
        "{\"event_id\":\"a\",\"microtimestamp\":\"soon\"}");
    fails(
        "A stored source offset is not usable",
        "Stop the connector and set or delete its offsets:"
            + " `PATCH` or `DELETE /connectors/<name>/offsets`.",
        writing(exchange, "never-written"));
  }

  private void storeOffset(String key, String value)
      throws ExecutionException, InterruptedException {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", worker.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  EmbeddedWorker.OFFSETS,
                  key.getBytes(StandardCharsets.UTF_8),
                  value.getBytes(StandardCharsets.UTF_8)))
          .get();
    }
  }

  /** A configuration whose task fails soon after data ceases to come. */
  private static Map<String, String> quick(Simulator exchange) {
    return with(
        Deployment.reading(exchange, "never-written"),
        "heartbeat.timeout.ms",
        "500",
        "data.timeout.ms",
        "1000",
        "task.fail.after.ms",
        "3000");
  }

  private static Map<String, String> writing(Simulator exchange, String topic) {
    return Deployment.reading(exchange, topic);
  }

  private static Map<String, String> at(Map<String, String> config, String scheme, int port) {
    return with(config, "websocket.url", scheme + "://127.0.0.1:" + port);
  }

  private static Map<String, String> with(Map<String, String> config, String... changes) {
    for (int i = 0; i < changes.length; i += 2) {
      config.put(changes[i], changes[i + 1]);
    }
    return config;
  }

  private <T extends AutoCloseable> T kept(T resource) {
    open.push(resource);
    return resource;
  }

  private void refused(Simulator exchange, String what, String toDo, String... changes) {
    Map<String, String> config = with(Deployment.reading(exchange, "unused"), changes);
    config.put("name", "refused");
    JsonNode configs = rest.validate(config).body().path("configs");
    List<String> errors =
        StreamSupport.stream(configs.spliterator(), false)
            .flatMap(
                option ->
                    StreamSupport.stream(option.at("/value/errors").spliterator(), false)
                        .map(JsonNode::asText))
            .toList();
    assertThat(errors).as(what).isNotEmpty();
    String ofTheOption =
        errors.stream()
            .filter(error -> error.startsWith(changes[0] + ":"))
            .findFirst()
            .orElse(errors.get(0));
    page.configuration(what, withoutNumbers(ofTheOption), toDo);
  }

  private String nextName() {
    return "failing-" + failing.size();
  }

  private void fails(String what, String toDo, Map<String, String> config) {
    String name = nextName();
    ConnectRest.Reply created = rest.post("/connectors", Map.of("name", name, "config", config));
    assertThat(created.status()).as("%s: %s", what, created.body()).isEqualTo(201);
    failing.add(new Failing(name, what, toDo));
  }

  /** What a failed task tells: the message, and the cause where there is one. */
  private String failure(String connector) {
    await().atMost(LIMIT).alias(connector).until(() -> rest.taskIs(connector, "FAILED"));
    List<String> lines = rest.task(connector).orElseThrow().path("trace").asText().lines().toList();
    String message = lines.get(0).substring(lines.get(0).indexOf(": ") + 2);
    String cause =
        lines.stream()
            .filter(line -> line.startsWith("Caused by: "))
            .reduce((first, second) -> second)
            .filter(line -> !line.endsWith(message.substring(message.lastIndexOf(": ") + 1)))
            .map(line -> " … " + line)
            .orElse("");
    return withoutNumbers(message + cause);
  }

  private static String withoutNumbers(String message) {
    return message
        .replaceAll("(127\\.0\\.0\\.1|localhost):\\d+", "$1:<port>")
        .replaceAll("for \\d+ s ", "for <n> s ")
        .replaceAll("(UnknownHostException: [a-z.]+).*", "$1")
        .replace("(certificate_unknown) ", "");
  }

  private record Failing(String name, String what, String toDo) {}
}
