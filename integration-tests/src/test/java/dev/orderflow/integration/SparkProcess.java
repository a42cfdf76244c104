package dev.orderflow.integration;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The Spark application, submitted in a process of its own as users submit it. */
final class SparkProcess implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofMinutes(10);

  private final Process process;
  private final Path out;
  private final Path err;

  private SparkProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /**
   * Submits the application to a local Spark.
   *
   * @param directory for its output
   * @param arguments a job and its options
   */
  static SparkProcess submit(Path directory, List<String> arguments) {
    return submit(directory, "local[2]", arguments);
  }

  /** Submits the application to a master. */
  static SparkProcess submit(Path directory, String master, List<String> arguments) {
    Path module = BuildOutput.repository().resolve("spark-consumer/target");
    try {
      List<String> command = java(module, "-Xmx768m");
      command.add("org.apache.spark.deploy.SparkSubmit");
      command.addAll(List.of("--master", master));
      for (String setting :
          new String[] {
            "spark.ui.enabled=false",
            "spark.driver.host=127.0.0.1",
            "spark.driver.bindAddress=127.0.0.1",
            "spark.executor.memory=512m"
          }) {
        command.addAll(List.of("--conf", setting));
      }
      command.add(module.resolve("orderflow-spark-" + BuildOutput.version() + ".jar").toString());
      command.addAll(arguments);
      return start(directory, "spark-job", command, Map.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Starts a part of a standalone cluster from the same class path.
   *
   * @param sparkHome a directory with the jars that executors start from
   */
  static SparkProcess part(
      Path directory, String name, Path sparkHome, String mainClass, List<String> arguments) {
    Path module = BuildOutput.repository().resolve("spark-consumer/target");
    try {
      List<String> command = java(module, "-Xmx256m");
      command.add(mainClass);
      command.addAll(arguments);
      return start(
          directory,
          name,
          command,
          Map.of("SPARK_HOME", sparkHome.toString(), "SPARK_SCALA_VERSION", "2.13"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The rows of tables of candles, read by Spark: each as it stands in the topic, sorted.
   *
   * @param directory for its output
   */
  static List<List<String>> candleRows(Path directory, List<Path> tables)
      throws InterruptedException {
    Path module = BuildOutput.repository().resolve("spark-consumer/target");
    try {
      List<String> command = java(module, "-Xmx512m");
      int classPath = command.size() - 1;
      Path jar = module.resolve("orderflow-spark-" + BuildOutput.version() + ".jar");
      command.set(
          classPath, command.get(classPath) + ":" + jar + ":" + module.resolve("test-classes"));
      command.add("dev.orderflow.spark.CandleTables");
      tables.forEach(table -> command.add(table.toString()));
      try (SparkProcess reader = start(directory, "tables", command, Map.of())) {
        if (reader.awaitExit() != 0) {
          throw new AssertionError("the tables cannot be read: " + reader);
        }
        List<List<String>> rows = new ArrayList<>();
        for (String line : Files.readAllLines(reader.out)) {
          if (line.startsWith("table ")) {
            rows.add(new ArrayList<>());
          } else {
            rows.get(rows.size() - 1).add(line);
          }
        }
        return rows;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> java(Path module, String heap) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + module.resolve("spark.jvm-options"));
    Stream.of(BuildOutput.property("child.jvm").split(" ")).forEach(command::add);
    command.add(heap);
    command.add("-cp");
    command.add(Files.readString(module.resolve("spark.classpath")).strip());
    return command;
  }

  private static SparkProcess start(
      Path directory, String name, List<String> command, Map<String, String> environment)
      throws IOException {
    Path out = Files.createTempFile(directory, name, ".out");
    Path err = Files.createTempFile(directory, name, ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().putAll(environment);
    Process process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return new SparkProcess(process, out, err);
  }

  /** Waits until its output or its messages hold a text. */
  void awaitText(String text) {
    await()
        .atMost(LIMIT)
        .alias("'" + text + "' of " + out)
        .until(() -> !process.isAlive() || has(text));
    if (!has(text)) {
      throw new AssertionError("ended without '" + text + "': " + this);
    }
  }

  private boolean has(String text) {
    return text(out).contains(text) || text(err).contains(text);
  }

  /** Lines of progress so far. */
  long progressLines() {
    return text(out).lines().filter(line -> line.startsWith("progress ")).count();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Standard output so far. */
  String output() {
    return text(out);
  }

  /** Waits until it ends by itself. */
  int awaitExit() throws InterruptedException {
    if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("still running after " + LIMIT + ": " + this);
    }
    return process.exitValue();
  }

  /** Sends SIGKILL and waits for the end. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Sends SIGKILL to it and to everything that it has started. */
  void killWithChildren() throws InterruptedException {
    List<ProcessHandle> children = process.descendants().toList();
    kill();
    children.forEach(ProcessHandle::destroyForcibly);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly().onExit().join();
    children.forEach(ProcessHandle::destroyForcibly);
  }

  @Override
  public String toString() {
    return "output\n" + text(out) + "\nmessages\n" + text(err);
  }
}
