package dev.orderflow.dashboard;

import dev.orderflow.runtime.KafkaTopics;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Writes records of one market as the connector and the Spark jobs write them, with values of the
 * caller's.
 */
class MarketRecords implements AutoCloseable {

  static final String SOURCE = "testTopic";
  static final String CANDLES = "orderflow.candles";
  static final String BOOK = "orderflow.book";
  static final String FLOW = "orderflow.flow";
  static final String ORDERS = "orderflow.orders";
  static final String ALERTS = "orderflow.alerts";

  private static final long SESSION = 1_788_551_700_000_000L;

  /** One candle as this writes it. */
  static final class Bar {
    final long start;
    final BigDecimal open;
    BigDecimal high;
    BigDecimal low;
    BigDecimal close;
    BigDecimal volume = BigDecimal.ZERO;
    BigDecimal quote = BigDecimal.ZERO;
    int trades;

    Bar(long start, BigDecimal price) {
      this.start = start;
      open = high = low = close = price;
    }

    /** A candle of trades of a quarter each. */
    static Bar of(Instant start, String... prices) {
      Bar bar = new Bar(start.toEpochMilli(), new BigDecimal(prices[0]));
      for (String price : prices) {
        bar.add(new BigDecimal(price), new BigDecimal("0.25"));
      }
      return bar;
    }

    void add(BigDecimal price, BigDecimal amount) {
      high = high.max(price);
      low = low.min(price);
      close = price;
      volume = volume.add(amount);
      quote = quote.add(price.multiply(amount));
      trades++;
    }
  }

  private final KafkaProducer<String, String> producer;
  private final String market;
  private final String prefix;
  private final List<Future<RecordMetadata>> sent = new ArrayList<>();
  private long orderId;

  MarketRecords(String bootstrapServers, String market, String prefix) {
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers, "acks", "all", "linger.ms", "0"),
            new StringSerializer(),
            new StringSerializer());
    this.market = market;
    this.prefix = prefix;
  }

  /** Makes all topics, their names with a prefix. */
  static void createTopics(String bootstrapServers, String prefix)
      throws ExecutionException, InterruptedException {
    KafkaTopics.create(
        bootstrapServers,
        Stream.of(SOURCE, CANDLES, BOOK, FLOW, ORDERS, ALERTS)
            .collect(Collectors.toMap(each -> prefix + each, each -> 1)));
  }

  /** The dashboard's options that name those topics. */
  static String[] options(String prefix) {
    return new String[] {
      "--topic=" + prefix + SOURCE,
      "--candles-topic=" + prefix + CANDLES,
      "--book-topic=" + prefix + BOOK,
      "--flow-topic=" + prefix + FLOW,
      "--orders-topic=" + prefix + ORDERS,
      "--alerts-topic=" + prefix + ALERTS
    };
  }

  String market() {
    return market;
  }

  /** Waits until the broker has everything. */
  void flush() throws ExecutionException, InterruptedException {
    producer.flush();
    for (Future<RecordMetadata> each : sent) {
      each.get();
    }
    sent.clear();
  }

  void trade(Instant at, String id, String price, String amount, boolean buy) {
    source(
        "live_trades",
        "trade",
        at,
        """
        {"data":{"id":%s,"timestamp":"%d","amount":%s,"amount_str":"%s","price":%s,"price_str":"%s","type":%d,"microtimestamp":"%s","buy_order_id":1,"sell_order_id":2},"channel":"live_trades_%s","event":"trade"}"""
            .formatted(
                id,
                at.getEpochSecond(),
                amount,
                amount,
                price,
                price,
                buy ? 0 : 1,
                micros(at),
                market));
  }

  void order(Instant at) {
    source(
        "live_orders",
        "order_created",
        at,
        """
        {"data":{"id":%d,"order_type":0,"price":79000,"amount":1,"microtimestamp":"%s"},"channel":"live_orders_%s","event":"order_created"}"""
            .formatted(++orderId, micros(at), market));
  }

  void gap(String channel, Instant from, Instant to, boolean repaired) {
    control(
        channel,
        "orderflow:gap",
        to,
        """
        {"event":"orderflow:gap","channel":"%s_%s","data":{"from_microtimestamp":"%s","to_microtimestamp":"%s","reason":"chain-broken","detail":"","repaired":%b,"repaired_events":0,"missing":null,"missing_modulo_4":null,"session":%d,"at":"%s"}}"""
            .formatted(channel, market, micros(from), micros(to), repaired, SESSION, micros(to)));
  }

  void session(String channel, String state, Instant at) {
    control(
        channel,
        "orderflow:session",
        at,
        """
        {"event":"orderflow:session","channel":"%s_%s","data":{"session":%d,"state":"%s","reason":"x","at":"%s"}}"""
            .formatted(channel, market, SESSION, state, micros(at)));
  }

  /** The candle of a bar, as its revision stands. */
  void candle(String interval, Bar bar, long length, long missing, boolean revised, int revision) {
    String start = Instant.ofEpochMilli(bar.start).toString();
    computed(
        CANDLES,
        market + "|" + interval + "|" + start,
        """
        {"market":"%s","interval":"%s","start":"%s","end":"%s","open":"%s","high":"%s","low":"%s","close":"%s","volume":"%s","quote_volume":"%s","vwap":%s,"trades":%d,"buy_volume":"0","sell_volume":"0","first_trade_id":1,"last_trade_id":2,"complete":%b,"missing_ms":%d,"late_trades":0,"repaired_trades":0,"final":false,"revised":%b,"revision":%d}"""
            .formatted(
                market,
                interval,
                start,
                Instant.ofEpochMilli(bar.start + length),
                plain(bar.open),
                plain(bar.high),
                plain(bar.low),
                plain(bar.close),
                plain(bar.volume),
                plain(bar.quote),
                bar.volume.signum() == 0
                    ? "null"
                    : '"' + plain(bar.quote.divide(bar.volume, 10, RoundingMode.HALF_EVEN)) + '"',
                bar.trades,
                missing == 0,
                missing,
                revised,
                revision),
        Instant.now());
  }

  void invalidBook(Instant at, String reason) {
    computed(
        BOOK,
        market,
        """
        {"market":"%s","at":"%s","trigger":"invalid","valid":false,"reason":"%s","touch":null,"orders":0,"audit":{"at":null,"agreement":null,"audits":0,"unequal_audits":0}}"""
            .formatted(market, at, reason),
        at);
  }

  void flow(String interval, long start, double imbalance, double sum) {
    computed(
        FLOW,
        market,
        String.format(
            Locale.ROOT,
            """
            {"market":"%s","interval":"%s","start":"%s","order_flow_imbalance":"%.6f","volume_delta":"%.6f","cumulative_volume_delta":"%.6f","complete":true,"missing_ms":0,"revision":0}""",
            market,
            interval,
            Instant.ofEpochMilli(start),
            imbalance,
            imbalance / 3,
            sum),
        Instant.ofEpochMilli(start));
  }

  void orderEnd(long at, String fate) {
    computed(
        ORDERS,
        market,
        """
        {"market":"%s","order_id":"%d","side":"buy","amount_filled":"0.5","amount_cancelled":"0.25","ended_at":"%s","fate":"%s"}"""
            .formatted(market, ++orderId, Instant.ofEpochMilli(at), fate),
        Instant.ofEpochMilli(at));
  }

  void alert(Instant at, String kind, String text) {
    computed(
        ALERTS,
        market,
        "{\"market\":\"%s\",\"at\":\"%s\",\"kind\":\"%s\",\"side\":null,\"price\":null,\"amount\":null,\"value\":null,\"threshold\":null,\"text\":\"%s\"}"
            .formatted(market, at, kind, text),
        at);
  }

  void computed(String topic, String key, String value, Instant timestamp) {
    ProducerRecord<String, String> record =
        new ProducerRecord<>(prefix + topic, null, timestamp.toEpochMilli(), key, value);
    header(record, "received_at", Long.toString(micros(Instant.now())));
    sent.add(producer.send(record));
  }

  /** A record with a value of the caller's. */
  void raw(String topic, String value) {
    sent.add(producer.send(new ProducerRecord<>(prefix + topic, market, value)));
  }

  private void source(String channel, String event, Instant at, String value) {
    sent.add(producer.send(record(channel, event, "stream", at, value)));
  }

  private void control(String channel, String event, Instant at, String value) {
    sent.add(producer.send(record(channel, event, "connector", at, value)));
  }

  private ProducerRecord<String, String> record(
      String channel, String event, String origin, Instant at, String value) {
    ProducerRecord<String, String> record =
        new ProducerRecord<>(prefix + SOURCE, null, at.toEpochMilli(), market, value);
    header(record, "channel", channel + "_" + market);
    header(record, "event", event);
    header(record, "origin", origin);
    header(record, "received_at", Long.toString(micros(at) + 1_900));
    header(record, "session", Long.toString(SESSION));
    return record;
  }

  private static void header(ProducerRecord<String, String> record, String name, String value) {
    record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
  }

  private static long micros(Instant at) {
    return at.getEpochSecond() * 1_000_000 + at.getNano() / 1_000;
  }

  private static String plain(BigDecimal value) {
    return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
  }

  @Override
  public void close() {
    producer.close();
  }
}
