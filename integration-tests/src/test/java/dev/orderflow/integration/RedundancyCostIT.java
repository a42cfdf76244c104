package dev.orderflow.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderflow.integration.continuity.FeedRecord;
import dev.orderflow.simulator.Simulator;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What a second socket costs: the time from a frame's reception to its reader, with one socket and
 * with two, side by side in one run; and how much the merge held back.
 */
@Tag("full")
@ExtendWith(EmbeddedWorker.Shared.class)
class RedundancyCostIT {

  private static final int EVENTS_PER_SECOND = 500;
  private static final int FRAMES = 5_000;
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @Test
  void mergingAddsLittleAndHoldsLittle(EmbeddedWorker worker) throws IOException {
    Map<String, List<Long>> latencies = new HashMap<>();
    Map<String, Double> held = new HashMap<>();
    try (Simulator exchange = RunningFeed.exchange(EVENTS_PER_SECOND, 11);
        Deployment one = deploy(worker, exchange, "cost-one-socket", 1);
        Deployment two = deploy(worker, exchange, "cost-two-sockets", 2);
        KafkaConsumer<String, String> reader =
            new KafkaConsumer<>(
                Map.of("bootstrap.servers", worker.bootstrapServers()),
                new StringDeserializer(),
                new StringDeserializer())) {
      for (Deployment deployment : List.of(one, two)) {
        latencies.put(deployment.name(), new ArrayList<>());
        await().atMost(LIMIT).until(() -> metric(deployment, "snapshots-total") >= 1);
      }
      reader.assign(
          latencies.keySet().stream().map(topic -> new TopicPartition(topic, 0)).toList());
      reader.seekToEnd(reader.assignment());
      await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(1))
          .until(
              () -> {
                reader.poll(Duration.ofMillis(100)).forEach(record -> note(latencies, record));
                return latencies.values().stream().allMatch(list -> list.size() >= FRAMES);
              });
      for (Deployment deployment : List.of(one, two)) {
        held.put(deployment.name(), metric(deployment, "held-frames-max"));
      }
    }
    write(latencies, held);
    assertThat(median(latencies.get("cost-two-sockets")))
        .as("the second socket adds less to the median than the merge wait")
        .isLessThan(median(latencies.get("cost-one-socket")) + 250_000);
    assertThat(held.get("cost-two-sockets")).isLessThan(EVENTS_PER_SECOND);
  }

  private static double metric(Deployment deployment, String name) {
    return TaskMetrics.value(deployment.name(), name).orElse(0);
  }

  private static Deployment deploy(
      EmbeddedWorker worker, Simulator exchange, String name, int connections) {
    Map<String, String> config = new HashMap<>(Deployment.reading(exchange, name));
    config.put("connections", Integer.toString(connections));
    config.put("producer.override.linger.ms", "0");
    return Deployment.of(worker.rest(), name, config);
  }

  private static void note(
      Map<String, List<Long>> latencies, ConsumerRecord<String, String> record) {
    FeedRecord read = FeedRecord.of(record);
    if (read.isStream()) {
      long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
      latencies.get(record.topic()).add(now - Long.parseLong(read.headers().get("received_at")));
    }
  }

  private static void write(Map<String, List<Long>> latencies, Map<String, Double> held) {
    StringBuilder table = new StringBuilder();
    table.append("| sockets | frames | p50 ms | p99 ms | most held back |\n");
    table.append("|---|--:|--:|--:|--:|\n");
    for (String name : List.of("cost-one-socket", "cost-two-sockets")) {
      List<Long> sorted = latencies.get(name).stream().sorted().toList();
      table.append(
          String.format(
              "| %s | %,d | %.1f | %.1f | %.0f |%n",
              name.equals("cost-one-socket") ? 1 : 2,
              sorted.size(),
              median(sorted) / 1000.0,
              sorted.get(sorted.size() * 99 / 100) / 1000.0,
              held.get(name)));
    }
    TestFiles.writeResult("redundancy-cost.md", table);
  }

  private static long median(List<Long> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }
}
