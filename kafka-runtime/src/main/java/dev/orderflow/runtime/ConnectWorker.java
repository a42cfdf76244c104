package dev.orderflow.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A real Kafka Connect worker in a process of its own, as a user would run it. */
public final class ConnectWorker implements AutoCloseable {

  private static final Duration READY_WITHIN = Duration.ofMinutes(2);
  private static final String DISTRIBUTED = "org.apache.kafka.connect.cli.ConnectDistributed";
  private static final String STANDALONE = "org.apache.kafka.connect.cli.ConnectStandalone";

  private final ChildProcess process;
  private final ConnectRest rest;

  private ConnectWorker(ChildProcess process, ConnectRest rest) {
    this.process = process;
    this.rest = rest;
  }

  /**
   * What to start.
   *
   * @param files where it writes
   * @param mainClass of Kafka
   * @param port of the REST interface
   * @param classPath Kafka's, of the worker's version
   * @param jvmOptions heap, collector, agents
   * @param template a properties file to begin with
   * @param properties over those of the template
   */
  public record Settings(
      ProcessFiles files,
      String mainClass,
      int port,
      String classPath,
      List<String> jvmOptions,
      Path template,
      Map<String, String> properties) {

    /** Copies everything. */
    public Settings {
      jvmOptions = List.copyOf(jvmOptions);
      properties = Map.copyOf(properties);
    }

    /**
     * A distributed worker with the shipped settings and the connector on its plugin path, on a
     * free port with a small heap.
     */
    public static Settings distributed(ProcessFiles files, String bootstrapServers) {
      return shipped(files, bootstrapServers, DISTRIBUTED, "connect-distributed.properties");
    }

    /** The same in standalone mode; source offsets go to a file in its home. */
    public static Settings standalone(ProcessFiles files, String bootstrapServers) {
      return shipped(files, bootstrapServers, STANDALONE, "connect-standalone.properties")
          .with(Map.of("offset.storage.file.filename", files.home().resolve("offsets").toString()));
    }

    private static Settings shipped(
        ProcessFiles files, String bootstrapServers, String mainClass, String template) {
      BuildOutput build = BuildOutput.find();
      return new Settings(
          files,
          mainClass,
          FreePorts.next(),
          build.kafkaClassPath(),
          JavaCommand.SMALL_JVM,
          build.connectConfig().resolve(template),
          Map.of(
              "bootstrap.servers",
              bootstrapServers,
              "plugin.path",
              build.connectorPlugins().toString()));
    }

    /** The same on this port. */
    public Settings withPort(int rest) {
      return new Settings(files, mainClass, rest, classPath, jvmOptions, template, properties);
    }

    /** The same with a Kafka of another version. */
    public Settings withClassPath(String kafka) {
      return new Settings(files, mainClass, port, kafka, jvmOptions, template, properties);
    }

    /** The same with these JVM options in place of the usual ones; a heap of 256 MB unless said. */
    public Settings withJvmOptions(List<String> options) {
      return new Settings(files, mainClass, port, classPath, options, template, properties);
    }

    /** The same from another properties file. */
    public Settings withTemplate(Path file) {
      return new Settings(files, mainClass, port, classPath, jvmOptions, file, properties);
    }

    /** The same with more properties of the worker. */
    public Settings with(Map<String, String> more) {
      Map<String, String> all = new LinkedHashMap<>(properties);
      all.putAll(more);
      return new Settings(files, mainClass, port, classPath, jvmOptions, template, all);
    }

    /** The same with a group and internal topics that are called after it. */
    public Settings withGroup(String group) {
      return with(
          Map.of(
              "group.id", group,
              "config.storage.topic", group + "-configs",
              "offset.storage.topic", group + "-offsets",
              "status.storage.topic", group + "-status"));
    }
  }

  /**
   * Starts a worker, which is perhaps not ready yet.
   *
   * @param settings what to start
   * @param connectors JSON files of connectors to create, for a standalone worker
   * @throws IOException when a file or program cannot be opened
   */
  public static ConnectWorker start(Settings settings, Path... connectors) throws IOException {
    String url = "http://127.0.0.1:" + settings.port();
    Path file = settings.files().home().resolve("worker.properties");
    try (InputStream template = Files.newInputStream(settings.template())) {
      PropertiesFile.write(file, template, settings.with(Map.of("listeners", url)).properties());
    }
    String[] files =
        Stream.concat(Stream.of(file), Stream.of(connectors))
            .map(Path::toString)
            .toArray(String[]::new);
    JavaCommand command =
        JavaCommand.main(settings.classPath(), settings.mainClass(), files)
            .withOptions("-Xmx256m")
            .withOptions(settings.jvmOptions())
            .withOptions("-Dlog4j2.configurationFile=" + BuildOutput.find().kafkaLogging());
    return new ConnectWorker(ChildProcess.start(command, settings.files()), new ConnectRest(url));
  }

  /**
   * Waits until the worker, this one, says that it is healthy.
   *
   * @throws ProcessFailure when it ends or does not come up
   */
  public ConnectWorker awaitReady() throws InterruptedException {
    process.await("healthy", READY_WITHIN, rest::isHealthy);
    return this;
  }

  /** Its REST interface. */
  public ConnectRest rest() {
    return rest;
  }

  /** Its process. */
  public ChildProcess process() {
    return process;
  }

  /** Ends it without asking. */
  @Override
  public void close() {
    process.close();
  }
}
