package dev.orderflow.launcher;

import dev.orderflow.launcher.pipeline.Artifacts;
import dev.orderflow.launcher.pipeline.RunDirectory;
import dev.orderflow.launcher.process.ProcessFile;
import dev.orderflow.launcher.process.StepFailure;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Optional;

/** One run from start to summary, and its exit code. Owned by the main thread. */
final class Run {

  private static final int KEPT_RUNS = 5;

  /** After {@code --for}: how long the last frame may take to reach the console. */
  private static final Duration SETTLE = Duration.ofSeconds(30);

  /** After Ctrl-C, when the user wants to go. */
  private static final Duration SETTLE_ON_SIGNAL = Duration.ofSeconds(5);

  private final Plan plan;
  private final Artifacts artifacts;
  private final StopSignal signal;
  private final PrintStream console;
  private final Steps steps;

  Run(Plan plan, Artifacts artifacts, StopSignal signal, PrintStream console) {
    this.plan = plan;
    this.artifacts = artifacts;
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
      artifacts.requireAll();
      RunDirectory directory = directory();
      ProcessFile file = directory.processes();
      file.begin();
      int code = run(directory, new Started(file, steps));
      file.end();
      return code;
    } catch (StepFailure e) {
      steps.failed(e);
      return 1;
    } catch (IOException e) {
      steps.failed(new StepFailure(e.toString()));
      return 1;
    } catch (InterruptedException e) {
      steps.say("stopped before anything was started");
      return 1;
    }
  }

  private RunDirectory directory() throws IOException, InterruptedException {
    Path root = artifacts.home().resolve("target/quickstart");
    for (RunDirectory earlier : RunDirectory.all(root)) {
      endLeftovers(earlier);
    }
    if (plan.data().isEmpty()) {
      RunDirectory fresh = RunDirectory.fresh(root, LocalDateTime.now());
      RunDirectory.prune(root, KEPT_RUNS);
      return fresh;
    }
    RunDirectory kept = new RunDirectory(plan.data().get());
    Optional<Long> owner = kept.processes().owner();
    if (owner.isPresent()) {
      throw new StepFailure(
          "--data " + kept.path() + " is in use by the quick start with process id " + owner.get());
    }
    endLeftovers(kept);
    return kept;
  }

  private void endLeftovers(RunDirectory directory) throws InterruptedException {
    for (String ended : directory.processes().endLeftovers()) {
      steps.say("ended " + ended + ", left by a run that was killed");
    }
  }

  private int run(RunDirectory directory, Started started) {
    Pipeline pipeline = new Pipeline(plan, artifacts, directory, started, steps, console);
    boolean failed = false;
    try {
      pipeline.start();
      pipeline.stream();
      pipeline.settle(SETTLE);
    } catch (StepFailure e) {
      failed = true;
      steps.failed(e);
      pipeline.countWhatCan();
    } catch (IOException e) {
      failed = true;
      steps.failed(new StepFailure(e.toString()));
      pipeline.countWhatCan();
    } catch (InterruptedException e) {
      steps.say("stopping, as asked by a signal");
      failed = !settleOnSignal(pipeline);
    } finally {
      signal.beginStopping();
      started.stopAll();
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
    } catch (StepFailure e) {
      steps.failed(e);
    } catch (IOException e) {
      steps.failed(new StepFailure(e.toString()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }
}
