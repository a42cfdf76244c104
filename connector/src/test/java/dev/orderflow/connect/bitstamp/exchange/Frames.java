package dev.orderflow.connect.bitstamp.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Frames in the exchange's format, written for the tests. */
public final class Frames {

  static final String ORDER =
      "{\"data\":{\"id\":2046839978831872,\"id_str\":\"2046839978831872\",\"order_type\":1,"
          + "\"order_subtype\":5,\"datetime\":\"1788551766\",\"microtimestamp\":\"%d\","
          + "\"amount\":0.18816587,\"amount_str\":\"0.18816587\",\"amount_traded\":\"0\","
          + "\"amount_at_create\":\"0.18816587\",\"price\":79728.11,\"price_str\":\"79728.11\","
          + "\"is_liquidation\":false},\"channel\":\"live_orders_btcusd\","
          + "\"event\":\"order_created\",\"event_id\":\"%s\",\"pre_event_id\":\"%s\","
          + "\"order_source\":\"orderbook\"}";

  private Frames() {}

  static String order(int n) {
    return String.format(ORDER, 1788551766364000L + n * 1000L, eventId(n), eventId(n - 1));
  }

  static String eventId(int n) {
    return String.format("%016x-0000-0001%02x000020", 1788551766364000L + n * 1000L, n & 3);
  }

  static String trade(long id) {
    return "{\"data\":{\"id\":"
        + id
        + ",\"timestamp\":\"1788551770\",\"amount\":0.00062132,\"amount_str\":\"0.00062132\","
        + "\"price\":79715.39,\"price_str\":\"79715.39\",\"type\":0,"
        + "\"microtimestamp\":\"1788551770815000\",\"buy_order_id\":2046839997059073,"
        + "\"sell_order_id\":2046839970762754},\"channel\":\"live_trades_btcusd\","
        + "\"event\":\"trade\"}";
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Frames of a kind, one a line: {@code data} of every channel, event and age of the format, and
   * {@code control}.
   */
  public static List<String> ofKind(String kind) throws IOException {
    try (InputStream file = Frames.class.getResourceAsStream("/frames/" + kind + ".jsonl")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
