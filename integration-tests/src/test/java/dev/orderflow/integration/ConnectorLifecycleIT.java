package dev.orderflow.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.orderflow.integration.continuity.Continuity;
import dev.orderflow.integration.continuity.FeedRecord;
import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.SimulatorOptions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The connector obeys the worker, and leaves nothing behind. */
@ExtendWith(EmbeddedWorker.Shared.class)
class ConnectorLifecycleIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final EmbeddedWorker worker;

  ConnectorLifecycleIT(EmbeddedWorker worker) {
    this.worker = worker;
  }

  @Test
  void pausesResumesRestartsStopsAndGoes() throws IOException {
    try (Simulator exchange = exchange();
        TopicReader topic = new TopicReader(worker.bootstrapServers(), "lifecycle")) {
      try (Deployment connector =
          Deployment.of(worker.rest(), "lifecycle", Deployment.reading(exchange, "lifecycle"))) {
        List<FeedRecord> first = topic.awaitFrames(100);

        connector.request("pause");
        connector.awaitTask("PAUSED");
        long sentInPause = exchange.report().dataFrames() + 200;
        await().atMost(LIMIT).until(() -> exchange.report().dataFrames() > sentInPause);
        connector.request("resume");
        connector.awaitTask("RUNNING");

        List<FeedRecord> resumed = topic.awaitFrames(sentInPause);
        assertThat(last(resumed).session()).isEqualTo(last(first).session());
        Continuity.assertUnbrokenChain(resumed);

        connector.restart();
        FeedRecord restarted = awaitLaterSession(topic, last(resumed));

        connector.request("stop");
        await().atMost(LIMIT).until(() -> connector.status().path("tasks").isEmpty());
        assertThat(connector.status().at("/connector/state").asText()).isEqualTo("STOPPED");
        EmbeddedWorker.awaitNothingLeft(exchange);

        connector.request("resume");
        connector.awaitTask("RUNNING");
        awaitLaterSession(topic, restarted);
      }
      EmbeddedWorker.awaitNothingLeft(exchange);
    }
  }

  @Test
  void publishesMetricsWhileItExists() throws IOException {
    try (Simulator exchange = exchange()) {
      try (Deployment connector =
              Deployment.of(worker.rest(), "metrics", Deployment.reading(exchange, "metrics"));
          TopicReader topic = new TopicReader(worker.bootstrapServers(), "metrics")) {
        topic.awaitFrames(100);
        assertThat(exchange.halt().drained()).isTrue();
        double sent = exchange.report().dataFrames();
        await()
            .atMost(LIMIT)
            .untilAsserted(
                () -> assertThat(metric(connector, "frames-polled-total")).hasValue(sent));

        assertThat(metric(connector, "frames-received-total")).hasValue(sent);
        assertThat(metric(connector, "connected")).hasValue(1);
        assertThat(metric(connector, "malformed-total")).hasValue(0);
        assertThat(metric(connector, "sessions-ended-total")).hasValue(0);
        assertThat(metric(connector, "buffer-frames")).hasValue(0);
        assertThat(metric(connector, "bytes-received-total").orElseThrow())
            .isGreaterThan(sent * 100);
      }
      assertThat(TaskMetrics.names("metrics")).isEmpty();
    }
  }

  @Test
  void aSignalBringsABookAndAComparisonAndABadOneChangesNothing() throws Exception {
    try (Simulator exchange = exchange();
        TopicReader topic = new TopicReader(worker.bootstrapServers(), "signals")) {
      Map<String, String> config = Deployment.reading(exchange, "signals");
      Deployment.with(
          config, "channels", "live_orders,live_trades", "trades.audit.interval.ms", "0");
      try (Deployment connector = Deployment.of(worker.rest(), "signals", config)) {
        topic.awaitFrames(100);
        awaitMore(topic, "orderflow:snapshot", 0);
        long books = count(topic, "orderflow:snapshot");

        assertThat(signal(connector, "execute-snapshot", "{\"markets\":[\"btcusd\"]}"))
            .isEqualTo("execute-snapshot of [live_orders_btcusd]");
        awaitMore(topic, "orderflow:snapshot", books);

        long proofs = provenByList(topic);
        signal(connector, "execute-audit", "");
        await().atMost(LIMIT).until(() -> provenByList(topic) > proofs);

        assertThatThrownBy(() -> signal(connector, "execute-snapshot", "btcusd"))
            .hasRootCauseMessage("data must be empty or {\"markets\":[\"btcusd\"]}");
        assertThat(metric(connector, "signals-total")).hasValue(2);
        assertThat(metric(connector, "signals-refused-total")).hasValue(1);
        connector.awaitTask("RUNNING");
        Continuity.assertUnbrokenChain(
            topic.frames().stream()
                .filter(frame -> frame.channel().equals("live_orders_btcusd"))
                .toList());
      }
      assertThat(ManagementFactory.getPlatformMBeanServer().isRegistered(signals("signals")))
          .isFalse();
    }
  }

  private static Object signal(Deployment connector, String type, String data) throws JMException {
    return ManagementFactory.getPlatformMBeanServer()
        .invoke(
            signals(connector.name()),
            "signal",
            new Object[] {"test", type, data},
            Collections.nCopies(3, String.class.getName()).toArray(String[]::new));
  }

  private static ObjectName signals(String connector) throws JMException {
    return new ObjectName("orderflow.bitstamp:type=signals,connector=" + connector + ",task=0");
  }

  private static void awaitMore(TopicReader topic, String event, long than) {
    await().atMost(LIMIT).until(() -> count(topic, event) > than);
  }

  private static long count(TopicReader topic, String event) {
    return topic.all().stream()
        .filter(record -> record.headers().get("event").equals(event))
        .count();
  }

  private static long provenByList(TopicReader topic) {
    return topic.all().stream()
        .filter(record -> record.headers().get("event").equals("orderflow:proof"))
        .filter(record -> record.frame().path("data").path("by").asText().equals("list"))
        .count();
  }

  @Test
  void anIdleTaskWaitsInsteadOfSpinningAndStopsAtOnce() throws IOException {
    try (Simulator exchange = exchange();
        TopicReader topic = new TopicReader(worker.bootstrapServers(), "idle")) {
      Map<String, String> config = Deployment.reading(exchange, "idle");
      // Longer than a stop is waited for: one that waited for the next of these would be seen.
      Deployment.with(config, "ping.interval.ms", "60000", "heartbeat.interval.ms", "60000");
      long stopRequestedAt;
      try (Deployment connector = Deployment.of(worker.rest(), "idle", config)) {
        topic.awaitFrames(1);
        assertThat(exchange.halt().drained()).isTrue();
        topic.awaitFrames(exchange.report().dataFrames());

        assertThat(shareOfACore(connector.name(), Duration.ofSeconds(3)))
            .as("of a core, of which a loop without a wait takes all that it gets")
            .isLessThan(0.2);

        stopRequestedAt = System.nanoTime();
      }
      EmbeddedWorker.awaitNothingLeft(exchange);
      assertThat(Duration.ofNanos(System.nanoTime() - stopRequestedAt))
          .isLessThan(Duration.ofSeconds(30));
    }
  }

  private static Simulator exchange() throws IOException {
    return Simulator.start(SimulatorOptions.defaults().speed(5));
  }

  private static OptionalDouble metric(Deployment connector, String name) {
    return TaskMetrics.value(connector.name(), name);
  }

  private static FeedRecord awaitLaterSession(TopicReader topic, FeedRecord than) {
    return topic.awaitFrame(
        "a session after " + than.session(), record -> record.session() > than.session());
  }

  private static FeedRecord last(List<FeedRecord> records) {
    return records.get(records.size() - 1);
  }

  /** Processor time of the task's and the feed's threads, as a share of the time that passed. */
  private static double shareOfACore(String connector, Duration window) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    List<Long> ids =
        Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
            .filter(Objects::nonNull)
            .filter(
                thread ->
                    thread.getThreadName().equals("task-thread-" + connector + "-0")
                        || thread.getThreadName().startsWith("bitstamp-"))
            .map(thread -> thread.getThreadId())
            .toList();
    assertThat(ids).as("the task's and the feed's threads").hasSizeGreaterThanOrEqualTo(2);
    long startedAt = System.nanoTime();
    long before = processorTime(threads, ids);
    await()
        .atMost(window.multipliedBy(10))
        .until(() -> System.nanoTime() - startedAt >= window.toNanos());
    long used = processorTime(threads, ids) - before;
    return (double) used / (System.nanoTime() - startedAt);
  }

  private static long processorTime(ThreadMXBean threads, List<Long> ids) {
    return ids.stream().mapToLong(threads::getThreadCpuTime).filter(time -> time > 0).sum();
  }
}
