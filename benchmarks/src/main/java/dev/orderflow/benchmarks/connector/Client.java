package dev.orderflow.benchmarks.connector;

import dev.orderflow.benchmarks.feed.StreamRequest;
import dev.orderflow.benchmarks.process.BenchmarkWorker;
import dev.orderflow.benchmarks.process.Dialogue;
import java.io.IOException;

/** Whatever moves the frames of a stream into a topic. */
interface Client {

  /** Begins to move the frames. */
  void start(StreamRequest request, String topic) throws IOException, InterruptedException;

  /** Ends what {@link #start} began. */
  void stop(String topic) throws IOException, InterruptedException;

  /** The process that does it. */
  Process process();

  /**
   * The shipped configuration of the connector.
   *
   * @param rig where the frames come from
   * @param worker runs it
   */
  static Client connector(Rig rig, BenchmarkWorker worker) {
    return new Client() {
      @Override
      public void start(StreamRequest request, String topic)
          throws IOException, InterruptedException {
        worker.create(topic, rig.connector(worker, request, topic));
      }

      @Override
      public void stop(String topic) throws IOException, InterruptedException {
        worker.runs(topic);
        worker.delete(topic);
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
   * @param rig where the frames come from
   * @param program the program
   * @param producerSettings its producer's, as {@link Rig#producerSettings} writes them
   */
  static Client program(Rig rig, Dialogue program, String producerSettings) {
    return new Client() {
      @Override
      public void start(StreamRequest request, String topic)
          throws IOException, InterruptedException {
        program.say(rig.run(request, topic, producerSettings));
        program.hear("started", Rig.PATIENCE);
      }

      @Override
      public void stop(String topic) throws IOException, InterruptedException {
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
