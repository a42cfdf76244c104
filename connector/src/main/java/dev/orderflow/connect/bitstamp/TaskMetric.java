package dev.orderflow.connect.bitstamp;

import dev.orderflow.connect.bitstamp.exchange.EndReason;
import dev.orderflow.connect.bitstamp.exchange.FeedEventQueue;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * One metric of a task. {@link #ALL} is the one declaration of them: what is published, the
 * reference in {@code docs/metrics.md} and the rules of the JMX exporter all come from it.
 *
 * @param name its name in JMX; {@code -ms} is milliseconds, {@code -total} counts up from the
 *     task's start
 * @param group what it is about
 * @param description what it says, in one sentence
 * @param value reads it, on any thread
 */
record TaskMetric(
    String name, Group group, String description, ToDoubleFunction<MetricSources> value) {

  /** What a metric is about, in the order of the reference. */
  enum Group {
    /** Sockets and what came over them. */
    FEED("Feed"),
    /** Gaps, duplicates and repair. */
    CONTINUITY("Continuity"),
    /** Between the sockets and the task. */
    BUFFER("Buffer"),
    /** How late frames are. */
    LAG("Lag"),
    /** Calls to the exchange's HTTP API. */
    HTTP("HTTP");

    private final String title;

    Group(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }
  }

  /** Every metric of a task, in the order of the reference. */
  static final List<TaskMetric> ALL =
      Stream.of(feed(), sessionsEnded(), continuity(), buffer(), lags(), http())
          .flatMap(Function.identity())
          .toList();

  /** Whether it only grows while the task runs. */
  boolean isCounter() {
    return name.endsWith("-total");
  }

  private static Stream<TaskMetric> feed() {
    return Stream.of(
        new TaskMetric(
            "connected",
            Group.FEED,
            "1 while a session has every channel acknowledged, else 0.",
            task -> task.feed().isConnected() ? 1 : 0),
        new TaskMetric(
            "sessions",
            Group.FEED,
            "Sessions with every channel acknowledged.",
            task -> task.feed().sessions()),
        new TaskMetric(
            "sessions-wanted",
            Group.FEED,
            "Sessions there should be, as `connections` says.",
            task -> task.feed().sessionsWanted()),
        new TaskMetric(
            "session-age-ms",
            Group.FEED,
            "Age of the newest session; 0 while there is none.",
            task -> task.feed().sessionAge().toMillis()),
        new TaskMetric(
            "last-frame-age-ms",
            Group.FEED,
            "Time since the last market data frame, or since the start while there was none. Time in"
                + " which the socket stays closed because the buffer is full does not count.",
            task -> task.feed().silence().toMillis()),
        new TaskMetric(
            "last-sign-of-life-age-ms",
            Group.FEED,
            "Time since the last market data frame or answer to a heartbeat, or since the start while"
                + " there was none. Time in which the socket stays closed because the buffer is full"
                + " does not count, nor the first hour of a maintenance of which the exchange told.",
            task -> task.feed().sinceLife().toMillis()),
        new TaskMetric(
            "exchange-maintenance",
            Group.FEED,
            "1 while nothing is subscribed after the exchange asked for a reconnect or answered that"
                + " it is not available, else 0.",
            task -> task.feed().isInMaintenance() ? 1 : 0),
        new TaskMetric(
            "fail-after-ms",
            Group.FEED,
            "The `last-sign-of-life-age-ms` at which the task fails, as `task.fail.after.ms` says; not a"
                + " number when it never does.",
            task ->
                task.failAfter().map(Duration::toMillis).map(Long::doubleValue).orElse(Double.NaN)),
        new TaskMetric(
            "frames-received-total",
            Group.FEED,
            "Market data frames received, malformed ones and duplicates included.",
            task -> task.feed().statistics().frames()),
        new TaskMetric(
            "bytes-received-total",
            Group.FEED,
            "Bytes of those frames.",
            task -> task.feed().statistics().bytes()),
        new TaskMetric(
            "frames-polled-total",
            Group.FEED,
            "Frames handed to Connect, fetched ones included.",
            task -> task.pollMetrics().frames()),
        new TaskMetric(
            "records-not-written-total",
            Group.FEED,
            "Records that the topic refused while `errors.tolerance=all`, or that a transformation"
                + " dropped. Exchange events among them are declared in the topic.",
            task -> task.deliveries().notWritten()),
        new TaskMetric(
            "malformed-total",
            Group.FEED,
            "Frames that could not be understood.",
            task -> task.feed().statistics().malformed()),
        new TaskMetric(
            "signals-total",
            Group.FEED,
            "Signals from operators that were taken.",
            task -> task.signals().accepted()),
        new TaskMetric(
            "signals-refused-total",
            Group.FEED,
            "Signals that could not be understood, or not be followed.",
            task -> task.signals().refused()),
        new TaskMetric(
            "exchange-errors-total",
            Group.FEED,
            "Error messages from the exchange.",
            task -> task.feed().statistics().venueErrors()),
        new TaskMetric(
            "sessions-ended-total",
            Group.FEED,
            "Sessions that ended, for whatever reason.",
            task -> task.feed().statistics().ended()));
  }

  private static Stream<TaskMetric> sessionsEnded() {
    return Arrays.stream(EndReason.values())
        .map(
            reason ->
                new TaskMetric(
                    "sessions-ended-" + reason.label() + "-total",
                    Group.FEED,
                    "Sessions that ended for this reason. " + reason.description(),
                    task -> task.feed().statistics().ended(reason)));
  }

  private static Stream<TaskMetric> continuity() {
    return Stream.of(
        new TaskMetric(
            "gaps-found-total",
            Group.CONTINUITY,
            "Gaps that were settled, repaired or not. One whose repair still runs shows as"
                + " `held-frames`.",
            task -> task.continuity().gapsRepaired() + task.continuity().gapsUnrepaired()),
        new TaskMetric(
            "gaps-repaired-total",
            Group.CONTINUITY,
            "Gaps of which everything was fetched and written.",
            task -> task.continuity().gapsRepaired()),
        new TaskMetric(
            "gaps-unrepaired-total",
            Group.CONTINUITY,
            "Gaps that remain in the topic, declared there.",
            task -> task.continuity().gapsUnrepaired()),
        new TaskMetric(
            "missing-time-ms-total",
            Group.CONTINUITY,
            "Width of all unrepaired gaps in exchange time.",
            task -> task.continuity().missingMicros() / 1000.0),
        new TaskMetric(
            "events-repaired-total",
            Group.CONTINUITY,
            "Events fetched over HTTP and written.",
            task -> task.continuity().eventsRepaired()),
        new TaskMetric(
            "duplicates-dropped-total",
            Group.CONTINUITY,
            "Frames dropped because their event had been written; with two connections, nearly"
                + " every second frame.",
            task -> task.continuity().duplicates()),
        new TaskMetric(
            "held-frames",
            Group.CONTINUITY,
            "Frames held back at the moment, until what belongs before them is there.",
            task -> task.continuity().held()),
        new TaskMetric(
            "held-frames-max",
            Group.CONTINUITY,
            "Most frames ever held back.",
            task -> task.continuity().mostHeld()),
        new TaskMetric(
            "held-bytes",
            Group.CONTINUITY,
            "Bytes of the frames held back at the moment.",
            task -> task.continuity().heldBytes()),
        new TaskMetric(
            "snapshots-total",
            Group.CONTINUITY,
            "Order books written.",
            task -> task.continuity().snapshots()),
        new TaskMetric(
            "snapshots-refused-total",
            Group.CONTINUITY,
            "Order books refused because they were older than the stream.",
            task -> task.continuity().snapshotsRefused()));
  }

  private static Stream<TaskMetric> buffer() {
    return Stream.of(
        new TaskMetric(
            "buffer-frames",
            Group.BUFFER,
            "Frames that wait for the task.",
            task -> task.queue().fill().frames()),
        new TaskMetric(
            "buffer-age-ms",
            Group.BUFFER,
            "How long the oldest event has waited for the task; 0 when none waits. It grows while the"
                + " connector is paused.",
            task -> bufferAge(task.queue().fill(), task.micros().getAsLong())),
        new TaskMetric(
            "buffer-frames-limit",
            Group.BUFFER,
            "Most frames that may wait, as `buffer.max.frames` says.",
            task -> task.queue().fill().maxFrames()),
        new TaskMetric(
            "buffer-bytes",
            Group.BUFFER,
            "Bytes of the frames that wait.",
            task -> task.queue().fill().bytes()),
        new TaskMetric(
            "buffer-bytes-limit",
            Group.BUFFER,
            "Most bytes that may wait, as `buffer.max.bytes` says.",
            task -> task.queue().fill().maxBytes()));
  }

  private static double bufferAge(FeedEventQueue.Fill fill, long nowMicros) {
    return fill.oldestAt() == 0 ? 0 : (nowMicros - fill.oldestAt()) / 1000.0;
  }

  private static Stream<TaskMetric> lags() {
    return Stream.concat(
        percentiles(
            "exchange-to-receive-lag-ms",
            "time from the exchange's stamp to receipt, by the exchange's clock and the worker's",
            task -> task.pollMetrics().exchangeToReceive()),
        percentiles(
            "receive-to-poll-lag-ms",
            "time from receipt to the poll that handed the frame to Connect, or until now for the"
                + " oldest one that waits",
            TaskMetric::receiveToPoll));
  }

  /** What waits has a lag too, and while the connector is paused nothing else has. */
  private static LagWindow.Percentiles receiveToPoll(MetricSources task) {
    LagWindow.Percentiles polled = task.pollMetrics().receiveToPoll();
    double oldest = bufferAge(task.queue().fill(), task.micros().getAsLong());
    return new LagWindow.Percentiles(
        polled.at(),
        polled.p50(),
        polled.p95(),
        polled.p99(),
        Math.max(oldest, orZero(polled.max())));
  }

  private static double orZero(double lag) {
    return Double.isNaN(lag) ? 0 : lag;
  }

  private static Stream<TaskMetric> percentiles(
      String name, String of, Function<MetricSources, LagWindow.Percentiles> window) {
    return Stream.of(
        new TaskMetric(
            name + "-p50",
            Group.LAG,
            "Median over the last minute of the " + of + ".",
            task -> window.apply(task).p50()),
        new TaskMetric(
            name + "-p95",
            Group.LAG,
            "95th percentile over the last minute of the " + of + ".",
            task -> window.apply(task).p95()),
        new TaskMetric(
            name + "-p99",
            Group.LAG,
            "99th percentile over the last minute of the " + of + ".",
            task -> window.apply(task).p99()),
        new TaskMetric(
            name + "-max",
            Group.LAG,
            "Longest over the last minute of the " + of + ".",
            task -> window.apply(task).max()));
  }

  private static Stream<TaskMetric> http() {
    return Stream.of(
        new TaskMetric(
            "http-calls-total",
            Group.HTTP,
            "Calls made to the exchange's HTTP API.",
            task -> task.http().calls()),
        new TaskMetric(
            "http-failures-total",
            Group.HTTP,
            "Calls that gave no usable answer.",
            task -> task.http().failures()),
        new TaskMetric(
            "exchange-clock-offset-ms",
            Group.HTTP,
            "How far the exchange's clock is ahead of the worker's, by the replies of its HTTP API; not"
                + " a number while none has told.",
            task -> clock(task, task.http().clockOffset().micros())),
        new TaskMetric(
            "exchange-clock-uncertainty-ms",
            Group.HTTP,
            "How far the real offset may be from that.",
            task -> clock(task, task.http().clockOffset().uncertaintyMicros())));
  }

  private static double clock(MetricSources task, long micros) {
    return task.http().clockOffset().isKnown() ? micros / 1000.0 : Double.NaN;
  }
}
