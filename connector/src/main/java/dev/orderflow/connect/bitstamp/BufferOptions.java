package dev.orderflow.connect.bitstamp;

import static dev.orderflow.connect.bitstamp.BitstampSourceConfig.BATCH_RECORDS;
import static dev.orderflow.connect.bitstamp.BitstampSourceConfig.BUFFER_BYTES;
import static dev.orderflow.connect.bitstamp.BitstampSourceConfig.BUFFER_FRAMES;
import static dev.orderflow.connect.bitstamp.BitstampSourceConfig.POLL_WAIT;

import org.apache.kafka.common.config.ConfigDef.Importance;

/** The options of the group "Buffer": how much is held between the socket and Kafka. */
final class BufferOptions {

  private BufferOptions() {}

  static void declare(Options options) {
    options.group("Buffer");
    options.whole(
        BUFFER_FRAMES,
        20_000,
        100,
        10_000_000,
        Importance.MEDIUM,
        "Buffer, frames",
        "Most frames held between the socket and Kafka. When the buffer stays full the session is"
            + " closed on purpose, and opened again when it is half empty. As many again may be held"
            + " back while a repair is under way; then all are written, after a gap record.");
    options.whole(
        BUFFER_BYTES,
        64L << 20,
        64L << 10,
        8L << 30,
        Importance.MEDIUM,
        "Buffer, bytes",
        "Most bytes of frame text held between the socket and Kafka; in memory a frame takes about"
            + " twice its text, and several times that with value.format=struct.");
    options.whole(
        BATCH_RECORDS,
        2_000,
        1,
        100_000,
        Importance.LOW,
        "Records a poll",
        "Most records handed to Connect at once.");
    options.millis(
        POLL_WAIT,
        500,
        10,
        1_000,
        Importance.LOW,
        "Poll wait",
        "Longest time a poll waits for the first frame. Connect can neither stop the task nor commit"
            + " its offsets while it waits.");
  }
}
