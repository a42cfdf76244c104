package dev.orderflow.launcher;

import dev.orderflow.runtime.ChildProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Everything that runs, to be stopped in reverse order. Owned by the main thread.
 *
 * <p>Stopping goes on whatever fails, so that nothing stays behind.
 */
final class Started {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Deque<Stop> stops = new ArrayDeque<>();
  private final Deque<ChildProcess> processes = new ArrayDeque<>();
  private final Steps steps;

  Started(Steps steps) {
    this.steps = steps;
  }

  /** Enters a process, first in the order of stopping. */
  ChildProcess add(ChildProcess process) {
    processes.push(process);
    add(process.name(), () -> stop(process));
    return process;
  }

  private void stop(ChildProcess process) throws InterruptedException {
    if (!process.stop(PATIENCE)) {
      steps.say(process.name() + " did not end within " + PATIENCE.toSeconds() + " s: killed");
    }
  }

  /** Enters something else to end, first in the order of stopping. */
  void add(String name, Action end) {
    stops.push(new Stop(name, end));
  }

  /**
   * Fails when a process has ended.
   *
   * @throws dev.orderflow.runtime.ProcessFailure naming the process and its log
   */
  void requireAlive() {
    processes.forEach(ChildProcess::requireAlive);
  }

  /** Stops everything, last started first. */
  void stopAll() {
    boolean any = !processes.isEmpty();
    while (!stops.isEmpty()) {
      Stop stop = stops.pop();
      try {
        stop.action().run();
      } catch (IOException | RuntimeException e) {
        steps.say("stopping " + stop.name() + ": " + e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    processes.clear();
    if (any) {
      steps.say("every process started here has ended");
    }
  }

  /** How something is ended. */
  @FunctionalInterface
  interface Action {
    void run() throws IOException, InterruptedException;
  }

  private record Stop(String name, Action action) {}
}
