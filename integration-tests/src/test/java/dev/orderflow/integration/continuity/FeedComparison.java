package dev.orderflow.integration.continuity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.exchange.ChannelKind;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * A topic read from its beginning and compared with the truth of a halted exchange, both channels
 * of order flow and the book channels that are there. Used by one thread.
 */
public final class FeedComparison {

  private static final Duration POLL = Duration.ofMillis(100);

  private final OrderContinuity orders;
  private final TradeContinuity trades;
  private final Map<String, BookContinuity> books = new LinkedHashMap<>();
  private long malformed;

  private FeedComparison(Simulator halted, String market, Collection<ChannelKind> bookChannels) {
    orders = new OrderContinuity(halted, market);
    ChannelDeliveries.Lives lives = ChannelDeliveries.Lives.of(halted.truth(), market);
    trades = new TradeContinuity(halted, market, lives);
    for (ChannelKind kind : bookChannels) {
      books.put(kind.prefix() + market, new BookContinuity(halted, market, kind, lives));
    }
  }

  /**
   * What the topic holds of the channels.
   *
   * @param books book channels by name
   * @param malformed frames kept that could not be understood
   * @param isComplete whether all that the exchange published last is there
   */
  public record Result(
      ChannelFigures orders,
      ChannelFigures trades,
      Map<String, ChannelFigures> books,
      long malformed,
      boolean isComplete) {

    /** Fails with examples of what is wrong where a channel does not hold. */
    public void assertHolds() {
      assertThat(channels().flatMap(figures -> figures.problems().stream())).isEmpty();
      assertThat(channels()).allMatch(ChannelFigures::holds);
    }

    private Stream<ChannelFigures> channels() {
      return Stream.concat(Stream.of(orders, trades), books.values().stream());
    }
  }

  /**
   * Reads on until everything published is written or declared, or until no event has come for as
   * long as the limit.
   *
   * @param bootstrapServers the broker
   * @param bookChannels the book channels that the topic has
   * @param topic of one partition; only committed records are read
   */
  public static Result of(
      String bootstrapServers,
      String topic,
      Simulator halted,
      String market,
      Collection<ChannelKind> bookChannels,
      Duration limit) {
    FeedComparison comparison = new FeedComparison(halted, market, bookChannels);
    comparison.read(bootstrapServers, topic, limit);
    return new Result(
        comparison.orders.figures(),
        comparison.trades.figures(),
        comparison.books.entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey,
                    book -> book.getValue().figures(),
                    (one, other) -> one,
                    LinkedHashMap::new)),
        comparison.malformed,
        comparison.isComplete());
  }

  private void read(String bootstrapServers, String topic, Duration limit) {
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "isolation.level",
                "read_committed",
                "max.poll.records",
                "5000"),
            new StringDeserializer(),
            new StringDeserializer())) {
      List<TopicPartition> partition = List.of(new TopicPartition(topic, 0));
      consumer.assign(partition);
      consumer.seekToBeginning(partition);
      long idleSince = System.nanoTime();
      while (System.nanoTime() - idleSince < limit.toNanos()) {
        boolean read = false;
        for (ConsumerRecord<String, String> consumed : consumer.poll(POLL)) {
          FeedRecord record = FeedRecord.of(consumed);
          accept(record);
          read |= record.isOfTheExchange();
        }
        if (read) {
          idleSince = System.nanoTime();
        } else if (isComplete()) {
          return;
        }
      }
    }
  }

  private boolean isComplete() {
    return orders.isComplete()
        && trades.isComplete()
        && books.values().stream().allMatch(BookContinuity::isComplete);
  }

  private void accept(FeedRecord record) {
    if (record.headers().get("event").equals("malformed")) {
      malformed++;
    } else if (record.channel().startsWith("live_orders_")) {
      orders.accept(record);
    } else if (record.channel().startsWith("live_trades_")) {
      trades.accept(record);
    } else if (books.containsKey(record.channel())) {
      books.get(record.channel()).accept(record);
    }
  }
}
