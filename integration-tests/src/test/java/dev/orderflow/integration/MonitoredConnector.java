package dev.orderflow.integration;

import static org.awaitility.Awaitility.await;

import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.SimulatorOptions;
import dev.orderflow.simulator.server.ConnectionView;
import dev.orderflow.simulator.server.Fault;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A connector with an exchange of its own, which notices faults within seconds.
 *
 * @param name of the connector and its topic
 * @param worker that runs it
 * @param exchange that it reads
 * @param deployment of it in the worker
 */
record MonitoredConnector(
    String name, MonitoredWorker worker, Simulator exchange, Deployment deployment)
    implements AutoCloseable {

  private static final double EVENTS_PER_SECOND = 100;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Creates the connector and waits until its task runs. */
  static MonitoredConnector start(MonitoredWorker worker, String name, Map<String, String> options)
      throws IOException {
    Simulator exchange = Simulator.start(SimulatorOptions.defaults().rate(EVENTS_PER_SECOND));
    Map<String, String> config = Deployment.reading(exchange, name);
    config.put("connect.timeout.ms", "2000");
    config.put("heartbeat.interval.ms", "300");
    config.put("heartbeat.timeout.ms", "2000");
    config.put("reconnect.backoff.initial.ms", "50");
    config.put("reconnect.backoff.max.ms", "200");
    config.put("http.retry.interval.ms", "100");
    config.putAll(options);
    return new MonitoredConnector(
        name, worker, exchange, Deployment.of(worker.rest(), name, config));
  }

  /** Waits until it is connected as it wants to be and frames have been handed over. */
  void awaitHealthy() {
    await()
        .atMost(LIMIT)
        .alias(name + " is healthy")
        .until(
            () -> {
              Scrape now = worker.scrape();
              return now.value("bitstamp_sessions", name)
                      == now.value("bitstamp_sessions_wanted", name)
                  && now.value("bitstamp_frames_polled_total", name) > 50
                  && now.value("bitstamp_held_frames", name) == 0;
            });
  }

  /** Injects faults, one after the other. */
  void inject(Fault... faults) {
    List.of(faults).forEach(exchange.faults()::inject);
  }

  /** The connections that it has, oldest first. */
  List<Integer> openConnections() {
    return exchange.report().connections().stream()
        .filter(connection -> connection.open() && !connection.channels().isEmpty())
        .map(ConnectionView::id)
        .toList();
  }

  /** Ends the exchange; the worker goes as a whole. */
  @Override
  public void close() {
    exchange.close();
  }
}
