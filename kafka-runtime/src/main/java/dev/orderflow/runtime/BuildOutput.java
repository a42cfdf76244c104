package dev.orderflow.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * Where the build of this repository puts what is started as processes.
 *
 * @param root the repository's directory
 * @param version the project's version, part of the file names
 */
public record BuildOutput(Path root, String version) {

  private static final String THIS_MODULE = "kafka-runtime/pom.xml";

  /** Makes the path absolute. */
  public BuildOutput {
    root = root.toAbsolutePath().normalize();
  }

  /**
   * The output of the repository that this process belongs to: the one that the system property
   * {@code orderflow.home} names, else the one that its working directory lies in, as that of a
   * test does.
   *
   * @throws IllegalStateException when there is none
   */
  public static BuildOutput find() {
    Path here = Path.of(System.getProperty("orderflow.home", "")).toAbsolutePath();
    return Stream.iterate(here, d -> d != null, Path::getParent)
        .filter(d -> Files.exists(d.resolve(THIS_MODULE)))
        .findFirst()
        .map(d -> new BuildOutput(d, builtVersion()))
        .orElseThrow(() -> new IllegalStateException(here + " is in no repository of orderflow"));
  }

  private static String builtVersion() {
    Properties build = new Properties();
    try (InputStream in = BuildOutput.class.getResourceAsStream("build.properties")) {
      build.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return build.getProperty("version");
  }

  /** The installable archive of the connector, a zip with one top directory. */
  public Path connectorArchive() {
    return existing("connector/target/orderflow-kafka-connect-bitstamp-" + version + ".zip");
  }

  /** The same unpacked, as a worker's {@code plugin.path} wants it; not to be written to. */
  public Path connectorPlugins() {
    return existing("connector/target/orderflow-kafka-connect-bitstamp-" + version);
  }

  /** The directory with settings for a worker and the connector, as they are shipped. */
  public Path connectConfig() {
    return existing("connect-config");
  }

  /** The simulated exchange, a jar to run. */
  public Path simulator() {
    return existing("simulator/target/orderflow-simulator-" + version + ".jar");
  }

  /** The web page's server, a jar to run. */
  public Path dashboard() {
    return existing("dashboard/target/orderflow-dashboard-" + version + ".jar");
  }

  /** The Spark application, a jar to submit. */
  public Path sparkApplication() {
    return existing("spark-consumer/target/orderflow-spark-" + version + ".jar");
  }

  /** The JVM options that Spark needs on this Java, as an argument file for {@code java @file}. */
  public Path sparkJvmOptions() {
    return existing("spark-consumer/src/main/jvm/spark.jvm-options");
  }

  /** The class path of a Spark installation, as far as local runs need one. */
  public String sparkClassPath() {
    return classPath("spark-consumer/target/spark.classpath");
  }

  /** The class path of broker and worker, in the version that the connector is built against. */
  public String kafkaClassPath() {
    return kafkaClassPath("kafka-runtime");
  }

  /**
   * The class path of the Kafka that a module has resolved.
   *
   * @param module its directory, such as {@code integration-tests/workers/kafka-3.9}
   */
  public String kafkaClassPath(String module) {
    return classPath(module + "/target/kafka.classpath");
  }

  /**
   * Logging of broker and worker, a log4j 2 configuration: to standard output, at the level that
   * the system property {@code log.level} says.
   */
  public Path kafkaLogging() {
    return existing("kafka-runtime/log4j2.xml");
  }

  /** The agent that ends a process with its parent, a jar with {@link ParentWatchdog} alone. */
  public Path watchdog() {
    return existing("kafka-runtime/target/orderflow-kafka-runtime-" + version + "-watchdog.jar");
  }

  private String classPath(String file) {
    try {
      return Files.readString(existing(file)).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path existing(String file) {
    Path path = root.resolve(file);
    if (!Files.exists(path)) {
      throw new IllegalStateException(path + " is missing: run mvn -DskipTests package in " + root);
    }
    return path;
  }
}
