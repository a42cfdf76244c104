package dev.orderflow.benchmarks.spark;

import dev.orderflow.simulator.venue.AsciiBuffer;
import dev.orderflow.simulator.venue.BookView;
import dev.orderflow.simulator.venue.ChannelKind;
import dev.orderflow.simulator.venue.PublicChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes records to a topic as the connector would: the frame as it came, and its headers. */
final class SourceTopic {

  /** The channels that are written. */
  static final Set<ChannelKind> OF_CONNECTOR =
      Set.of(ChannelKind.LIVE_ORDERS, ChannelKind.LIVE_TRADES);

  private final KafkaProducer<byte[], byte[]> producer;
  private final String topic;
  private final byte[] session;

  /**
   * A topic to write to.
   *
   * @param producer what writes; stays the caller's
   * @param topic its name
   * @param session the number of the session that all records claim to come from
   */
  SourceTopic(KafkaProducer<byte[], byte[]> producer, String topic, long session) {
    this.producer = producer;
    this.topic = topic;
    this.session = Long.toString(session).getBytes(StandardCharsets.US_ASCII);
  }

  static long nowMicros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }

  /**
   * Writes a frame.
   *
   * @param receivedAt when it was received, of the exchange's time; microseconds since the epoch
   */
  void frame(PublicChannel channel, AsciiBuffer text, LongUnaryOperator receivedAt) {
    byte[] value = new byte[text.length()];
    System.arraycopy(text.array(), 0, value, 0, value.length);
    String frame = new String(value, StandardCharsets.US_ASCII);
    String event =
        channel.kind() == ChannelKind.LIVE_ORDERS ? between(frame, "\"event\":\"", "\"") : "trade";
    long micros = Long.parseLong(between(frame, "\"microtimestamp\":\"", "\""));
    String name = channel.name();
    send(
        name.substring(name.lastIndexOf('_') + 1),
        name,
        event,
        "stream",
        micros,
        receivedAt.applyAsLong(micros),
        value);
  }

  /** Writes a whole book. */
  void snapshot(String market, BookView book, long micros, long receivedAt) {
    StringBuilder text =
        new StringBuilder("{\"event\":\"orderflow:snapshot\",\"channel\":\"live_orders_")
            .append(market)
            .append("\",\"data\":{\"microtimestamp\":\"")
            .append(Math.max(micros, book.microtimestamp()))
            .append("\",\"part\":1,\"parts\":1,\"bids\":");
    side(text, book.bids());
    text.append(",\"asks\":");
    side(text, book.asks());
    text.append(",\"at\":\"").append(micros).append("\"}}");
    send(
        market,
        "live_orders_" + market,
        "orderflow:snapshot",
        "snapshot",
        micros,
        receivedAt,
        text.toString().getBytes(StandardCharsets.US_ASCII));
  }

  void flush() {
    producer.flush();
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

  private static String between(String text, String before, String after) {
    int start = text.indexOf(before) + before.length();
    return text.substring(start, text.indexOf(after, start));
  }

  private void send(
      String market,
      String channel,
      String event,
      String origin,
      long micros,
      long receivedAt,
      byte[] value) {
    ProducerRecord<byte[], byte[]> made =
        new ProducerRecord<>(
            topic, null, micros / 1_000, market.getBytes(StandardCharsets.US_ASCII), value);
    made.headers()
        .add("channel", channel.getBytes(StandardCharsets.US_ASCII))
        .add("event", event.getBytes(StandardCharsets.US_ASCII))
        .add("origin", origin.getBytes(StandardCharsets.US_ASCII))
        .add("received_at", Long.toString(receivedAt).getBytes(StandardCharsets.US_ASCII))
        .add("session", session);
    producer.send(made);
  }
}
