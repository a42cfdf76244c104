package dev.orderflow.connect.bitstamp;

import dev.orderflow.connect.bitstamp.exchange.BitstampFeed;
import dev.orderflow.connect.bitstamp.exchange.EndReason;
import dev.orderflow.connect.bitstamp.exchange.EventBuffer;
import dev.orderflow.connect.bitstamp.exchange.FeedStatistics;
import java.util.LinkedHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.source.SourceTaskContext;

/**
 * The task's metrics, which Connect publishes and removes with the task (KIP-877, Kafka 4.1).
 *
 * <p>The only class that names {@link PluginMetrics}: older workers do not have it, and there the
 * task runs without metrics of its own.
 */
final class TaskMetrics {

  private final BitstampFeed feed;
  private final EventBuffer buffer;
  private final LongAdder polled = new LongAdder();

  TaskMetrics(BitstampFeed feed, EventBuffer buffer) {
    this.feed = feed;
    this.buffer = buffer;
  }

  /** Counts frames handed to Connect; called by the task thread. */
  void framesPolled(int frames) {
    polled.add(frames);
  }

  void register(SourceTaskContext context) {
    PluginMetrics metrics;
    try {
      metrics = context.pluginMetrics();
    } catch (NoSuchMethodError | NoClassDefFoundError e) {
      return;
    }
    if (metrics == null) {
      return;
    }
    FeedStatistics statistics = feed.statistics();
    gauge(
        metrics,
        "connected",
        "1 while every channel is subscribed",
        () -> feed.isConnected() ? 1 : 0);
    gauge(metrics, "session-age-ms", "Age of the open session", () -> feed.sessionAge().toMillis());
    gauge(
        metrics,
        "last-frame-age-ms",
        "Time since the last data frame",
        () -> feed.silence().toMillis());
    gauge(metrics, "frames-received-total", "Data frames received", statistics::frames);
    gauge(metrics, "bytes-received-total", "Bytes of data frames received", statistics::bytes);
    gauge(metrics, "frames-polled-total", "Frames handed to Connect", polled::sum);
    gauge(metrics, "malformed-total", "Frames that were malformed", statistics::malformed);
    gauge(metrics, "exchange-errors-total", "Error messages received", statistics::venueErrors);
    gauge(metrics, "sessions-ended-total", "Sessions that ended", statistics::ended);
    for (EndReason reason : EndReason.values()) {
      gauge(
          metrics,
          "sessions-ended-" + reason.label() + "-total",
          "Sessions that ended: " + reason.label(),
          () -> statistics.ended(reason));
    }
    gauge(metrics, "buffer-frames", "Frames in the buffer", () -> buffer.fill().frames());
    gauge(metrics, "buffer-bytes", "Bytes in the buffer", () -> buffer.fill().bytes());
    gauge(metrics, "buffer-frames-limit", "Most frames it holds", () -> buffer.fill().maxFrames());
    gauge(metrics, "buffer-bytes-limit", "Most bytes it holds", () -> buffer.fill().maxBytes());
  }

  private static void gauge(
      PluginMetrics metrics, String name, String description, DoubleSupplier value) {
    Gauge<Double> gauge = (config, now) -> value.getAsDouble();
    metrics.addMetric(metrics.metricName(name, description, new LinkedHashMap<>()), gauge);
  }
}
