package dev.orderflow.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.SimulatorOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Brings about everything that {@code docs/troubleshooting.md} tells of, and compares what a worker
 * shows; {@code -Dtest.jvm=-Dreference.write=true} renews the page.
 */
@ExtendWith(EmbeddedWorker.Shared.class)
class TroubleshootingIT {

  private static final Path PAGE = TestFiles.BUILD.root().resolve("docs/troubleshooting.md");

  @Test
  void thePageTellsWhatAWorkerShows(EmbeddedWorker worker) throws Exception {
    TroubleshootingPage page = new TroubleshootingPage();
    try (Simulator exchange =
            Simulator.start(SimulatorOptions.defaults().markets("btcusd", "ethusd").speed(10));
        StubServers stubs = new StubServers();
        FailingTasks tasks = new FailingTasks(worker.rest())) {
      new ExchangeFailures(tasks, stubs).start(exchange);
      new KafkaFailures(tasks, worker.bootstrapServers()).start(exchange);
      new RefusedConfigurations(worker.rest(), page).show(exchange);
      new ProblemRecords(worker, page, stubs).show(exchange);
      tasks.show(page);
    }
    if (Boolean.getBoolean("reference.write")) {
      Files.writeString(PAGE, page.text());
    }
    assertThat(PAGE).content().isEqualTo(page.text());
  }
}
