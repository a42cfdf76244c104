package dev.orderflow.benchmarks.connector;

import dev.orderflow.benchmarks.process.BenchmarkWorker;
import dev.orderflow.benchmarks.process.Dialogue;
import java.io.IOException;
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
  Process process();

  /**
   * A connector.
   *
   * @param worker runs it
   * @param name the connector's name
   * @param settings its configuration
   */
  static Client connector(BenchmarkWorker worker, String name, Map<String, String> settings) {
    return new Client() {
      @Override
      public void start() throws IOException, InterruptedException {
        worker.create(name, settings);
      }

      @Override
      public void stop() throws IOException, InterruptedException {
        worker.requireRunning(name);
        worker.delete(name);
      }

      @Override
      public Process process() {
        return worker.process();
      }
    };
  }

  /**
   * A program that is told what to do, see {@code ProducerRuns}.
   *
   * @param program the program
   * @param run the line that begins the run, see {@link Rig#run}
   */
  static Client program(Dialogue program, String run) {
    return new Client() {
      @Override
      public void start() throws IOException, InterruptedException {
        program.say(run);
        program.hear("started", Rig.PATIENCE);
      }

      @Override
      public void stop() throws IOException, InterruptedException {
        program.say("stop");
        program.hear("stopped", Rig.PATIENCE);
      }

      @Override
      public Process process() {
        return program.process();
      }
    };
  }
}
