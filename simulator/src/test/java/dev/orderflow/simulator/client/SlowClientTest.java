package dev.orderflow.simulator.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.SimulatorOptions;
import dev.orderflow.simulator.server.DeliveryStatus;
import dev.orderflow.simulator.server.Fault;
import dev.orderflow.simulator.server.FaultType;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A client that does not read costs the exchange a bounded amount of memory. */
class SlowClientTest {
  @Test
  void inRealTimeItIsDroppedAndTheTruthSaysWhatItWasDenied() throws IOException {
    try (Simulator simulator =
        Simulator.start(
            SimulatorOptions.defaults().rate(30_000).bookOrders(100).maxPendingBytes(1 << 20))) {
      WebSocket idle = connectWithoutReading(simulator);
      await().until(() -> !simulator.truth().connections().get(0).open());
      assertThat(simulator.truth().connections().get(0).endReason())
          .isEqualTo("the client did not read");
      assertThat(simulator.truth().deliveries(1))
          .anyMatch(delivery -> delivery.status() == DeliveryStatus.CLOSED);
      idle.abort();
    }
  }

  @Test
  void withoutALimitOfSpeedTheExchangeWaitsForIt() throws IOException {
    try (Simulator simulator =
        Simulator.start(
            SimulatorOptions.defaults().speed(Double.POSITIVE_INFINITY).bookOrders(100))) {
      WebSocket idle = connectWithoutReading(simulator);
      // Time stands still once the client's share of unsent bytes is full.
      await()
          .until(
              () -> {
                long before = simulator.truth().now();
                for (int i = 0; i < 200; i++) {
                  if (simulator.truth().now() != before) {
                    return false;
                  }
                }
                return simulator.truth().markets().get(0).orderEvents() > 10_000;
              });
      assertThat(simulator.truth().connections().get(0).open()).isTrue();
      idle.abort();
    }
  }

  @Test
  void aCloseEndsTheSocketThoughItsLastBytesAreNeverTaken() throws Exception {
    try (Simulator simulator =
        Simulator.start(
            SimulatorOptions.defaults().speed(Double.POSITIVE_INFINITY).bookOrders(100))) {
      WebSocket idle = connectWithoutReading(simulator);
      await().until(() -> simulator.truth().markets().get(0).orderEvents() > 10_000);
      simulator.faults().inject(Fault.of(FaultType.CLOSE));
      await().atMost(Duration.ofSeconds(60)).until(() -> !takes(idle));
    }
  }

  private static boolean takes(WebSocket socket) throws Exception {
    try {
      socket.sendText("{}", true).get(10, TimeUnit.SECONDS);
      return true;
    } catch (ExecutionException ended) {
      return false;
    }
  }

  private static WebSocket connectWithoutReading(Simulator simulator) {
    WebSocket.Listener deaf =
        new WebSocket.Listener() {
          @Override
          public void onOpen(WebSocket webSocket) {
            // Asks for no message at all.
          }
        };
    WebSocket socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(URI.create(simulator.webSocketUrl()), deaf)
            .join();
    socket
        .sendText(
            "{\"event\":\"bts:subscribe\",\"data\":{\"channel\":\"live_orders_btcusd\"}}", true)
        .join();
    return socket;
  }
}
