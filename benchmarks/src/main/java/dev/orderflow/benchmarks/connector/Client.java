package dev.orderflow.benchmarks.connector;

import dev.orderflow.benchmarks.process.ControlledProgram;
import dev.orderflow.benchmarks.process.CpuMeter;
import dev.orderflow.runtime.ChildProcess;
import dev.orderflow.runtime.ConnectWorker;
import dev.orderflow.runtime.JsonHttp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;

/** Whatever moves frames into a topic, once; which frames and which topic it was made with. */
interface Client {

  /** Begins to move the frames. */
  void start() throws IOException, InterruptedException;

  /**
   * Ends what {@link #start} began.
   *
   * @throws IOException where it had failed before
   */
  void stop() throws IOException, InterruptedException;

  /** The process that does it. */
  ChildProcess process();

  /**
   * A program that is told what to do.
   *
   * @param program the program
   * @param run what to do
   */
  record Program(ControlledProgram program, String run) implements Client {

    @Override
    public void start() throws IOException, InterruptedException {
      program.begin(run);
    }

    @Override
    public void stop() throws IOException {
      program.end();
    }

    @Override
    public ChildProcess process() {
      return program.process();
    }
  }

  /**
   * A connector.
   *
   * @param worker runs it
   * @param name the connector's name
   * @param settings its configuration
   */
  record Connector(ConnectWorker worker, String name, Map<String, String> settings)
      implements Client {

    /** How Connect names a task's thread, as far as the kernel keeps it. */
    static final String TASK_THREAD = "task-thread-";

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @Override
    public void start() throws IOException, InterruptedException {
      JsonHttp.Reply reply = worker.rest().create(name, settings);
      if (!reply.ok()) {
        throw new IOException("connector " + name + " is refused: " + reply.body());
      }
      process().await("running " + name, PATIENCE, this::runs);
    }

    /** Whether every task runs; fails where one has failed. */
    private boolean runs() {
      worker
          .rest()
          .failure(name)
          .ifPresent(
              why -> {
                throw process().failure("runs " + name + ", of which " + why);
              });
      return worker.rest().allIn(name, "RUNNING");
    }

    /** Checks that every task still runs, removes it, and waits until no task's thread is left. */
    @Override
    public void stop() throws IOException, InterruptedException {
      if (!runs()) {
        throw new IOException("a task of " + name + " does not run any more");
      }
      worker.rest().remove(name);
      process().await("rid of " + name, PATIENCE, () -> taskMicros(process()) == 0);
    }

    @Override
    public ChildProcess process() {
      return worker.process();
    }

    /** Processor time of a task's own threads; 0 where the process has none. */
    static double taskMicros(ChildProcess process) {
      try {
        return CpuMeter.micros(process.handle(), TASK_THREAD);
      } catch (IOException ended) {
        throw new UncheckedIOException(ended);
      }
    }
  }
}
