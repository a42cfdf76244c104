package dev.orderflow.launcher;

import dev.orderflow.runtime.BuildOutput;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Optional;

/** One run from start to summary, and its exit code. Owned by the main thread. */
final class Run {

  private static final int KEPT_RUNS = 5;

  /** After {@code --for}: how long the last frame may take to reach the console. */
  private static final Duration SETTLE = Duration.ofSeconds(30);

  /** After Ctrl-C, when the user wants to go. */
  private static final Duration SETTLE_ON_SIGNAL = Duration.ofSeconds(5);

  private final Quickstart options;
  private final BuildOutput build;
  private final StopSignal signal;
  private final PrintStream console;
  private final Steps steps;

  Run(Quickstart options, BuildOutput build, StopSignal signal, PrintStream console) {
    this.options = options;
    this.build = build;
    this.signal = signal;
    this.console = console;
    this.steps = new Steps(console, System::nanoTime);
  }

  /**
   * Runs.
   *
   * @return 0 when everything sent arrived, else 1
   */
  int execute() {
    try {
      requireBuilt();
      RunDirectory directory = directory();
      Closeable lock = directory.lock().orElseThrow(() -> inUse(directory));
      try {
        endLeftovers(directory);
        return run(new Pipeline(options, build, directory, steps, console));
      } finally {
        lock.close();
      }
    } catch (InterruptedException e) {
      steps.say("stopped before anything was started");
    } catch (IOException | RuntimeException e) {
      steps.failed(e);
    }
    return 1;
  }

  /** Fails before anything is started where the build lacks what every run needs. */
  private void requireBuilt() {
    build.kafkaClassPath();
    build.watchdog();
    build.connectorPlugins();
    build.sparkClassPath();
    build.sparkApplication();
    build.dashboard();
  }

  private RunDirectory directory() throws IOException, InterruptedException {
    Path root = build.root().resolve("target/quickstart");
    for (RunDirectory earlier : RunDirectory.all(root)) {
      Optional<Closeable> unused = earlier.lock();
      if (unused.isPresent()) {
        endLeftovers(earlier);
        unused.get().close();
      }
    }
    if (options.data.isPresent()) {
      return new RunDirectory(options.data.get());
    }
    RunDirectory fresh = RunDirectory.fresh(root, LocalDateTime.now(ZoneId.systemDefault()));
    RunDirectory.prune(root, KEPT_RUNS);
    return fresh;
  }

  private static StepFailure inUse(RunDirectory directory) {
    try {
      return new StepFailure(
          "--data "
              + directory.path()
              + " is in use by the quick start with process id "
              + directory.owner());
    } catch (IOException e) {
      return new StepFailure("--data " + directory.path() + " is in use by another quick start");
    }
  }

  private void endLeftovers(RunDirectory directory) throws InterruptedException {
    for (String ended : directory.endLeftovers()) {
      steps.say("ended " + ended + ", left by a run that was killed");
    }
  }

  private int run(Pipeline pipeline) {
    boolean failed = false;
    try {
      pipeline.start();
      pipeline.stream();
      pipeline.settle(SETTLE);
    } catch (IOException | RuntimeException | InterruptedException e) {
      // Not everything that is interrupted throws InterruptedException, but it keeps the mark.
      if (e instanceof InterruptedException || Thread.interrupted()) {
        steps.say("stopping, as asked by a signal");
        failed = !settleOnSignal(pipeline);
      } else {
        failed = true;
        steps.failed(e);
        pipeline.countWhatCan();
      }
    } finally {
      signal.beginStopping();
      pipeline.stopAll();
    }
    Summary summary = pipeline.summary();
    Optional<String> mismatch = summary.mismatch();
    if (!failed) {
      mismatch.ifPresent(m -> steps.say("does not add up: " + m));
    }
    console.println(summary.line());
    return failed || mismatch.isPresent() ? 1 : 0;
  }

  private boolean settleOnSignal(Pipeline pipeline) {
    try {
      return pipeline.settle(SETTLE_ON_SIGNAL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      steps.failed(e);
    }
    return false;
  }
}
