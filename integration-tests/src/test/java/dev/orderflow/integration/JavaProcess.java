package dev.orderflow.integration;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A broker or worker in a process of its own, from the class path that a user would have. */
final class JavaProcess implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(120);

  private final Process process;
  private final Path log;

  private JavaProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * What a process runs on.
   *
   * @param classPath jars, separated by ':'
   * @param options of the JVM, besides those that every process of a test has
   */
  record Platform(String classPath, List<String> options) {

    /** Kafka in the version that the connector is built against. */
    static Platform kafka() {
      return new Platform(BuildOutput.kafkaClassPath(), List.of());
    }
  }

  /**
   * Starts a main class of Kafka.
   *
   * @param name of the log file, in the directory
   * @param directory where the process runs
   */
  static JavaProcess start(String name, Path directory, String mainClass, String... arguments) {
    return start(name, directory, Platform.kafka(), mainClass, arguments);
  }

  /** The same on another platform. */
  static JavaProcess start(
      String name, Path directory, Platform platform, String mainClass, String... arguments) {
    Path log = directory.resolve(name + ".log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    Stream.of(BuildOutput.property("child.jvm").split(" ")).forEach(command::add);
    command.add("-Xmx256m");
    command.add("-Dlog4j2.configurationFile=" + BuildOutput.kafkaLogging());
    command.addAll(platform.options());
    command.add("-cp");
    command.add(platform.classPath());
    command.add(mainClass);
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      return new JavaProcess(process, log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it does what it was started for; fails with its log when it ends instead. */
  void awaitReady(Callable<Boolean> ready) {
    await()
        .atMost(LIMIT)
        .alias("ready: " + log)
        .until(
            () -> {
              if (!process.isAlive()) {
                throw new IllegalStateException(
                    "ended with " + process.exitValue() + ":\n" + Files.readString(log));
              }
              return ready.call();
            });
  }

  /** Everything that it has printed. */
  List<String> output() throws IOException {
    return Files.readAllLines(log);
  }

  /** Waits until it ends by itself. */
  int awaitExit(Duration limit) throws InterruptedException {
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("still running after " + limit + ", see " + log);
    }
    return process.exitValue();
  }

  /** Sends SIGTERM. */
  void terminate() {
    process.destroy();
  }

  /** Sends SIGKILL and waits for the end. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Sends a signal by name, such as {@code STOP}. */
  void signal(String signal) throws IOException, InterruptedException {
    int result =
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
            .inheritIO()
            .start()
            .waitFor();
    if (result != 0) {
      throw new IOException("kill -" + signal + " gave " + result);
    }
  }

  /** Ends it without asking, for it holds nothing that is needed later. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
