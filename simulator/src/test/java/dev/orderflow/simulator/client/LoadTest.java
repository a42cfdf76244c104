package dev.orderflow.simulator.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.SimulatorOptions;
import dev.orderflow.simulator.replay.PrebuiltFrames;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Frames made beforehand keep their chain however often they are sent again. */
class LoadTest {
  private static final String ORDERS = "live_orders_btcusd";
  private static final long FRAMES = 20_000;

  @Test
  void waitsForTheSubscriptionsAndSendsEachTheSameUnbrokenChain() throws IOException {
    try (Simulator simulator =
            Simulator.start(SimulatorOptions.defaults().load(FRAMES).loadSubscriptions(2));
        ReferenceClient first = new ReferenceClient(simulator.webSocketUrl());
        ReferenceClient second = new ReferenceClient(simulator.webSocketUrl())) {
      first.subscribe(ORDERS);
      await().until(() -> first.frames().size() == 1);
      second.subscribe(ORDERS);
      await().until(() -> first.frames().size() == FRAMES + 1);
      await().until(() -> second.frames().size() == FRAMES + 1);

      assertThat(second.frames()).isEqualTo(first.frames());
      assertThat(FaultFixture.breaks(first.data(ORDERS))).isZero();
      long last = 0;
      for (JsonNode frame : first.data(ORDERS)) {
        long micros = frame.at("/data/microtimestamp").asLong();
        assertThat(micros).isGreaterThan(last);
        assertThat(frame.get("event_id").asText().replace("-", ""))
            .startsWith(String.format("%016x", micros));
        last = micros;
      }
      assertThat(ReferenceClient.get(book(simulator)).body())
          .contains("\"microtimestamp\": \"" + last + "\", \"bids\": [], \"asks\": []");
    }
  }

  @Test
  void pacedFramesCarryTheTimeAtWhichTheyAreSent() throws IOException {
    long before = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    try (Simulator simulator = Simulator.start(SimulatorOptions.defaults().load(500).rate(1_000));
        ReferenceClient client = new ReferenceClient(simulator.webSocketUrl())) {
      client.subscribe(ORDERS);
      await().until(() -> client.frames().size() == 501);
      long after = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());

      List<Long> times =
          client.data(ORDERS).stream()
              .map(frame -> frame.at("/data/microtimestamp").asLong())
              .toList();
      assertThat(times.get(0)).isGreaterThan(before);
      assertThat(times.get(499)).isLessThan(after);
      // A rate is a bound: the last of 500 frames is due 499 ms behind the first.
      assertThat(times.get(499) - before).isGreaterThan(499_000);
    }
  }

  @Test
  void takesFramesOfAnyShape() throws IOException {
    AtomicLong clock = new AtomicLong(1_790_000_000_000_000L);
    PrebuiltFrames frames =
        new PrebuiltFrames(
            List.of(
                "{\"data\":{\"id\":7,\"microtimestamp\":\"1790000000000000\"},"
                    + "\"channel\":\"live_trades_btcusd\",\"event\":\"trade\"}"),
            2,
            OptionalDouble.empty(),
            1,
            clock::get);
    try (Simulator simulator = Simulator.start(SimulatorOptions.defaults(), frames);
        ReferenceClient client = new ReferenceClient(simulator.webSocketUrl())) {
      client.subscribe("live_trades_btcusd");
      await().until(() -> client.frames().size() == 3);
      assertThat(client.frames().get(2))
          .isEqualTo(
              "{\"data\":{\"id\":7,\"microtimestamp\":\"1790000000000002\"},"
                  + "\"channel\":\"live_trades_btcusd\",\"event\":\"trade\"}");
    }
  }

  private static String book(Simulator simulator) {
    return simulator.httpUrl() + "/api/v2/order_book/btcusd/?group=2&_=1";
  }
}
