package dev.orderflow.connect.bitstamp;

import dev.orderflow.connect.bitstamp.continuity.ContinuityStatistics;
import dev.orderflow.connect.bitstamp.exchange.BitstampFeed;
import dev.orderflow.connect.bitstamp.exchange.BitstampHttp;
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
  private final BitstampHttp http;
  private final ContinuityStatistics continuity;
  private final LongAdder polled = new LongAdder();

  TaskMetrics(
      BitstampFeed feed, EventBuffer buffer, BitstampHttp http, ContinuityStatistics continuity) {
    this.feed = feed;
    this.buffer = buffer;
    this.http = http;
    this.continuity = continuity;
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
    registerContinuity(metrics);
    gauge(metrics, "sessions", "Sessions with every channel subscribed", feed::sessions);
    gauge(metrics, "buffer-frames", "Frames in the buffer", () -> buffer.fill().frames());
    gauge(metrics, "buffer-bytes", "Bytes in the buffer", () -> buffer.fill().bytes());
    gauge(metrics, "buffer-frames-limit", "Most frames it holds", () -> buffer.fill().maxFrames());
    gauge(metrics, "buffer-bytes-limit", "Most bytes it holds", () -> buffer.fill().maxBytes());
  }

  private void registerContinuity(PluginMetrics metrics) {
    gauge(
        metrics,
        "duplicates-dropped-total",
        "Frames dropped because their event had been written",
        continuity::duplicates);
    gauge(
        metrics,
        "gaps-repaired-total",
        "Gaps of which everything was fetched and written",
        continuity::gapsRepaired);
    gauge(
        metrics, "gaps-unrepaired-total", "Gaps that remain, declared", continuity::gapsUnrepaired);
    gauge(metrics, "events-repaired-total", "Events fetched over HTTP", continuity::eventsRepaired);
    gauge(
        metrics,
        "missing-time-ms-total",
        "Width of all unrepaired gaps in exchange time",
        () -> continuity.missingMicros() / 1000.0);
    gauge(metrics, "held-frames", "Frames held back at the moment", continuity::held);
    gauge(metrics, "held-frames-max", "Most frames ever held back", continuity::mostHeld);
    gauge(metrics, "held-bytes", "Bytes of the frames held back", continuity::heldBytes);
    gauge(metrics, "snapshots-total", "Order books written", continuity::snapshots);
    gauge(
        metrics,
        "snapshots-refused-total",
        "Order books refused as older than the stream",
        continuity::snapshotsRefused);
    gauge(metrics, "http-calls-total", "HTTP calls made", http::calls);
    gauge(metrics, "http-failures-total", "HTTP calls without a usable answer", http::failures);
  }

  private static void gauge(
      PluginMetrics metrics, String name, String description, DoubleSupplier value) {
    Gauge<Double> gauge = (config, now) -> value.getAsDouble();
    metrics.addMetric(metrics.metricName(name, description, new LinkedHashMap<>()), gauge);
  }
}
