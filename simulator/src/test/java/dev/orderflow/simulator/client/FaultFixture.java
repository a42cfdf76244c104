package dev.orderflow.simulator.client;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.SimulatorOptions;
import dev.orderflow.simulator.server.DeliveryStatus;
import dev.orderflow.simulator.server.Fault;
import dev.orderflow.simulator.server.FaultReport;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * An exchange with one client that has subscribed to orders, and what tests of faults ask of it.
 */
abstract class FaultFixture {
  static final String ORDERS = "live_orders_btcusd";

  Simulator simulator;
  ReferenceClient client;

  @BeforeEach
  void start() throws IOException {
    simulator =
        Simulator.start(SimulatorOptions.defaults().seed(11).speed(10).markets("btcusd", "ethusd"));
    client = new ReferenceClient(simulator.webSocketUrl());
    client.subscribe(ORDERS);
    await().until(() -> client.data(ORDERS).size() > 2);
  }

  @AfterEach
  void stop() {
    client.close();
    simulator.close();
  }

  FaultReport inject(Fault fault) {
    return simulator.faults().inject(fault);
  }

  long hits(FaultReport fault) {
    return simulator.faults().reports().get((int) fault.id() - 1).hits();
  }

  boolean active(FaultReport fault) {
    return simulator.faults().reports().get((int) fault.id() - 1).active();
  }

  long deliveries(DeliveryStatus status) {
    return simulator.truth().deliveries(1).stream()
        .filter(delivery -> delivery.status() == status)
        .count();
  }

  long events() {
    return simulator.truth().markets().get(0).orderEvents();
  }

  long breaks() {
    return breaks(client.data(ORDERS));
  }

  static long breaks(List<JsonNode> frames) {
    long breaks = 0;
    for (int i = 1; i < frames.size(); i++) {
      boolean linked = frames.get(i).get("pre_event_id").equals(frames.get(i - 1).get("event_id"));
      breaks += linked ? 0 : 1;
    }
    return breaks;
  }

  /** Waits until the client has every frame that was written before now. */
  void settle() {
    long sent = simulator.report().connections().get(0).dataFrames();
    await().until(() -> client.count(text -> !text.contains("\"bts:")) >= sent);
  }
}
