package dev.orderflow.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orderflow.integration.continuity.Continuity;
import dev.orderflow.integration.continuity.FeedRecord;
import dev.orderflow.integration.continuity.WebSocketSubscriber;
import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.SimulatorOptions;
import dev.orderflow.simulator.server.ConnectionView;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the topic holds is what the exchange sent, under the record contract. */
@ExtendWith(EmbeddedWorker.Shared.class)
class ConnectorRecordsIT {

  private static final List<String> MARKETS = List.of("btcusd", "ethusd");
  private static final List<String> CHANNELS =
      List.of(
          "live_orders_btcusd", "live_orders_ethusd", "live_trades_btcusd", "live_trades_ethusd");

  private final EmbeddedWorker worker;

  ConnectorRecordsIT(EmbeddedWorker worker) {
    this.worker = worker;
  }

  @Test
  void theTopicHoldsWhatTheExchangeSent() throws IOException {
    long before = micros();
    try (Simulator exchange =
            Simulator.start(
                SimulatorOptions.defaults()
                    .seed(7)
                    .markets(MARKETS.toArray(String[]::new))
                    .speed(10));
        WebSocketSubscriber subscriber = WebSocketSubscriber.of(exchange, CHANNELS);
        Deployment connector =
            Deployment.of(
                worker.rest(),
                "records",
                Deployment.with(
                    Deployment.reading(exchange, "records"),
                    "channels",
                    "live_orders,live_trades",
                    "markets",
                    "btcusd,ethusd"));
        TopicReader topic = new TopicReader(worker.bootstrapServers(), "records")) {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> framesTo(exchange, connection(exchange)) >= 3_000);
      assertThat(exchange.halt().drained()).isTrue();
      long sent = framesTo(exchange, connection(exchange));

      List<FeedRecord> records = topic.awaitFrames(sent);

      assertThat(TaskMetrics.value(connector.name(), "frames-polled-total")).hasValue(sent);
      // Sizes and single records: a message with all of them would be megabytes.
      assertThat(records.size()).isEqualTo(sent);
      CHANNELS.forEach(channel -> assertSameText(of(channel, records), subscriber.frames(channel)));
      for (String market : MARKETS) {
        Continuity.assertUnbrokenChain(of("live_orders_" + market, records));
        Continuity.assertGrowingTradeIds(of("live_trades_" + market, records));
      }
      long after = micros();
      records.forEach(record -> assertContract(record, before, after));
      assertThat(records.stream().map(FeedRecord::session).distinct()).hasSize(1);
    }
  }

  @Test
  void aTopicTemplateGivesEachMarketItsTopic() throws IOException {
    try (Simulator exchange =
            Simulator.start(SimulatorOptions.defaults().markets("btcusd", "ethusd").speed(10));
        Deployment connector =
            Deployment.of(
                worker.rest(),
                "template",
                Deployment.with(
                    Deployment.reading(exchange, "bitstamp.${market}"),
                    "markets",
                    "btcusd,ethusd",
                    "record.key",
                    "order_id"));
        TopicReader bitcoin = new TopicReader(worker.bootstrapServers(), "bitstamp.btcusd");
        TopicReader ether = new TopicReader(worker.bootstrapServers(), "bitstamp.ethusd")) {
      for (FeedRecord record : bitcoin.awaitFrames(50)) {
        assertThat(record.channel()).isEqualTo("live_orders_btcusd");
        assertThat(record.key()).hasValue(record.frame().path("data").path("id_str").asText());
      }
      for (FeedRecord record : ether.awaitFrames(50)) {
        assertThat(record.channel()).isEqualTo("live_orders_ethusd");
      }
      assertThat(TaskMetrics.value(connector.name(), "malformed-total")).hasValue(0);
    }
  }

  private static void assertContract(FeedRecord record, long before, long after) {
    JsonNode frame = record.frame();
    String channel = frame.path("channel").asText();
    assertThat(record.headers())
        .containsOnlyKeys("channel", "event", "origin", "received_at", "session")
        .containsEntry("channel", channel)
        .containsEntry("event", frame.path("event").asText())
        .containsEntry("origin", "stream");
    assertThat(record.key()).hasValue(channel.substring(channel.lastIndexOf('_') + 1));
    assertThat(record.timestamp())
        .isEqualTo(frame.path("data").path("microtimestamp").asLong() / 1_000);
    assertThat(Long.parseLong(record.headers().get("received_at"))).isBetween(before, after);
    assertThat(record.session()).isBetween(before, after);
  }

  /** The subscriber was there first and both were there at the end, so the topic is its tail. */
  private static void assertSameText(List<FeedRecord> records, List<String> seen) {
    assertThat(records.size()).isPositive();
    int earlier = seen.size() - records.size();
    assertThat(earlier).as("frames that only the subscriber has").isNotNegative();
    for (int i = 0; i < records.size(); i++) {
      assertThat(records.get(i).value()).isEqualTo(seen.get(earlier + i));
    }
  }

  private static List<FeedRecord> of(String channel, List<FeedRecord> records) {
    return records.stream().filter(record -> record.channel().equals(channel)).toList();
  }

  /** The connector's connection: the one that came after the subscriber's. */
  private static int connection(Simulator exchange) {
    return exchange.report().connections().stream()
        .mapToInt(ConnectionView::id)
        .max()
        .orElseThrow();
  }

  private static long framesTo(Simulator exchange, int connection) {
    return exchange.report().connections().stream()
        .filter(view -> view.id() == connection && connection > 1)
        .mapToLong(ConnectionView::dataFrames)
        .sum();
  }

  private static long micros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }
}
