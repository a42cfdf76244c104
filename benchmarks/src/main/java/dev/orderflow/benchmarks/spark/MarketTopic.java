package dev.orderflow.benchmarks.spark;

import dev.orderflow.benchmarks.feed.FrameSource;
import dev.orderflow.benchmarks.topic.LatencyConsumer;
import dev.orderflow.simulator.exchange.BookView;
import dev.orderflow.simulator.exchange.ChannelKind;
import dev.orderflow.simulator.exchange.Exchange;
import dev.orderflow.simulator.exchange.ExchangeSettings;
import dev.orderflow.simulator.exchange.ExchangeTruth;
import dev.orderflow.simulator.exchange.Frame;
import dev.orderflow.simulator.exchange.FrameSink;
import dev.orderflow.simulator.exchange.PublicChannel;
import dev.orderflow.simulator.market.Market;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongUnaryOperator;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes what the connector would write of a simulated BTC/USD: a snapshot, then the frames of
 * orders and trades as they come, with the connector's headers. Either as fast as they can be made,
 * or in real time, on a thread of its own until it is closed.
 */
final class MarketTopic implements FrameSink, AutoCloseable {

  /** The market. */
  static final String MARKET = "btcusd";

  private static final String ORDERS = "live_orders_" + MARKET;
  private static final long PAST = 1_788_552_000_000_000L;
  private static final int BOOK_ORDERS = 5_000;

  /** Order events a second in a busy minute. */
  private static final double LIVE_RATE = 150;

  private static final long TRAVEL_MICROS = 20_000;
  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final KafkaProducer<byte[], byte[]> producer;
  private final String topic;
  private final Exchange exchange;

  /** When a record is received, by the exchange's time; microseconds since the epoch. */
  private final LongUnaryOperator receivedAt;

  private final Thread thread = new Thread(this::runInRealTime, "market-topic");
  private volatile boolean closed;

  /** Written by the thread that makes frames. */
  private volatile long orders;

  private volatile long written;

  /** The first thing that went wrong: set by the producer's thread, or by the one that writes. */
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  private MarketTopic(
      Map<String, Object> producerSettings,
      String topic,
      long startMicros,
      OptionalDouble rate,
      LongUnaryOperator receivedAt) {
    producer =
        new KafkaProducer<>(producerSettings, new ByteArraySerializer(), new ByteArraySerializer());
    this.topic = topic;
    this.receivedAt = receivedAt;
    exchange =
        new Exchange(
            new ExchangeSettings(
                List.of(Market.named(MARKET).orElseThrow()),
                1,
                startMicros,
                rate,
                BOOK_ORDERS,
                20_000,
                0));
    send(ORDERS, "orderflow:snapshot", "snapshot", startMicros, snapshot(startMicros));
  }

  /**
   * Writes so many order events of the past, and the trades among them.
   *
   * @param bootstrapServers the broker
   * @param topic exists
   * @param orders order events
   * @throws IOException where one cannot be written
   */
  static void fill(String bootstrapServers, String topic, long orders) throws IOException {
    try (MarketTopic made =
        new MarketTopic(
            Map.of(
                "bootstrap.servers", bootstrapServers,
                "linger.ms", "20",
                "batch.size", "262144",
                "compression.type", "lz4"),
            topic,
            PAST,
            OptionalDouble.empty(),
            micros -> micros + TRAVEL_MICROS)) {
      while (made.orders < orders) {
        made.exchange.advance(Long.MAX_VALUE - 1, 1_000, made);
      }
    }
  }

  /**
   * Starts a market at its live rate in a busy minute. A record is received at the instant at which
   * it is handed to Kafka's producer, and every latency counts from there.
   *
   * @param bootstrapServers the broker
   * @param topic exists
   */
  static MarketTopic live(String bootstrapServers, String topic) {
    MarketTopic live =
        new MarketTopic(
            Map.of("bootstrap.servers", bootstrapServers, "linger.ms", "0"),
            topic,
            LatencyConsumer.nowMicros(),
            OptionalDouble.of(LIVE_RATE),
            micros -> LatencyConsumer.nowMicros());
    live.thread.start();
    return live;
  }

  /**
   * Frames written so far.
   *
   * @throws IOException where one could not be written
   */
  long written() throws IOException {
    requireWhole();
    return written;
  }

  private void requireWhole() throws IOException {
    if (failure.get() != null) {
      throw new IOException("topic " + topic + " lacks a frame", failure.get());
    }
  }

  private void runInRealTime() {
    try {
      while (!closed) {
        exchange.advance(LatencyConsumer.nowMicros(), 10_000, this);
        LockSupport.parkNanos(STEP_NANOS);
      }
    } catch (RuntimeException failed) {
      failure.compareAndSet(null, failed);
    }
  }

  @Override
  public boolean wanted(PublicChannel channel) {
    return channel.kind() == ChannelKind.LIVE_ORDERS || channel.kind() == ChannelKind.LIVE_TRADES;
  }

  @Override
  public void publish(Frame frame) {
    String text = frame.json();
    boolean order = frame.channel().kind() == ChannelKind.LIVE_ORDERS;
    orders += order ? 1 : 0;
    written++;
    send(
        frame.channel().name(),
        order ? FrameSource.field(text, "event") : "trade",
        "stream",
        frame.microtimestamp(),
        text);
  }

  private String snapshot(long micros) {
    BookView book = new ExchangeTruth(exchange).book(MARKET);
    return String.format(
        Locale.ROOT,
        """
        {"event":"orderflow:snapshot","channel":"%s","data":{"microtimestamp":"%d","part":1,"parts":1,\
        "bids":%s,"asks":%s,"at":"%d"}}""",
        ORDERS,
        Math.max(micros, book.microtimestamp()),
        levels(book.bids()),
        levels(book.asks()),
        micros);
  }

  private static String levels(List<BookView.Entry> orders) {
    return orders.stream()
        .map(
            order ->
                String.format(
                    Locale.ROOT,
                    "[\"%s\",\"%s\",\"%d\"]",
                    order.price().toPlainString(),
                    order.amount().toPlainString(),
                    order.id()))
        .collect(Collectors.joining(",", "[", "]"));
  }

  private void send(String channel, String event, String origin, long micros, String value) {
    ProducerRecord<byte[], byte[]> made =
        new ProducerRecord<>(topic, null, micros / 1_000, ascii(MARKET), ascii(value));
    made.headers()
        .add("channel", ascii(channel))
        .add("event", ascii(event))
        .add("origin", ascii(origin))
        .add("received_at", ascii(Long.toString(receivedAt.applyAsLong(micros))))
        .add("session", ascii("1"));
    producer.send(made, (sent, failed) -> failure.compareAndSet(null, failed));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Waits until everything is in the topic, which it then must be. */
  @Override
  public void close() throws IOException {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException wanted) {
      Thread.currentThread().interrupt();
    }
    producer.close();
    requireWhole();
  }
}
