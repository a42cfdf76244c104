package dev.orderflow.launcher;

import dev.orderflow.runtime.Await;
import dev.orderflow.runtime.ConnectWorker;
import dev.orderflow.runtime.JsonHttp;
import dev.orderflow.runtime.ProcessFailure;
import java.io.IOException;
import java.time.Duration;

/**
 * The connector as it runs in the worker.
 *
 * @param worker where it runs
 * @param name its name
 */
record Connector(ConnectWorker worker, String name) {

  private static final Duration RUNNING_WITHIN = Duration.ofSeconds(60);
  private static final Duration PAUSED_WITHIN = Duration.ofSeconds(20);

  /** What Connect adds to the list of errors, of no use here. */
  private static final String WHERE_ELSE =
      "You can also find the above list of errors at the endpoint"
          + " `/connector-plugins/{connectorType}/config/validate`";

  /**
   * POSTs the configuration, in place of what an earlier run left in the kept data, and waits until
   * every task runs.
   *
   * @throws StepFailure with Connect's words when it refuses
   * @throws ProcessFailure when a task fails or does not run
   */
  void create(ConnectorConfig config) throws InterruptedException {
    JsonHttp.Reply removed = worker.rest().remove(name);
    if (!removed.ok() && removed.status() != 404) {
      throw failure("the connector of an earlier run cannot be removed: " + removed.message());
    }
    JsonHttp.Reply reply = worker.rest().create(name, config.config());
    if (!reply.ok()) {
      throw new StepFailure(
          "Connect refused the configuration of "
              + (name + ": " + reply.message().replace(WHERE_ELSE, "").strip())
              + ("\n  log: " + Steps.shown(worker.process().log())));
    }
    awaitState("RUNNING", "run", RUNNING_WITHIN);
  }

  /** Asks the connector to stop polling and waits until it has. */
  void pause() throws InterruptedException {
    worker.rest().pause(name);
    awaitState("PAUSED", "pause", PAUSED_WITHIN);
  }

  private void awaitState(String state, String verb, Duration limit) throws InterruptedException {
    boolean inTime =
        Await.until(
            limit,
            () -> {
              worker.process().requireAlive();
              requireHealthy();
              return worker.rest().allIn(name, state);
            });
    if (!inTime) {
      throw failure("the connector did not " + verb + " within " + limit.toSeconds() + " s");
    }
  }

  /** Removes it, which ends its session with the exchange; nothing to do after the worker's end. */
  void remove() {
    if (worker.process().isAlive()) {
      worker.rest().remove(name);
    }
  }

  /**
   * Fails when the connector or a task of it has failed.
   *
   * @throws ProcessFailure with the cause that Connect gives
   */
  void requireHealthy() {
    worker
        .rest()
        .failure(name)
        .ifPresent(
            cause -> {
              throw failure(cause);
            });
  }

  /** One of the connector's own counters, over all its tasks. */
  long counter(String metric) throws IOException {
    return ConnectorMetrics.total(worker.process().handle().pid(), name, metric);
  }

  private ProcessFailure failure(String reason) {
    return new ProcessFailure(name + ": " + reason, worker.process().log());
  }
}
