package dev.orderflow.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderflow.runtime.ChildProcess;
import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.server.Fault;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * A Spark job that reads on while its exchange fails, and is killed and started again until enough
 * has happened.
 *
 * @param name of this run, for its topics and directories
 * @param events order events of all markets to wait for
 * @param kills of the driver, at least
 */
record KilledJob(String name, long events, int kills) {

  /** Order events that all markets of an exchange have done so far. */
  static long published(Simulator exchange) {
    return exchange.truth().markets().stream().mapToLong(market -> market.orderEvents()).sum();
  }

  /**
   * Kills jobs and injects faults, one after the other; the last job is dead then.
   *
   * @param start starts the job where the last one was killed
   * @param faults of which one is drawn each time
   * @return how often the job was killed
   */
  int run(Simulator exchange, Random random, Supplier<ChildProcess> start, List<List<Fault>> faults)
      throws InterruptedException {
    int killed = 0;
    long step = events / (kills + 1);
    await().atMost(Duration.ofMinutes(1)).until(() -> published(exchange) > events / 50);
    while (published(exchange) < events || killed < kills) {
      // Some do not even get to their first batch.
      boolean isShort = killed >= 2 && random.nextInt(4) == 0;
      try (ChildProcess job = start.get()) {
        if (!isShort) {
          job.awaitText("progress ", SparkJobs.LIMIT);
        }
        long life = isShort ? random.nextLong(step / 8) : step / 2 + random.nextLong(step);
        long until = Math.min(events, published(exchange) + life);
        do {
          assertThat(job.isAlive()).as("%s", job).isTrue();
          faults.get(random.nextInt(faults.size())).forEach(exchange.faults()::inject);
          RunningFeed.awaitPassed(exchange, Duration.ofMillis(500 + random.nextInt(2_000)));
        } while (published(exchange) < until);
        job.kill();
        killed++;
      }
    }
    exchange.faults().clear();
    return killed;
  }
}
