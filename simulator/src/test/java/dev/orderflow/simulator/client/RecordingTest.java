package dev.orderflow.simulator.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.SimulatorOptions;
import dev.orderflow.simulator.server.Delivery;
import dev.orderflow.simulator.server.DeliveryStatus;
import dev.orderflow.simulator.server.Fault;
import dev.orderflow.simulator.server.FaultType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recorded file comes back frame for frame, at the pace asked for, through the same faults. */
class RecordingTest {
  private static final long START = 1_790_000_000_000_000L;

  @TempDir private Path directory;

  @Test
  void replaysEveryFrameUnchangedAndInOrder() throws IOException {
    List<String> frames = frames(2_000);
    Path file = directory.resolve("flow.jsonl.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(String.join("\n", frames).getBytes(StandardCharsets.UTF_8));
    }
    try (Simulator simulator = start(file, Double.POSITIVE_INFINITY);
        ReferenceClient client = new ReferenceClient(simulator.webSocketUrl())) {
      client.subscribe("live_orders_btcusd");
      client.subscribe("live_trades_btcusd");
      await().until(() -> client.frames().size() >= frames.size() + 2);
      assertThat(client.frames().subList(2, client.frames().size())).isEqualTo(frames);
      Delivery second = simulator.truth().deliveries(1).get(1);
      assertThat(second.id()).isEqualTo(eventId(START + 1_000, 1));
      assertThat(simulator.halt().dataFrames()).isEqualTo(frames.size());
    }
  }

  @Test
  void keepsTheRecordedPaceOrAMultipleOfIt() throws IOException {
    Path brief = spaced("brief.jsonl", 400_000);
    assertThat(timeOf(brief, 1)).isGreaterThan(Duration.ofMillis(1_250));
    // A minute of recording, in less than a minute on however busy a machine.
    Path minute = spaced("long.jsonl", 30_000_000);
    assertThat(timeOf(minute, 100)).isLessThan(Duration.ofMinutes(1));
  }

  /** Three frames, so many microseconds apart. */
  private Path spaced(String name, long micros) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String frame : frames(3)) {
      lines.add((START + lines.size() * micros) + "\t" + frame);
    }
    return Files.write(directory.resolve(name), lines);
  }

  /** From the subscription, half a second before the first frame, to the last frame. */
  private static Duration timeOf(Path file, double speed) throws IOException {
    try (Simulator simulator = start(file, speed);
        ReferenceClient client = new ReferenceClient(simulator.webSocketUrl())) {
      Instant subscribed = Instant.now();
      client.subscribe("live_orders_btcusd");
      await().until(() -> client.frames().size() >= 4);
      return Duration.between(subscribed, Instant.now());
    }
  }

  @Test
  void faultsHitAReplayToo() throws IOException {
    Path file = directory.resolve("flow.jsonl");
    Files.write(file, frames(500));
    try (Simulator simulator = start(file, Double.POSITIVE_INFINITY);
        ReferenceClient client = new ReferenceClient(simulator.webSocketUrl())) {
      simulator.faults().inject(Fault.of(FaultType.LOSE).after(100).count(9));
      client.subscribe("live_orders_btcusd");
      client.subscribe("live_trades_btcusd");
      await().until(() -> client.frames().size() >= 491 + 2);
      assertThat(simulator.truth().deliveries(1))
          .filteredOn(delivery -> delivery.status() == DeliveryStatus.LOST)
          .hasSize(9);
      assertThatThrownBy(() -> simulator.truth().markets())
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void refusesAFileWithoutFrames() throws IOException {
    Path file = directory.resolve("empty.jsonl");
    Files.writeString(
        file, "{\"event\":\"bts:heartbeat\",\"channel\":\"\",\"data\":{}}\nnot json\n");
    assertThatThrownBy(() -> start(file, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("holds no frame");
  }

  private static Simulator start(Path file, double speed) throws IOException {
    return Simulator.start(SimulatorOptions.defaults().replay(file).speed(speed));
  }

  /** Frames with the keys that matter here; every tenth is a trade. */
  private static List<String> frames(int count) {
    List<String> frames = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long time = START + i * 1_000L;
      frames.add(
          i % 10 == 9
              ? "{\"data\":{\"id\":"
                  + (700 + i)
                  + ",\"microtimestamp\":\""
                  + time
                  + "\"},\"channel\":\"live_trades_btcusd\",\"event\":\"trade\"}"
              : String.format(
                  "{\"data\":{\"id\":%d,\"microtimestamp\":\"%d\"},"
                      + "\"channel\":\"live_orders_btcusd\",\"event\":\"order_created\","
                      + "\"event_id\":\"%s\"}",
                  i, time, eventId(time, i)));
    }
    return frames;
  }

  private static String eventId(long time, int counter) {
    String hex = String.format("%016x", time);
    return hex.substring(0, 8)
        + "-"
        + hex.substring(8, 12)
        + "-"
        + hex.substring(12)
        + "-0000-0001"
        + String.format("%02x000020", counter % 4);
  }
}
