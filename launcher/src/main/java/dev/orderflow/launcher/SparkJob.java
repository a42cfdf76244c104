package dev.orderflow.launcher;

import dev.orderflow.runtime.ChildProcess;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * The submitted job as the console shows it. Owned by the main thread, which calls {@link
 * #showMore} again and again.
 */
final class SparkJob implements AutoCloseable {

  private final ChildProcess process;
  private final LogFollower output;
  private final Consumer<String> console;
  private SparkProgress progress = SparkProgress.NONE;

  /**
   * Watches a job.
   *
   * @param process its process
   * @param console receives each line of its tables
   */
  SparkJob(ChildProcess process, Consumer<String> console) throws IOException {
    this.process = process;
    this.console = console;
    this.output = new LogFollower(process.files().output());
  }

  /** Shows what the job printed since the last call, and learns its progress from it. */
  void showMore() {
    for (String line : output.newLines()) {
      SparkProgress.parse(line).ifPresentOrElse(p -> progress = p, () -> console.accept(line));
    }
  }

  /** How far the job is, as of the last {@link #showMore}; zeros before the first batch. */
  SparkProgress progress() {
    return progress;
  }

  ChildProcess process() {
    return process;
  }

  /** Shows what the job printed last, and closes the file. */
  @Override
  public void close() throws IOException {
    showMore();
    output.close();
  }
}
