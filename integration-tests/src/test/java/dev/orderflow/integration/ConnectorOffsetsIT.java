package dev.orderflow.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orderflow.integration.continuity.Continuity;
import dev.orderflow.integration.continuity.FeedRecord;
import dev.orderflow.runtime.ConnectRest;
import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.SimulatorOptions;
import dev.orderflow.simulator.exchange.OrderEventView;
import dev.orderflow.simulator.exchange.TradeView;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The source offsets of a stopped connector, read, chosen and forgotten over REST (KIP-875). */
@ExtendWith(EmbeddedWorker.Shared.class)
class ConnectorOffsetsIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String NAME = "offsets";
  private static final String PATH = "/connectors/" + NAME + "/offsets";
  private static final String ORDERS = "live_orders_btcusd";
  private static final String TRADES = "live_trades_btcusd";

  private final EmbeddedWorker worker;

  ConnectorOffsetsIT(EmbeddedWorker worker) {
    this.worker = worker;
  }

  @Test
  void goesOnBehindAChosenEventAndTradeAndFromAnewAfterAReset() throws IOException {
    ConnectRest rest = worker.rest();
    try (Simulator exchange = RunningFeed.exchange(500, 1);
        RunningFeed feed = RunningFeed.of(worker, exchange, RunningFeed.impatient(exchange, NAME));
        TopicReader topic = new TopicReader(worker.bootstrapServers(), NAME)) {
      feed.awaitPassed(Duration.ofSeconds(3));
      stop(feed);

      JsonNode stored = awaitOffsets(2);
      assertThat(offset(stored, ORDERS).path("event_id").asText()).isNotEmpty();
      assertThat(offset(stored, TRADES).path("trade_id").isIntegralNumber()).isTrue();

      refuses(ORDERS, Map.of("trade_id", 5), "event_id must be");
      refuses("live_orders_ethusd", Map.of("trade_id", 5), "does not read that channel");
      refuses(TRADES, Map.of("trade_id", -5), "trade_id must be a whole number");

      assertThat(awaitOffsets(2)).as("nothing stored").isEqualTo(stored);

      List<OrderEventView> orders = exchange.truth().orderEvents(RunningFeed.MARKET);
      List<TradeView> trades = exchange.truth().trades(RunningFeed.MARKET);
      OrderEventView order = orders.get(100);
      TradeView trade = trades.get(1);
      alter(ORDERS, Map.of("event_id", order.eventId()));
      alter(TRADES, Map.of("trade_id", trade.id()));
      int before = topic.frames().size();
      resume(feed);
      feed.awaitPassed(Duration.ofSeconds(3));
      stop(feed);

      List<FeedRecord> again = topic.frames().subList(before, topic.frames().size());
      List<FeedRecord> ordersAgain = of(again, ORDERS);
      assertThat(ordersAgain.get(0).frame().path("event_id").asText())
          .isEqualTo(orders.get(101).eventId());
      Continuity.assertUnbrokenChain(ordersAgain);
      List<FeedRecord> tradesAgain = of(again, TRADES);
      assertThat(tradesAgain.get(0).frame().path("data").path("id").asLong())
          .isEqualTo(trades.get(2).id());
      Continuity.assertGrowingTradeIds(tradesAgain);
      assertThat(topic.all()).noneMatch(ConnectorOffsetsIT::isUnrepaired);

      assertThat(rest.delete(PATH).ok()).isTrue();
      awaitOffsets(0);
      int beforeReset = topic.frames().size();
      resume(feed);
      feed.awaitPassed(Duration.ofSeconds(1));
      stop(feed);
      List<FeedRecord> anew = topic.frames().subList(beforeReset, topic.frames().size());
      assertThat(anew).isNotEmpty().allMatch(FeedRecord::isStream);
      Continuity.assertUnbrokenChain(of(anew, ORDERS));
    }
  }

  /** A minute of this exchange is four seconds. */
  @Test
  void whatIsTooOldIsDeclaredAndTheRestRepaired() throws IOException {
    try (Simulator exchange =
            Simulator.start(SimulatorOptions.defaults().speed(15).rate(15).orderDataRows(5_000));
        TopicReader topic = new TopicReader(worker.bootstrapServers(), NAME + "-age")) {
      Map<String, String> config = Deployment.reading(exchange, NAME + "-age");
      Deployment.with(config, "channels", "live_orders,live_trades", "repair.max.age.ms", "60000");
      try (Deployment connector = Deployment.of(worker.rest(), NAME + "-age", config)) {
        topic.awaitFrames(500);
        connector.request("stop");
        await().atMost(LIMIT).until(() -> connector.status().path("tasks").isEmpty());
        RunningFeed.awaitPassed(exchange, Duration.ofMinutes(2));
        connector.request("resume");
        connector.awaitTask("RUNNING");

        for (String channel : List.of(ORDERS, TRADES)) {
          FeedRecord gap =
              topic.awaitRecord(
                  "what is too old is declared on " + channel,
                  record -> record.channel().equals(channel) && isUnrepaired(record));
          JsonNode data = gap.frame().path("data");
          assertThat(data.path("reason").asText()).isEqualTo("too-old");
          topic.awaitRecord(
              "the rest is repaired on " + channel,
              record ->
                  record.channel().equals(channel)
                      && record.headers().get("origin").equals("repair")
                      && micros(record) >= data.path("to_microtimestamp").asLong());
          assertThat(topic.all())
              .filteredOn(record -> record.channel().equals(channel) && isUnrepaired(record))
              .hasSize(1);
        }
      }
    }
  }

  private static long micros(FeedRecord record) {
    return record.frame().path("data").path("microtimestamp").asLong();
  }

  private static boolean isUnrepaired(FeedRecord record) {
    return record.headers().get("event").equals("orderflow:gap")
        && !record.frame().path("data").path("repaired").asBoolean();
  }

  private static List<FeedRecord> of(List<FeedRecord> records, String channel) {
    return records.stream().filter(record -> record.channel().equals(channel)).toList();
  }

  private static JsonNode offset(JsonNode offsets, String channel) {
    for (JsonNode entry : offsets) {
      if (entry.path("partition").path("channel").asText().equals(channel)) {
        return entry.path("offset");
      }
    }
    throw new AssertionError("no offset of " + channel + " in " + offsets);
  }

  /**
   * The stored offsets, once there are so many. Which ones there are the worker answers from
   * memory, where what it has just written or deleted appears when it has been read back.
   */
  private JsonNode awaitOffsets(int channels) {
    return await()
        .atMost(LIMIT)
        .until(
            () -> worker.rest().get(PATH).body().path("offsets"),
            offsets -> offsets.isArray() && offsets.size() == channels);
  }

  private ConnectRest.Reply patch(String channel, Map<String, ?> offset) {
    return worker
        .rest()
        .patch(
            PATH,
            Map.of(
                "offsets",
                List.of(Map.of("partition", Map.of("channel", channel), "offset", offset))));
  }

  private void alter(String channel, Map<String, ?> offset) {
    ConnectRest.Reply reply = patch(channel, offset);
    assertThat(reply.ok()).as("%s", reply).isTrue();
  }

  private void refuses(String channel, Map<String, ?> offset, String reason) {
    ConnectRest.Reply reply = patch(channel, offset);
    assertThat(reply.ok()).as("%s", reply).isFalse();
    assertThat(reply.body().path("message").asText()).contains(reason);
  }

  private void stop(RunningFeed feed) {
    feed.connector().request("stop");
    await().atMost(LIMIT).until(() -> feed.connector().status().path("tasks").isEmpty());
    await().atMost(LIMIT).until(() -> feed.connections().isEmpty());
  }

  private static void resume(RunningFeed feed) {
    feed.connector().request("resume");
    feed.connector().awaitTask("RUNNING");
    feed.awaitCaughtUp();
  }
}
