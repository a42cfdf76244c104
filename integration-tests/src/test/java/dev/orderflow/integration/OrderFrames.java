package dev.orderflow.integration;

/**
 * Frames of an unbroken chain of orders of btcusd, by number from 1, a millisecond apart.
 *
 * @param startMicros when the chain began, whole milliseconds, microseconds since the epoch
 */
record OrderFrames(long startMicros) {

  /** A frame of the order flow whose predecessor, by number, is another. */
  String order(int number, int previous) {
    return order(number, previous, micros(number));
  }

  /** The same, with a time that is not the one in its id. */
  String order(int number, int previous, long micros) {
    return String.format(
        "{\"data\":{\"id\":7,\"id_str\":\"7\",\"order_type\":0,\"microtimestamp\":\"%s\",\"amount\":1,"
            + "\"amount_str\":\"1.00\",\"price\":1,\"price_str\":\"1.00\"},"
            + "\"channel\":\"live_orders_btcusd\",\"event\":\"order_created\","
            + "\"event_id\":\"%s\",\"pre_event_id\":\"%s\"}",
        micros, eventId(number), eventId(previous));
  }

  /** When an order happened, microseconds since the epoch. */
  long micros(int number) {
    return startMicros + number * 1000L;
  }

  /** An event's place in the chain. */
  String eventId(int number) {
    String hex = String.format("%016x", micros(number));
    return hex.substring(0, 8)
        + "-"
        + hex.substring(8, 12)
        + "-"
        + hex.substring(12)
        + String.format("-0000-0001%02x000020", number & 3);
  }
}
