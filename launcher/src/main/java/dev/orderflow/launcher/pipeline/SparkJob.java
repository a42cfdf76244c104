package dev.orderflow.launcher.pipeline;

import dev.orderflow.launcher.process.ChildProcess;
import dev.orderflow.launcher.process.JavaCommand;
import dev.orderflow.launcher.process.LogFollower;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Candles, book and flow, submitted to a local Spark in a process of its own. What it prints goes
 * to a file, which is shown here as it grows.
 *
 * <p>The main thread calls everything, {@link #showMore} included, so it owns the progress.
 */
public final class SparkJob implements AutoCloseable {

  private static final String NAME = "spark";

  private final ChildProcess process;
  private final LogFollower output;
  private SparkProgress progress = SparkProgress.NONE;

  private SparkJob(ChildProcess process, Path output, Consumer<String> console) throws IOException {
    this.process = process;
    this.output =
        new LogFollower(
            output,
            line ->
                SparkProgress.parse(line)
                    .ifPresentOrElse(p -> progress = p, () -> console.accept(line)));
  }

  /**
   * Submits the job.
   *
   * @param artifacts what the build made
   * @param run where to keep checkpoint, output and log
   * @param bootstrapServers the broker
   * @param topic the topic to read, which exists
   * @param startingOffsets where to begin, in the form of Spark's option
   * @param console receives each line of its tables
   * @return the started job
   * @throws IOException when a file or program cannot be opened
   */
  public static SparkJob submit(
      Artifacts artifacts,
      RunDirectory run,
      String bootstrapServers,
      String topic,
      String startingOffsets,
      Consumer<String> console)
      throws IOException {
    Path home = run.of(NAME);
    Path checkpoint = home.resolve("checkpoint");
    // Each run counts its own rows; with kept data the topic goes on, the checkpoint does not.
    RunDirectory.delete(checkpoint);
    List<String> options = new ArrayList<>(JavaCommand.SMALL_JVM);
    options.add("-Xmx1g");
    options.add("-javaagent:" + artifacts.tether());
    options.add("-cp");
    options.add(artifacts.sparkClasspath());
    List<String> words =
        List.of(
            "@" + artifacts.sparkJvmOptions(),
            "org.apache.spark.deploy.SparkSubmit",
            "--master",
            "local[2]",
            "--conf",
            "spark.driver.host=127.0.0.1",
            "--conf",
            "spark.driver.bindAddress=127.0.0.1",
            "--conf",
            "spark.ui.enabled=false",
            artifacts.sparkApplication().toString(),
            "all",
            "--bootstrap-servers",
            bootstrapServers,
            "--topic",
            topic,
            "--starting-offsets",
            startingOffsets,
            "--checkpoint",
            checkpoint.toString(),
            // As deep as the page's heat map and ladder are worth looking at.
            "--levels",
            "40",
            // What an eye can follow. All rows are counted.
            "--trigger",
            "1s",
            "--progress-every",
            "0s",
            "--show-every",
            "5s");
    Path output = run.logs().resolve("spark.out");
    ChildProcess process =
        ChildProcess.start(
            NAME,
            new JavaCommand(home.resolve("java.args"), options, words).prepare(),
            output,
            run.log(NAME));
    return new SparkJob(process, output, console);
  }

  /** Shows what the job printed since the last call, and learns its progress from it. */
  public void showMore() {
    output.readOn();
  }

  /**
   * How far the job is, as of the last {@link #showMore}.
   *
   * @return its last words about that; zeros before the first batch
   */
  public SparkProgress progress() {
    return progress;
  }

  /**
   * Its process.
   *
   * @return the process
   */
  public ChildProcess process() {
    return process;
  }

  /** Shows what the job printed last, and closes the file. */
  @Override
  public void close() throws IOException {
    showMore();
    output.close();
  }
}
