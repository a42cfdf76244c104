package dev.orderflow.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A real Kafka broker that is its own KRaft controller, in a process of its own. Its data outlives
 * the process, which can be killed and started again.
 *
 * <p>Owned by one thread.
 */
public final class KafkaBroker implements AutoCloseable {

  private static final Duration READY_WITHIN = Duration.ofMinutes(2);
  private static final String HOST = "127.0.0.1:";

  /** What Kafka says when requests are served; kafka-runtime/log4j2.xml lets it through. */
  private static final String READY = "Kafka Server started";

  private final Settings settings;
  private final JavaCommand command;
  private ChildProcess process;

  private KafkaBroker(Settings settings, JavaCommand command, ChildProcess process) {
    this.settings = settings;
    this.command = command;
    this.process = process;
  }

  /**
   * What to start.
   *
   * @param files where it writes
   * @param port of the listener for clients
   * @param controllerPort of the controller
   * @param jvmOptions heap and collector
   * @param properties over those that every broker here has
   * @param listeners ports of further listeners, by name
   */
  public record Settings(
      ProcessFiles files,
      int port,
      int controllerPort,
      List<String> jvmOptions,
      Map<String, String> properties,
      Map<String, Integer> listeners) {

    /** Copies everything. */
    public Settings {
      jvmOptions = List.copyOf(jvmOptions);
      properties = Map.copyOf(properties);
      listeners = Map.copyOf(listeners);
    }

    /** A broker on free ports with a small heap, and its data below the home of its files. */
    public static Settings in(ProcessFiles files) {
      List<Integer> free = FreePorts.next(2);
      return new Settings(
          files, free.get(0), free.get(1), JavaCommand.SMALL_JVM, Map.of(), Map.of());
    }

    /** The same on these ports. */
    public Settings withPorts(int client, int controller) {
      return new Settings(files, client, controller, jvmOptions, properties, listeners);
    }

    /** The same with these JVM options in place of the usual ones; a heap of 256 MB unless said. */
    public Settings withJvmOptions(List<String> options) {
      return new Settings(files, port, controllerPort, options, properties, listeners);
    }

    /** The same with more properties of the broker. */
    public Settings with(Map<String, String> more) {
      Map<String, String> all = new LinkedHashMap<>(properties);
      all.putAll(more);
      return new Settings(files, port, controllerPort, jvmOptions, all, listeners);
    }

    /**
     * The same with another listener, on a free port.
     *
     * @param name in capital letters
     * @param protocol such as {@code SASL_PLAINTEXT}
     * @param more its settings, without {@code listener.name.<name>.}
     */
    public Settings withListener(String name, String protocol, Map<String, String> more) {
      Map<String, Integer> ports = new LinkedHashMap<>(listeners);
      ports.put(name, FreePorts.next());
      Map<String, String> all = new LinkedHashMap<>(properties);
      all.merge("listener.security.protocol.map", name + ":" + protocol, (a, b) -> a + "," + b);
      more.forEach(
          (key, value) ->
              all.put("listener.name." + name.toLowerCase(Locale.ROOT) + "." + key, value));
      return new Settings(files, port, controllerPort, jvmOptions, all, ports);
    }

    private Map<String, String> addresses() {
      Map<String, Integer> ports = new LinkedHashMap<>(listeners);
      ports.put("PLAINTEXT", port);
      String clients =
          ports.entrySet().stream()
              .map(l -> l.getKey() + "://" + HOST + l.getValue())
              .collect(Collectors.joining(","));
      String protocols = "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT";
      String more = properties.get("listener.security.protocol.map");
      return Map.of(
          "controller.quorum.voters",
          "1@" + HOST + controllerPort,
          "listeners",
          clients + ",CONTROLLER://" + HOST + controllerPort,
          "advertised.listeners",
          clients,
          "listener.security.protocol.map",
          more == null ? protocols : protocols + "," + more,
          "log.dirs",
          data().toString());
    }

    private Path data() {
      return files.home().resolve("data");
    }
  }

  /**
   * Starts a broker with what is usual here, and waits until it answers.
   *
   * @param directory where to put its directory, {@code broker}
   * @throws IOException when a file or program cannot be opened
   * @throws ProcessFailure when it does not come up
   */
  public static KafkaBroker start(Path directory) throws IOException, InterruptedException {
    KafkaBroker broker = start(Settings.in(ProcessFiles.in(directory, "broker")));
    try {
      return broker.awaitReady();
    } catch (RuntimeException | InterruptedException e) {
      broker.close();
      throw e;
    }
  }

  /**
   * Formats the data directory when it is new, and starts a broker on it, which is perhaps not
   * ready yet.
   *
   * @throws IOException when a file or program cannot be opened
   */
  public static KafkaBroker start(Settings settings) throws IOException {
    BuildOutput build = BuildOutput.find();
    Path file = settings.files().home().resolve("server.properties");
    try (InputStream template = KafkaBroker.class.getResourceAsStream("server.properties")) {
      PropertiesFile.write(file, template, settings.with(settings.addresses()).properties());
    }
    JavaCommand command =
        JavaCommand.main(
                build.kafkaClassPath() + System.getProperty("path.separator") + ownClasses(),
                BrokerMain.class.getName(),
                settings.data().toString(),
                file.toString())
            .withOptions("-Xmx256m")
            .withOptions(settings.jvmOptions())
            .withOptions("-Dlog4j2.configurationFile=" + build.kafkaLogging());
    return new KafkaBroker(settings, command, ChildProcess.start(command, settings.files()));
  }

  private static Path ownClasses() {
    String location =
        BrokerMain.class.getProtectionDomain().getCodeSource().getLocation().toString();
    return Path.of(URI.create(location));
  }

  /**
   * Waits until this broker serves requests.
   *
   * @throws ProcessFailure when it ends or stays silent
   */
  public KafkaBroker awaitReady() throws InterruptedException {
    process.await("ready", READY_WITHIN, () -> process.output().contains(READY));
    return this;
  }

  /** Its address for clients, host and port. */
  public String bootstrapServers() {
    return HOST + settings.port();
  }

  /** The address of another listener by its name, host and port. */
  public String bootstrapServers(String listener) {
    return HOST + settings.listeners().get(listener);
  }

  /** Its process; another one after a new start. */
  public ChildProcess process() {
    return process;
  }

  /**
   * Kills it with SIGKILL, starts it again on what it has stored, and waits until it is ready. The
   * log goes on in a file of its own.
   *
   * @throws IOException when a program cannot be opened
   */
  public void killAndStartAgain() throws IOException, InterruptedException {
    process.kill();
    process = ChildProcess.start(command, process.files().afterRestart());
    awaitReady();
  }

  /** Ends it without asking; its data stays. */
  @Override
  public void close() {
    process.close();
  }
}
