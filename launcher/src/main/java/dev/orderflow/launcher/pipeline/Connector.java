package dev.orderflow.launcher.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orderflow.launcher.process.Await;
import dev.orderflow.launcher.process.StepFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** The connector as it runs in the worker, seen through Connect's REST interface. */
public final class Connector {

  private static final Duration RUNNING_WITHIN = Duration.ofSeconds(60);
  private static final Duration PAUSED_WITHIN = Duration.ofSeconds(20);
  private static final String STATUS = "/status";

  /** What Connect adds to the list of errors, of no use here. */
  private static final String WHERE_ELSE =
      "You can also find the above list of errors at the endpoint"
          + " `/connector-plugins/{connectorType}/config/validate`";

  private final ConnectWorker worker;
  private final String name;
  private final String path;

  /**
   * Names a connector; it need not exist yet.
   *
   * @param worker where it runs
   * @param name its name
   */
  public Connector(ConnectWorker worker, String name) {
    this.worker = worker;
    this.name = name;
    this.path = "/connectors/" + name;
  }

  /**
   * Removes one that an earlier run left in the kept data.
   *
   * @return whether there was one
   * @throws IOException when the worker does not answer
   * @throws InterruptedException on a stop signal
   */
  public boolean removeLeftover() throws IOException, InterruptedException {
    JsonHttp.Reply reply = worker.http().delete(path);
    if (!reply.ok() && reply.status() != 404) {
      throw failure("the connector of an earlier run cannot be removed: " + reply.message());
    }
    return reply.ok();
  }

  /**
   * POSTs the configuration and waits until every task runs.
   *
   * @param config what to POST
   * @throws StepFailure with Connect's words when it refuses, or a task's when it fails
   * @throws IOException when the worker does not answer
   * @throws InterruptedException on a stop signal
   */
  public void create(ConnectorConfig config) throws IOException, InterruptedException {
    JsonHttp.Reply reply = worker.http().post("/connectors", config.body());
    if (!reply.ok()) {
      String words = reply.message().replace(WHERE_ELSE, "").strip();
      throw StepFailure.explained(
          "Connect refused the configuration of " + name + ": " + words, worker.process().log());
    }
    if (!Await.until(RUNNING_WITHIN, () -> allIn("RUNNING"))) {
      throw failure("the connector did not run within " + RUNNING_WITHIN.toSeconds() + " s");
    }
  }

  /**
   * Asks the connector to stop polling and waits until it has.
   *
   * @throws StepFailure when it does not
   * @throws IOException when the worker does not answer
   * @throws InterruptedException on a stop signal
   */
  public void pause() throws IOException, InterruptedException {
    worker.http().put(path + "/pause");
    if (!Await.until(PAUSED_WITHIN, () -> allIn("PAUSED"))) {
      throw failure("the connector did not pause within " + PAUSED_WITHIN.toSeconds() + " s");
    }
  }

  /**
   * Removes the connector, which ends its session with the exchange; nothing to do when the worker
   * has ended.
   *
   * @throws IOException when the worker does not answer
   * @throws InterruptedException when the caller's thread is interrupted while waiting
   */
  public void delete() throws IOException, InterruptedException {
    if (worker.process().handle().isAlive()) {
      worker.http().delete(path);
    }
  }

  /**
   * Fails when the connector or a task of it has failed.
   *
   * @throws StepFailure with the cause that Connect gives
   */
  public void requireHealthy() {
    status().ifPresent(this::requireNoFailure);
  }

  /**
   * One of the connector's own counters, over all its tasks.
   *
   * @param metric name of the metric
   * @return its value
   * @throws IOException when the worker cannot be asked or has no such metric
   */
  long counter(String metric) throws IOException {
    return ConnectorMetrics.total(worker.process().handle().pid(), name, metric);
  }

  private boolean allIn(String state) {
    worker.process().requireAlive();
    Optional<JsonNode> status = status();
    if (status.isEmpty()) {
      return false;
    }
    requireNoFailure(status.get());
    JsonNode tasks = status.get().path("tasks");
    boolean all = state.equals(status.get().path("connector").path("state").asText());
    for (JsonNode task : tasks) {
      all &= state.equals(task.path("state").asText());
    }
    return all && !tasks.isEmpty();
  }

  private Optional<JsonNode> status() {
    try {
      JsonHttp.Reply reply = worker.http().get(path + STATUS);
      return reply.ok() ? Optional.of(reply.body()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private void requireNoFailure(JsonNode status) {
    requireNoFailure("the connector", status.path("connector"));
    for (JsonNode task : status.path("tasks")) {
      requireNoFailure("task " + task.path("id").asText() + " of the connector", task);
    }
  }

  private void requireNoFailure(String what, JsonNode state) {
    if ("FAILED".equals(state.path("state").asText())) {
      String cause = state.path("trace").asText().lines().findFirst().orElse("no cause given");
      throw failure(what + " failed: " + cause);
    }
  }

  private StepFailure failure(String reason) {
    return StepFailure.of(name + ": " + reason, worker.process().log());
  }
}
