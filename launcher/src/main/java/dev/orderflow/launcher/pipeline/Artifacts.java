package dev.orderflow.launcher.pipeline;

import dev.orderflow.launcher.process.StepFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where the build put what the quick start runs.
 *
 * @param home the repository's root
 * @param version the project's version, part of the file names
 */
public record Artifacts(Path home, String version) {

  /**
   * The installable archive of the connector.
   *
   * @return a zip with one top directory
   */
  public Path connectorArchive() {
    return home.resolve("connector/target/orderflow-kafka-connect-bitstamp-" + version + ".zip");
  }

  /**
   * The simulated exchange.
   *
   * @return a jar to run
   */
  public Path simulator() {
    return home.resolve("simulator/target/orderflow-simulator-" + version + ".jar");
  }

  /**
   * The Spark application.
   *
   * @return the jar to submit
   */
  public Path sparkApplication() {
    return home.resolve("spark-consumer/target/orderflow-spark-" + version + ".jar");
  }

  /**
   * The web page's server.
   *
   * @return a jar to run
   */
  public Path dashboard() {
    return home.resolve("dashboard/target/orderflow-dashboard-" + version + ".jar");
  }

  /**
   * The JVM options that Spark needs on this Java.
   *
   * @return an argument file for {@code java @file}
   */
  public Path sparkJvmOptions() {
    return home.resolve("spark-consumer/target/spark.jvm-options");
  }

  /**
   * The agent that ties a process to the quick start.
   *
   * @return a jar with {@link dev.orderflow.launcher.tether.Tether} alone
   */
  public Path tether() {
    return home.resolve("launcher/target/orderflow-launcher-" + version + "-tether.jar");
  }

  /**
   * Logging of the broker and the worker.
   *
   * @return a log4j 2 configuration
   */
  public Path kafkaLogging() {
    return home.resolve("kafka-runtime/log4j2.xml");
  }

  /**
   * The jars of broker and worker.
   *
   * @return one class path
   * @throws StepFailure when the build did not write it
   */
  public String kafkaClasspath() {
    return read(kafkaClasspathFile());
  }

  /**
   * The jars of a Spark installation, as far as local runs need one.
   *
   * @return one class path
   * @throws StepFailure when the build did not write it
   */
  public String sparkClasspath() {
    return read(sparkClasspathFile());
  }

  /**
   * Fails unless everything is there that every run needs.
   *
   * @throws StepFailure naming the first missing file and the command that builds it
   */
  public void requireAll() {
    for (Path file :
        List.of(
            kafkaClasspathFile(),
            kafkaLogging(),
            connectorArchive(),
            sparkApplication(),
            sparkJvmOptions(),
            sparkClasspathFile(),
            dashboard(),
            tether())) {
      require(file);
    }
  }

  void require(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new StepFailure(file + " is missing: run mvn -DskipTests package in " + home);
    }
  }

  private Path kafkaClasspathFile() {
    return home.resolve("kafka-runtime/target/kafka.classpath");
  }

  private Path sparkClasspathFile() {
    return home.resolve("spark-consumer/target/spark.classpath");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
