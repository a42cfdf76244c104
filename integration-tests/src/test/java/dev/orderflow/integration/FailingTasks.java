package dev.orderflow.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderflow.runtime.ConnectRest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Connectors whose tasks fail, all started before the first failure is awaited. */
final class FailingTasks implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final ConnectRest rest;
  private final List<Failing> failing = new ArrayList<>();

  FailingTasks(ConnectRest rest) {
    this.rest = rest;
  }

  /** The name that the next connector will have. */
  String nextName() {
    return "failing-" + failing.size();
  }

  /** Creates a connector. */
  void add(String what, String toDo, Map<String, String> config) {
    String name = nextName();
    ConnectRest.Reply created = rest.create(name, config);
    assertThat(created.status()).as("%s: %s", what, created.body()).isEqualTo(201);
    failing.add(new Failing(name, what, toDo));
  }

  /** Waits until every task has failed, and writes down how. */
  void show(TroubleshootingPage page) {
    failing.forEach(task -> page.task(task.what, failure(task.name), task.toDo));
  }

  /** What a failed task tells: the message, and the cause where there is one. */
  private String failure(String connector) {
    await()
        .atMost(LIMIT)
        .alias(connector)
        .until(() -> Deployment.taskIs(rest, connector, "FAILED"));
    List<String> lines = rest.task(connector).orElseThrow().path("trace").asText().lines().toList();
    String message = lines.get(0).substring(lines.get(0).indexOf(": ") + 2);
    String cause =
        lines.stream()
            .filter(line -> line.startsWith("Caused by: "))
            .reduce((first, second) -> second)
            .filter(line -> !line.endsWith(message.substring(message.lastIndexOf(": ") + 1)))
            .map(line -> " … " + line)
            .orElse("");
    return TroubleshootingPage.withoutNumbers(message + cause);
  }

  @Override
  public void close() {
    failing.forEach(task -> rest.delete("/connectors/" + task.name));
  }

  private record Failing(String name, String what, String toDo) {}
}
