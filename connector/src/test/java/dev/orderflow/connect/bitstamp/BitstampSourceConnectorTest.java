package dev.orderflow.connect.bitstamp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.exchange.ChannelKind;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BitstampSourceConnectorTest {

  private final BitstampSourceConnector connector = new BitstampSourceConnector();

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
        "malformed.message.policy|skip|malformed.message.policy",
        "poll.wait.ms|5000|poll.wait.ms",
        "buffer.max.frames|0|buffer.max.frames",
        "buffer.max.bytes|many|buffer.max.bytes",
        "reconnect.backoff.initial.ms|60000|reconnect.backoff.initial.ms: must not be above reconnect.backoff.max.ms (30000)",
        "data.timeout.ms|700000|data.timeout.ms: must not be above task.fail.after.ms (600000)",
        "batch.max.records|30000|batch.max.records: must not be above buffer.max.frames (20000)",
      })
  void putsTheErrorOnTheOptionToChange(String option, String value, String message) {
    Map<String, List<String>> errors = errors(Map.of(option, value));
    assertThat(errors).containsOnlyKeys(option);
    assertThat(String.join("; ", errors.get(option))).contains(message);
  }

  @Test
  void reportsEveryProblemAtOnce() {
    assertThat(
            errors(
                Map.of("channels", "x", "markets", "X", "topic", "?", "websocket.url", "nowhere")))
        .containsOnlyKeys("channels", "markets", "topic", "websocket.url");
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

  private Map<String, List<String>> errors(Map<String, String> options) {
    Map<String, String> config = new HashMap<>(options);
    return connector.validate(config).configValues().stream()
        .filter(value -> !value.errorMessages().isEmpty())
        .collect(Collectors.toMap(ConfigValue::name, ConfigValue::errorMessages));
  }
}
