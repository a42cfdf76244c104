package dev.orderflow.spark;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A source topic as the connector writes it, of several markets: trades among order events, with
 * repeats, repairs, holes, sessions, and records that nobody can use.
 */
final class TradeFeed {

  /** Three minutes before a day ends in UTC, so that tables have two days, µs. */
  private static final long START = 1_767_225_420_000_000L;

  private final String topic;
  private final Random random;
  private final List<ProducerRecord<String, String>> records = new ArrayList<>();
  private int unusable;

  TradeFeed(String topic, long seed) {
    this.topic = topic;
    this.random = new Random(seed);
  }

  List<ProducerRecord<String, String>> records() {
    return records;
  }

  /** Records of which each belongs into the side output. */
  int unusable() {
    return unusable;
  }

  /** Adds the records of some markets, side by side, each on the partition of its number. */
  TradeFeed write(int trades, String... markets) {
    long[] time = new long[markets.length];
    long[] price = new long[markets.length];
    List<List<Runnable>> repairs = new ArrayList<>();
    for (int m = 0; m < markets.length; m++) {
      time[m] = START + m * 1_000;
      price[m] = 100_000;
      repairs.add(new ArrayList<>());
      session(m, markets[m], time[m]);
    }
    for (long id = 1; id <= trades; id++) {
      int m = random.nextInt(markets.length);
      String market = markets[m];
      for (int orders = random.nextInt(6); orders > 0; orders--) {
        time[m] += 1_000L * random.nextInt(60);
        record(m, market, "live_orders_" + market, "order_created", "stream", time[m], "{}");
      }
      time[m] += 1_000L * random.nextInt(200);
      price[m] += random.nextInt(21) - 10;
      String data = trade(id, time[m], price[m]);
      int dice = random.nextInt(200);
      long at = time[m];
      if (dice == 0) {
        hole(m, market, at, at + 1_500_000);
        time[m] += 1_500_000;
      } else if (dice < 10) {
        repairs.get(m).add(() -> tradeRecord(m, market, "repair", at, data));
      } else {
        tradeRecord(m, market, "stream", at, data);
        if (dice < 20) {
          tradeRecord(m, market, "stream", at, data);
        }
      }
      if (dice == 50) {
        repairs.get(m).forEach(Runnable::run);
        repairs.get(m).clear();
      }
      if (dice == 60) {
        unusable(m, market, at);
      }
    }
    repairs.forEach(list -> list.forEach(Runnable::run));
    return this;
  }

  private String trade(long id, long micros, long cents) {
    return "{\"data\":{\"id\":%d,\"timestamp\":\"%d\",\"amount_str\":\"%s\",\"price_str\":\"%s\",\"type\":%d,\"microtimestamp\":\"%d\"},\"event\":\"trade\"}"
        .formatted(
            id,
            micros / 1_000_000,
            BigDecimal.valueOf(1 + random.nextInt(100_000_000), 8).toPlainString(),
            BigDecimal.valueOf(cents, 2).toPlainString(),
            random.nextInt(2),
            micros);
  }

  private void tradeRecord(int partition, String market, String origin, long micros, String data) {
    record(partition, market, "live_trades_" + market, "trade", origin, micros, data);
  }

  private void session(int partition, String market, long micros) {
    record(
        partition,
        market,
        "live_trades_" + market,
        "orderflow:session",
        "connector",
        micros,
        "{\"event\":\"orderflow:session\",\"data\":{\"session\":7,\"state\":\"started\",\"reason\":\"subscribed\",\"at\":\"%d\"}}"
            .formatted(micros));
  }

  private void hole(int partition, String market, long from, long to) {
    record(
        partition,
        market,
        "live_trades_" + market,
        "orderflow:gap",
        "connector",
        to,
        "{\"event\":\"orderflow:gap\",\"data\":{\"from_microtimestamp\":\"%d\",\"to_microtimestamp\":\"%d\",\"reason\":\"closed\",\"repaired\":false,\"at\":\"%d\"}}"
            .formatted(from, to, to));
  }

  private void unusable(int partition, String market, long micros) {
    unusable++;
    switch (random.nextInt(4)) {
      case 0 -> records.add(new ProducerRecord<>(topic, partition, market, "not of the connector"));
      case 1 -> records.add(new ProducerRecord<>(topic, partition, market, null));
      case 2 -> record(partition, market, "", "malformed", "stream", micros, "{\"broken");
      default -> tradeRecord(partition, market, "stream", micros, "{\"data\":{\"id\":\"x\"}}");
    }
  }

  private void record(
      int partition,
      String market,
      String channel,
      String event,
      String origin,
      long micros,
      String value) {
    var made = new ProducerRecord<>(topic, partition, micros / 1_000, market, value);
    header(made, "channel", channel);
    header(made, "event", event);
    header(made, "origin", origin);
    header(made, "received_at", Long.toString(micros + 20_000));
    header(made, "session", "7");
    records.add(made);
  }

  private static void header(ProducerRecord<String, String> made, String key, String text) {
    made.headers().add(key, text.getBytes(StandardCharsets.UTF_8));
  }
}
