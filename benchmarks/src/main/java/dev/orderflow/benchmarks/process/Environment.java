package dev.orderflow.benchmarks.process;

import dev.orderflow.runtime.BuildOutput;
import dev.orderflow.runtime.ChildProcess;
import dev.orderflow.runtime.ConnectWorker;
import dev.orderflow.runtime.JavaCommand;
import dev.orderflow.runtime.KafkaBroker;
import dev.orderflow.runtime.ProcessFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Utils;

/**
 * Where a benchmark is measured, and how much: it starts the processes, each with a JVM as a user
 * would give it (unlike tests, with every compiler). Closing it ends them all, the last one first,
 * and removes the broker's data.
 *
 * <p>For one thread.
 */
public final class Environment implements AutoCloseable {

  private static final String BROKER = "broker";
  private static final String WARNINGS = "-Dlog.level=warn";

  private final Path directory;
  private final boolean quick;
  private final Optional<Long> records;
  private final Optional<Long> seconds;
  private final Deque<AutoCloseable> started = new ArrayDeque<>();

  /**
   * An environment without processes.
   *
   * @param directory where logs and data go
   * @param quick whether a run only has to show that everything works, in seconds a variant
   * @param records what the user wants a variant to move; empty leaves it to the benchmark
   * @param seconds how long the user wants a variant to run that a clock paces; empty likewise
   */
  public Environment(
      Path directory, boolean quick, Optional<Long> records, Optional<Long> seconds) {
    this.directory = directory;
    this.quick = quick;
    this.records = records;
    this.seconds = seconds;
  }

  /** Whether the run only has to show that everything works. */
  public boolean quick() {
    return quick;
  }

  /** Records for a variant: what a figure needs, or what shows that it works. */
  public long records(long full, long quickly) {
    return records.orElse(quick ? quickly : full);
  }

  /** Seconds for a variant: what a figure needs, or what shows that it works. */
  public long seconds(long full, long quickly) {
    return seconds.orElse(quick ? quickly : full);
  }

  /** Where logs and data go. */
  public Path directory() {
    return directory;
  }

  /** Where a process with that name writes. */
  public ProcessFiles files(String name) {
    return ProcessFiles.in(directory, name);
  }

  /** Has a process, or what ends one, closed with all others, and gives it back. */
  public <T extends AutoCloseable> T closing(T what) {
    started.push(what);
    return what;
  }

  /**
   * Starts a broker and waits until it is ready.
   *
   * @throws IOException where a file or program cannot be opened
   */
  public KafkaBroker broker() throws IOException, InterruptedException {
    return closing(
            KafkaBroker.start(
                KafkaBroker.Settings.in(files(BROKER))
                    .withJvmOptions(List.of("-Xms512m", "-Xmx512m", "-XX:+UseSerialGC", WARNINGS))
                    .with(
                        Map.of(
                            // The simulated market's time is not today's.
                            "log.retention.ms", "-1",
                            "file.delete.delay.ms", "1000"))))
        .awaitReady();
  }

  /**
   * Starts a Connect worker with the shipped settings and the connector, with Java's own collector,
   * and waits until it is ready.
   *
   * @param name for its files and group
   * @param heap as the JVM's options say it
   * @param settings what differs from the shipped ones
   * @throws IOException where a file or program cannot be opened
   */
  public ConnectWorker worker(
      String name, KafkaBroker broker, List<String> heap, Map<String, String> settings)
      throws IOException, InterruptedException {
    return closing(
            ConnectWorker.start(
                ConnectWorker.Settings.distributed(files(name), broker.bootstrapServers())
                    .withGroup(name)
                    .withJvmOptions(Stream.concat(heap.stream(), Stream.of(WARNINGS)).toList())
                    .with(settings)))
        .awaitReady();
  }

  /**
   * Starts a program that is told what to do by lines of input, and ends with them.
   *
   * @param name for its files
   * @param heap as the JVM's options say it
   * @param mainClass the program, which calls {@link ControlledProgram#serve}
   * @throws IOException where a file or program cannot be opened
   */
  public ControlledProgram program(
      String name, List<String> heap, Class<?> mainClass, String... arguments) throws IOException {
    JavaCommand command =
        JavaCommand.main(System.getProperty("java.class.path"), mainClass.getName(), arguments)
            .withOptions(heap)
            .withOptions(
                WARNINGS, "-Dlog4j2.configurationFile=" + BuildOutput.find().kafkaLogging());
    return new ControlledProgram(closing(ChildProcess.startWithInput(command, files(name))));
  }

  /** The jar that a class is in. */
  public static Path jarOf(Class<?> type) {
    return Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()));
  }

  @Override
  public void close() throws IOException {
    IOException failure = new IOException("not every process ends");
    while (!started.isEmpty()) {
      try {
        started.pop().close();
      } catch (Exception failed) {
        failure.addSuppressed(failed);
      }
    }
    if (failure.getSuppressed().length > 0) {
      throw failure;
    }
    Utils.delete(directory.resolve(BROKER).resolve("data").toFile());
  }
}
