package dev.orderflow.benchmarks.spark;

import dev.orderflow.simulator.market.Market;
import dev.orderflow.simulator.venue.AsciiBuffer;
import dev.orderflow.simulator.venue.BookView;
import dev.orderflow.simulator.venue.ChannelKind;
import dev.orderflow.simulator.venue.FrameKey;
import dev.orderflow.simulator.venue.FrameSink;
import dev.orderflow.simulator.venue.PublicChannel;
import dev.orderflow.simulator.venue.Venue;
import dev.orderflow.simulator.venue.VenueSettings;
import dev.orderflow.simulator.venue.VenueTruth;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Fills a topic with what the connector would write of a simulated market: a snapshot, then the
 * frames of orders and trades with the connector's headers, as fast as they can be made.
 */
final class VenueTopic implements FrameSink {

  private static final long START = 1_788_552_000_000_000L;
  private static final int BOOK_ORDERS = 5_000;
  private static final byte[] SESSION = Long.toString(START).getBytes(StandardCharsets.UTF_8);

  private final KafkaProducer<byte[], byte[]> producer;
  private final String topic;
  private final byte[] market;
  private long orders;

  private VenueTopic(KafkaProducer<byte[], byte[]> producer, String topic, String market) {
    this.producer = producer;
    this.topic = topic;
    this.market = market.getBytes(StandardCharsets.UTF_8);
  }

  /** Writes so many order events, and the trades among them. */
  static void fill(
      KafkaProducer<byte[], byte[]> producer, String topic, String market, long orders, long seed) {
    VenueTopic sink = new VenueTopic(producer, topic, market);
    Venue venue =
        new Venue(
            new VenueSettings(
                List.of(Market.named(market).orElseThrow()),
                seed,
                START,
                OptionalDouble.empty(),
                BOOK_ORDERS,
                20_000,
                0));
    sink.snapshot(new VenueTruth(venue).book(market), market);
    while (sink.orders < orders) {
      venue.advance(Long.MAX_VALUE - 1, 1_000, sink);
    }
    producer.flush();
  }

  private void snapshot(BookView book, String name) {
    StringBuilder text =
        new StringBuilder("{\"event\":\"orderflow:snapshot\",\"channel\":\"live_orders_")
            .append(name)
            .append("\",\"data\":{\"microtimestamp\":\"")
            .append(Math.max(START, book.microtimestamp()))
            .append("\",\"part\":1,\"parts\":1,\"bids\":");
    side(text, book.bids());
    text.append(",\"asks\":");
    side(text, book.asks());
    text.append(",\"at\":\"").append(START).append("\"}}");
    send(
        "live_orders_" + name,
        "orderflow:snapshot",
        "snapshot",
        START,
        text.toString().getBytes(StandardCharsets.US_ASCII));
  }

  private static void side(StringBuilder text, List<BookView.Entry> orders) {
    String separator = "[";
    for (BookView.Entry order : orders) {
      text.append(separator)
          .append("[\"")
          .append(order.price().toPlainString())
          .append("\",\"")
          .append(order.amount().toPlainString())
          .append("\",\"")
          .append(order.id())
          .append("\"]");
      separator = ",";
    }
    text.append(orders.isEmpty() ? "[]" : "]");
  }

  @Override
  public boolean wanted(PublicChannel channel) {
    return channel.kind() == ChannelKind.LIVE_ORDERS || channel.kind() == ChannelKind.LIVE_TRADES;
  }

  @Override
  public void publish(PublicChannel channel, FrameKey key, AsciiBuffer text) {
    byte[] value = new byte[text.length()];
    System.arraycopy(text.array(), 0, value, 0, value.length);
    String frame = new String(value, StandardCharsets.US_ASCII);
    String event = "trade";
    if (channel.kind() == ChannelKind.LIVE_ORDERS) {
      orders++;
      event = between(frame, "\"event\":\"", "\"");
    }
    long micros = Long.parseLong(between(frame, "\"microtimestamp\":\"", "\""));
    send(channel.name(), event, "stream", micros, value);
  }

  private static String between(String text, String before, String after) {
    int start = text.indexOf(before) + before.length();
    return text.substring(start, text.indexOf(after, start));
  }

  private void send(String channel, String event, String origin, long micros, byte[] value) {
    ProducerRecord<byte[], byte[]> made =
        new ProducerRecord<>(topic, 0, micros / 1_000, market, value);
    made.headers()
        .add("channel", channel.getBytes(StandardCharsets.US_ASCII))
        .add("event", event.getBytes(StandardCharsets.US_ASCII))
        .add("origin", origin.getBytes(StandardCharsets.US_ASCII))
        .add("received_at", Long.toString(micros + 20_000).getBytes(StandardCharsets.US_ASCII))
        .add("session", SESSION);
    producer.send(made);
  }
}
