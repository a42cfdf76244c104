package dev.orderflow.connect.bitstamp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.exchange.ChannelKind;
import dev.orderflow.connect.bitstamp.exchange.HttpProblem;
import java.net.Proxy;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BitstampSourceConnectorTest {

  private static final HttpProblem NO_ANSWER =
      new HttpProblem(HttpProblem.Kind.TIMEOUT, "/api/v2/markets/: timeout");

  private final BitstampSourceConnector connector = connector(NO_ANSWER);

  @Test
  void needsNoOptionAtAll() {
    assertThat(errors(Map.of())).isEmpty();
    connector.start(Map.of());
    assertThat(connector.taskConfigs(5))
        .singleElement()
        .satisfies(
            config ->
                assertThat(config)
                    .containsEntry(BitstampSourceConfig.TASK_CHANNELS, "live_orders_btcusd"));
    connector.stop();
  }

  @Test
  void hasTheBuildsVersion() {
    assertThat(connector.version()).matches("\\d+\\.\\d+\\.\\d+.*");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "channels|live_order|unknown channel 'live_order'",
        "channels|live_orders_btcusd|channels=live_orders, markets=btcusd",
        "channels|\"\"|name at least one channel",
        "channels|live_orders,,live_trades|an entry is empty",
        "markets|\"\"|name at least one market",
        "markets|BTCUSD|'BTCUSD' is not a market symbol; they are lower case without separators, such as btcusd",
        "markets|btc/usd|such as btcusd",
        "markets|btcusd,ETHUSD|'ETHUSD'",
        "websocket.url|https://ws.bitstamp.net|websocket.url: must start with ws:// or wss://",
        "websocket.url|ws://|websocket.url: not a URL",
        "websocket.url|ws:///path|websocket.url: has no valid host and port",
        "websocket.url|ws://host:99999|websocket.url: has no valid host and port",
        "http.url|ftp://x|http.url: must start with http:// or https://",
        "topic|a b|topic: 'a b' must be a topic name",
        "record.key|price|record.key",
        "value.format|json|value.format",
        "decimal.handling.mode|precise|decimal.handling.mode",
        "malformed.message.policy|skip|malformed.message.policy",
        "poll.wait.ms|5000|poll.wait.ms",
        "buffer.max.frames|0|buffer.max.frames",
        "buffer.max.bytes|many|buffer.max.bytes",
        "reconnect.backoff.initial.ms|60000|reconnect.backoff.initial.ms: must not be above reconnect.backoff.max.ms (30000)",
        "data.timeout.ms|700000|data.timeout.ms: must not be above task.fail.after.ms (600000)",
        "buffer.max.frames|99|buffer.max.frames",
        "frame.max.bytes|1048000|frame.max.bytes: must leave 4096 bytes",
        "snapshot.part.bytes|1048000|in a request of the producer (producer.override.max.request.size, 1048576)",
        "producer.override.acks|0|producer.override.acks: 0 leaves open what was written",
        "producer.override.acks|\" 0 \"|producer.override.acks: 0 leaves open what was written",
        "value.converter|org.apache.kafka.connect.converters.ByteArrayConverter|cannot take this connector's records",
        "key.converter|org.apache.kafka.connect.converters.LongConverter|cannot take this connector's records",
        "websocket.url|wss://me:hunter2@host|must not carry a user or password",
        "proxy.url|http://me:hunter2@proxy:3128|must not carry a user or password",
        "proxy.url|https://proxy|proxy.url: must start with http:// or socks5://",
        "ssl.truststore.location|/nowhere/store.pem|ssl.truststore.location: cannot be read",
        "user.agent|a\tb|user.agent: must be printable ASCII",
        "batch.max.records|30000|batch.max.records: must not be above buffer.max.frames (20000)",
      })
  void putsTheErrorOnTheOptionToChange(String option, String value, String message) {
    Map<String, List<String>> errors = errors(Map.of(option, value));
    assertThat(errors).containsOnlyKeys(option);
    assertThat(String.join("; ", errors.get(option))).contains(message);
  }

  @Test
  void aTrustStoreThatCannotBeOpenedNamesTheOptionOfItsPassword(@TempDir Path directory)
      throws Exception {
    OwnCertificate.in(directory);
    Map<String, List<String>> errors =
        errors(
            Map.of(
                "ssl.truststore.location",
                directory.resolve("store.p12").toString(),
                "ssl.truststore.password",
                "hunter2"));
    assertThat(errors).containsOnlyKeys("ssl.truststore.location");
    assertThat(errors.get("ssl.truststore.location"))
        .singleElement(InstanceOfAssertFactories.STRING)
        .contains("password")
        .endsWith("see ssl.truststore.password")
        .doesNotContain("hunter2");
  }

  @Test
  void reportsEveryProblemAtOnce() {
    assertThat(
            errors(
                Map.of("channels", "x", "markets", "X", "topic", "?", "websocket.url", "nowhere")))
        .containsOnlyKeys("channels", "markets", "topic", "websocket.url");
    assertThat(
            errors(
                Map.of(
                    "record.key", "price",
                    "reconnect.backoff.initial.ms", "60000",
                    "batch.max.records", "30000",
                    "frame.max.bytes", "100000000",
                    "makrets", "btcusd")))
        .as("single options, options that concern each other, and names")
        .containsOnlyKeys(
            "record.key",
            "reconnect.backoff.initial.ms",
            "batch.max.records",
            "frame.max.bytes",
            "makrets");
  }

  @ParameterizedTest
  @CsvSource({
    "makrets, markets",
    "market, markets",
    "channel, channels",
    "topics, topic",
    "websocket_url, websocket.url",
    "Value.Format, value.format",
    "buffer.max.frame, buffer.max.frames",
    "decimal.handling.mod, decimal.handling.mode",
    "snapshot.enabled, snapshots.enabled",
    "poll.wait, poll.wait.ms"
  })
  void namesTheLikelyOptionForAMisspeltOne(String name, String likely) {
    assertThat(errors(Map.of(name, "x")))
        .isEqualTo(
            Map.of(
                name,
                List.of(name + ": is no option of this connector; did you mean " + likely + "?")));
  }

  @Test
  void leavesOptionsOfConnectAndOfOthersAlone() {
    Map<String, String> config = new HashMap<>();
    for (String name :
        List.of(
            "name",
            "connector.class",
            "connector.plugin.version",
            "tasks.max",
            "tasks.max.enforce",
            "key.converter",
            "value.converter.schemas.enable",
            "transforms",
            "transforms.topic.type",
            "predicates.markets.type",
            "errors.tolerance",
            "topic.creation.default.partitions",
            "topic.creation.groups",
            "exactly.once.support",
            "transaction.boundary.interval.ms",
            "offsets.storage.topic",
            "config.action.reload",
            "producer.override.linger.ms",
            "team",
            "owner.of.this")) {
      config.put(name, "1");
    }
    assertThat(errors(config)).isEmpty();
  }

  @Test
  void asksTheExchangeForItsMarketsAndNamesTheLikelyOne() {
    BitstampSourceConnector asking = connector(List.of("btcusd", "ethusd", "btcusd-perp"));
    ConfigValue markets =
        value(asking, "markets", Map.of("markets", "btcusd,ehtusd,nosuchthing", "name", "n"));
    assertThat(markets.errorMessages())
        .containsExactly(
            "markets: the exchange has no market 'ehtusd'; did you mean ethusd?",
            "markets: the exchange has no market 'nosuchthing'");
    assertThat(markets.recommendedValues()).isEqualTo(List.of("btcusd", "ethusd", "btcusd-perp"));
    assertThat(value(asking, "markets", Map.of("markets", "btcusd-perp")).errorMessages())
        .isEmpty();
  }

  @Test
  void asksTheExchangeOnlyWhenNothingElseIsWrong() {
    AtomicInteger asked = new AtomicInteger();
    BitstampSourceConnector counting =
        new BitstampSourceConnector(
            new MarketCheck(
                (config, timeout) -> {
                  asked.incrementAndGet();
                  assertThat(config.httpUrl()).hasToString("http://exchange:1");
                  assertThat(timeout).hasSeconds(2);
                  return List.of("btcusd");
                }));
    counting.validate(Map.of("http.url", "http://exchange:1", "topic", "?"));
    counting.validate(Map.of("http.url", "http://exchange:1", "topik", "t"));
    assertThat(asked).hasValue(0);
    counting.validate(Map.of("http.url", "http://exchange:1"));
    assertThat(asked).hasValue(1);
  }

  @Test
  void anExchangeThatGivesNoAnswerIsNoError() {
    for (HttpProblem problem :
        List.of(
            NO_ANSWER, new HttpProblem(HttpProblem.Kind.THROTTLED, "/api/v2/markets/: HTTP 429"))) {
      assertThat(value(connector(problem), "markets", Map.of()).errorMessages()).isEmpty();
    }
  }

  @Test
  void showsOptionsOnlyWhereTheyHaveAnEffect() {
    assertThat(value(connector, "decimal.handling.mode", Map.of()).visible()).isFalse();
    ConfigValue shown = value(connector, "decimal.handling.mode", Map.of("value.format", "struct"));
    assertThat(shown.visible()).isTrue();
    assertThat(shown.recommendedValues()).isEqualTo(List.of("string", "decimal", "double"));
    assertThat(value(connector, "snapshot.interval.ms", Map.of()).visible()).isTrue();
    assertThat(
            value(connector, "snapshot.interval.ms", Map.of("snapshots.enabled", "false"))
                .visible())
        .isFalse();
    assertThat(connector.config().configKeys().get("value.format").dependents)
        .containsExactly("decimal.handling.mode");
    assertThat(value(connector, "channels", Map.of()).recommendedValues()).hasSize(5);
  }

  @Test
  void recordsMustFitIntoTheProducersMemory() {
    assertThat(errors(Map.of("producer.override.buffer.memory", " 500000 ")))
        .isEqualTo(
            Map.of(
                "frame.max.bytes",
                List.of(
                    "frame.max.bytes: must leave 4096 bytes for what is around it in a request of"
                        + " the producer (producer.override.buffer.memory, 500000)")));
  }

  /** With the type of an order the name is just short enough. */
  @Test
  void noTopicMayHaveTooLongAName() {
    String template = "t".repeat(244) + "${type}";
    for (String option : List.of("topic", "connector.records.topic")) {
      assertThat(errors(Map.of(option, template))).containsOnlyKeys(option);
      assertThat(errors(Map.of(option, template)).get(option).toString())
          .contains("gives a topic name longer than 249 characters: ttt");
    }
  }

  @Test
  void aProxysSchemeMayBeInUpperCase() {
    Map<String, String> config = Map.of("proxy.url", "SOCKS5://proxy");
    assertThat(errors(config)).isEmpty();
    assertThat(BitstampSourceConfig.of(config).network().proxy())
        .hasValueSatisfying(proxy -> assertThat(proxy.type()).isEqualTo(Proxy.Type.SOCKS));
  }

  @Test
  void typedRecordsNeedAConverterThatCanWriteThem() {
    Map<String, String> config =
        Map.of(
            "value.format",
            "struct",
            "value.converter",
            "org.apache.kafka.connect.storage.StringConverter");
    assertThat(errors(config)).containsOnlyKeys("value.format");
    assertThat(errors(config).get("value.format").toString()).contains("JsonConverter");
  }

  @Test
  void doesNotRepeatAUrlThatMayCarryCredentials() {
    assertThat(errors(Map.of("websocket.url", "http://me:hunter2@host/")).toString())
        .doesNotContain("hunter2");
  }

  @Test
  void asksForMoreTasksWhenOneSocketCannotCarryTheChannels() {
    String markets =
        IntStream.range(0, 1_025).mapToObj(i -> "m" + i).collect(Collectors.joining(","));
    assertThat(errors(Map.of("markets", markets)).get("markets").toString())
        .contains("1025 channels", "tasks.max of at least 2");
    assertThat(errors(Map.of("markets", markets, "tasks.max", "2"))).isEmpty();
  }

  @Test
  void promisesExactlyOnceOnlyWhereTheExchangeKeepsHistory() {
    Map<String, String> orders = Map.of("channels", "live_orders,live_trades");
    Map<String, String> books = Map.of("channels", "live_orders,order_book");
    Map<String, String> unrepaired = Map.of("channels", "live_orders", "repair.enabled", "false");
    assertThat(connector.exactlyOnceSupport(orders)).isEqualTo(ExactlyOnceSupport.SUPPORTED);
    for (Map<String, String> config : List.of(books, unrepaired)) {
      assertThat(connector.exactlyOnceSupport(config)).isEqualTo(ExactlyOnceSupport.UNSUPPORTED);
      Map<String, String> required = new HashMap<>(config);
      assertThat(errors(required)).isEmpty();
      required.put("exactly.once.support", "required");
      assertThat(errors(required)).containsOnlyKeys("channels");
      assertThat(errors(required).get("channels").toString())
          .contains("live_orders and live_trades alone", "repair.enabled=true");
    }
  }

  @Test
  void dividesEveryChannelOnceAmongNoMoreTasksThanAskedFor() {
    Map<String, String> config =
        Map.of("channels", "live_orders,live_trades,order_book", "markets", "btcusd,ethusd,xrpusd");
    connector.start(config);
    for (int maxTasks = 1; maxTasks <= 12; maxTasks++) {
      List<Map<String, String>> tasks = connector.taskConfigs(maxTasks);
      assertThat(tasks).hasSizeBetween(1, Math.min(maxTasks, 9));
      assertThat(
              tasks.stream()
                  .flatMap(task -> Arrays.stream(task.get("task.channels").split(",")))
                  .toList())
          .hasSize(9)
          .doesNotHaveDuplicates();
    }
  }

  /** Each is the other's witness. */
  @Test
  void theOrdersAndTradesOfAMarketGoToOneTask() {
    connector.start(
        Map.of(
            "channels", "live_trades,live_orders,diff_order_book",
            "markets", "btcusd,ethusd,xrpusd,btceur"));
    for (int maxTasks = 1; maxTasks <= 12; maxTasks++) {
      for (Map<String, String> task : connector.taskConfigs(maxTasks)) {
        List<String> channels = List.of(task.get("task.channels").split(","));
        for (String market : List.of("btcusd", "ethusd", "xrpusd", "btceur")) {
          assertThat(channels.contains("live_orders_" + market))
              .isEqualTo(channels.contains("live_trades_" + market));
        }
      }
    }
  }

  @Test
  void everyTaskKnowsHowManyShareTheExchangesLimit() {
    connector.start(Map.of("markets", "btcusd,ethusd,xrpusd", "http.requests.per.minute", "600"));
    for (Map<String, String> task : connector.taskConfigs(3)) {
      assertThat(BitstampSourceConfig.of(task).http().requestsPerMinute()).isEqualTo(200);
    }
  }

  @Test
  void oneMarketMoreMovesFewChannels() {
    List<Channel> before = channels(40);
    List<Channel> after = channels(41);
    Map<Channel, Integer> placed = placement(ChannelAssignment.divide(before, 4));
    Map<Channel, Integer> placedAfter = placement(ChannelAssignment.divide(after, 4));
    long moved = before.stream().filter(c -> !placed.get(c).equals(placedAfter.get(c))).count();
    assertThat(moved).isLessThanOrEqualTo(4);
  }

  private static List<Channel> channels(int markets) {
    return IntStream.range(0, markets)
        .mapToObj(i -> new Channel(ChannelKind.LIVE_ORDERS, "m" + i + "usd"))
        .toList();
  }

  private static Map<Channel, Integer> placement(List<List<Channel>> tasks) {
    Map<Channel, Integer> placement = new HashMap<>();
    for (int task = 0; task < tasks.size(); task++) {
      for (Channel channel : tasks.get(task)) {
        placement.put(channel, task);
      }
    }
    return placement;
  }

  private static BitstampSourceConnector connector(List<String> markets) {
    return new BitstampSourceConnector(new MarketCheck((url, timeout) -> markets));
  }

  private static BitstampSourceConnector connector(HttpProblem problem) {
    return new BitstampSourceConnector(
        new MarketCheck(
            (config, timeout) -> {
              throw problem;
            }));
  }

  private static ConfigValue value(
      BitstampSourceConnector connector, String option, Map<String, String> config) {
    return connector.validate(config).configValues().stream()
        .filter(value -> value.name().equals(option))
        .findFirst()
        .orElseThrow();
  }

  private Map<String, List<String>> errors(Map<String, String> options) {
    Map<String, String> config = new HashMap<>(options);
    return connector.validate(config).configValues().stream()
        .filter(value -> !value.errorMessages().isEmpty())
        .collect(Collectors.toMap(ConfigValue::name, ConfigValue::errorMessages));
  }
}
