package dev.orderflow.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderflow.integration.continuity.FeedComparison;
import dev.orderflow.integration.continuity.FeedRecord;
import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.SimulatorOptions;
import dev.orderflow.simulator.exchange.ChannelKind;
import dev.orderflow.simulator.exchange.Frame;
import dev.orderflow.simulator.exchange.OrderEventView;
import dev.orderflow.simulator.exchange.TradeView;
import dev.orderflow.simulator.server.ConnectionView;
import dev.orderflow.simulator.server.Delivery;
import dev.orderflow.simulator.server.Truth;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The exchange comes back with its clock an hour behind and its trade ids counted anew: every frame
 * that the new one sends is in the topic, behind a gap record that says what happened.
 */
@Tag("full")
@ExtendWith(EmbeddedWorker.Shared.class)
class ExchangeRestartIT {

  private static final String NAME = "exchange-restarted";
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int RATE = 500;

  private final EmbeddedWorker worker;

  ExchangeRestartIT(EmbeddedWorker worker) {
    this.worker = worker;
  }

  @Test
  void idsThatGoBackLoseNothingSilently() throws IOException {
    Instant started = Instant.now();
    Simulator before = exchange(0, 1, started);
    int port = before.port();
    Map<String, String> config = RunningFeed.impatientWithBooks(before, NAME);
    // What the new exchange does not list is not asked for again and again.
    config.put("repair.timeout.ms", "2000");
    try (RunningFeed feed = RunningFeed.of(worker, before, config);
        TopicReader topic = new TopicReader(worker.bootstrapServers(), NAME)) {
      feed.awaitPassed(Duration.ofSeconds(8));
      FeedComparison.Result result = feed.settle();
      result.assertHolds();
      before.close();

      try (Simulator after = exchange(port, 2, started.minus(Duration.ofHours(1)))) {
        await().atMost(LIMIT).until(() -> declared(topic.all()).size() == 5);
        RunningFeed.awaitPassed(after, Duration.ofSeconds(2));
        after.halt();

        for (ChannelKind kind : ChannelKind.values()) {
          String channel = kind.prefix() + RunningFeed.MARKET;
          List<String> sent = sent(after.truth(), kind, channel);
          await()
              .atMost(Duration.ofSeconds(20))
              .untilAsserted(
                  () ->
                      assertThat(framesBehindTheGap(topic.all(), channel).equals(sent))
                          .as("%s: all %d frames, in order", channel, sent.size())
                          .isTrue());
          assertThat(sent).as(channel).hasSizeGreaterThan(5);
        }
      }
    }
  }

  private static Simulator exchange(int port, long seed, Instant start) throws IOException {
    return Simulator.start(
        SimulatorOptions.defaults()
            .port(port)
            .seed(seed)
            .startTime(start)
            .rate(RATE)
            .retainedBookFrames(1_000));
  }

  /** The gap records that say so, by channel. */
  private static Set<String> declared(List<FeedRecord> records) {
    return records.stream()
        .filter(ExchangeRestartIT::saysThatIdsWentBack)
        .map(FeedRecord::channel)
        .collect(Collectors.toSet());
  }

  private static boolean saysThatIdsWentBack(FeedRecord record) {
    return record.headers().get("event").equals("orderflow:gap")
        && record.value().contains("went back");
  }

  private static List<String> framesBehindTheGap(List<FeedRecord> records, String channel) {
    List<FeedRecord> ofChannel =
        records.stream().filter(record -> record.channel().equals(channel)).toList();
    int gap =
        IntStream.range(0, ofChannel.size())
            .filter(at -> saysThatIdsWentBack(ofChannel.get(at)))
            .findFirst()
            .orElseThrow();
    return ofChannel.subList(gap, ofChannel.size()).stream()
        .filter(FeedRecord::isOfTheExchange)
        .map(FeedRecord::value)
        .toList();
  }

  /** The frames of a channel that the exchange sent over any connection. */
  private static List<String> sent(Truth truth, ChannelKind kind, String channel) {
    Set<String> ids =
        truth.connections().stream()
            .map(ConnectionView::id)
            .flatMap(connection -> truth.deliveries(connection, channel).stream())
            .filter(delivery -> delivery.status().sent())
            .map(Delivery::id)
            .collect(Collectors.toSet());
    return switch (kind) {
      case LIVE_ORDERS ->
          truth.orderEvents(RunningFeed.MARKET).stream()
              .filter(event -> ids.contains(event.eventId()))
              .map(OrderEventView::frame)
              .toList();
      case LIVE_TRADES ->
          truth.trades(RunningFeed.MARKET).stream()
              .filter(trade -> ids.contains(Long.toString(trade.id())))
              .map(TradeView::frame)
              .toList();
      default ->
          truth.bookFrames(RunningFeed.MARKET, kind).stream()
              .filter(frame -> ids.contains(Long.toString(frame.microtimestamp())))
              .map(Frame::json)
              .toList();
    };
  }
}
