package dev.orderflow.dashboard;

import dev.orderflow.dashboard.feed.Feed;
import dev.orderflow.dashboard.feed.KafkaConnection;
import dev.orderflow.dashboard.feed.Role;
import dev.orderflow.dashboard.market.Markets;
import dev.orderflow.dashboard.web.WebServer;
import java.net.BindException;
import java.time.Clock;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The dashboard's command line: serves the page until it is stopped. */
@Command(
    name = "orderflow-dashboard",
    description =
        "Serves a web page that shows the markets in the topics, and whether to trust it.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
public final class Dashboard implements Callable<Integer> {

  private static final int MAX_PORT = 65_535;

  @Spec private CommandSpec spec;

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT",
      defaultValue = "localhost:9092",
      description = "Kafka brokers to connect to first, separated by commas.")
  private String bootstrapServers;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description =
          "Address to listen on. The page has no login: whoever reaches it sees everything on it.")
  private String host;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8090",
      description = "Port to listen on; 0 is any free one.")
  private int port;

  @Option(
      names = "--allowed-host",
      paramLabel = "NAME",
      showDefaultValue = Visibility.NEVER,
      description =
          "A host name under which a proxy on this machine passes requests on; repeatable. While"
              + " --host is of this machine alone, others than localhost and addresses are refused.")
  private List<String> allowedHosts = List.of();

  @Option(
      names = "--topic",
      paramLabel = "NAME",
      defaultValue = "testTopic",
      description = "The connector's topic.")
  private String topic;

  @Option(
      names = "--candles-topic",
      paramLabel = "NAME",
      defaultValue = "orderflow.candles",
      description = "Topic of the candles.")
  private String candles;

  @Option(
      names = "--book-topic",
      paramLabel = "NAME",
      defaultValue = "orderflow.book",
      description = "Topic of the books.")
  private String book;

  @Option(
      names = "--flow-topic",
      paramLabel = "NAME",
      defaultValue = "orderflow.flow",
      description = "Topic of the flow.")
  private String flow;

  @Option(
      names = "--orders-topic",
      paramLabel = "NAME",
      defaultValue = "orderflow.orders",
      description = "Topic of the orders' ends.")
  private String orders;

  @Option(
      names = "--alerts-topic",
      paramLabel = "NAME",
      defaultValue = "orderflow.alerts",
      description = "Topic of the alerts.")
  private String alerts;

  @Option(
      names = "--history",
      paramLabel = "DURATION",
      defaultValue = "1h",
      converter = DurationConverter.class,
      description =
          "How far back to read at start, such as 30m or 2h; candles are read from the beginning.")
  private Duration history;

  @Option(
      names = "--simulated",
      description = "Mark everything as simulated: the data is not a real exchange's.")
  private boolean simulated;

  @Option(
      names = "--max-clients",
      paramLabel = "COUNT",
      defaultValue = "2000",
      description = "Browsers at a time; one more is told that there is no room.")
  private int maxClients;

  @Option(
      names = "--kafka",
      paramLabel = "KEY=VALUE",
      showDefaultValue = Visibility.NEVER,
      description =
          "A Kafka client setting, such as security.protocol=SASL_SSL; repeatable. "
              + "Keep secrets off the command line: put options into a file and pass @FILE.")
  private Map<String, String> kafka = new LinkedHashMap<>();

  /**
   * Runs until stopped and ends the JVM with the exit code.
   *
   * @param arguments the command line
   */
  public static void main(String[] arguments) {
    // All that is formatted here is read by programs.
    Locale.setDefault(Locale.ROOT);
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Dashboard())
        // A line is an argument as it stands: a JAAS configuration has quotes and spaces of its
        // own.
        .setUseSimplifiedAtFiles(true)
        .setParameterExceptionHandler(
            (wrong, words) -> {
              wrong.getCommandLine().getErr().println(wrong.getMessage());
              wrong.getCommandLine().getErr().println("Try --help.");
              return CommandLine.ExitCode.USAGE;
            });
  }

  @Override
  public Integer call() throws InterruptedException {
    check();
    Clock clock = Clock.systemUTC();
    Markets markets = new Markets();
    AtomicReference<Feed> feed = new AtomicReference<>();
    SseBroadcaster broadcaster =
        new SseBroadcaster(markets, () -> feed.get().status(), simulated, maxClients, clock);
    Thread main = Thread.currentThread();
    try (Feed reading = feed(markets, clock, broadcaster::round);
        WebServer server = listen(broadcaster)) {
      feed.set(reading);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(reading, main)));
      spec.commandLine().getOut().println("dashboard on " + url(server.port()));
      spec.commandLine().getOut().flush();
      reading.run();
    }
    return 0;
  }

  private String url(int listening) {
    return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + listening + "/";
  }

  private static void end(Feed feed, Thread main) {
    feed.close();
    try {
      main.join(Duration.ofSeconds(5).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private WebServer listen(SseBroadcaster broadcaster) throws InterruptedException {
    try {
      return WebServer.start(
          host,
          port,
          allowedHosts.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList(),
          broadcaster);
    } catch (BindException e) {
      throw wrong("--host " + host + " --port " + port + " cannot be used: " + e.getMessage());
    }
  }

  private Feed feed(Markets markets, Clock clock, Runnable round) {
    Map<Role, String> topics = new EnumMap<>(Role.class);
    topics.put(Role.SOURCE, topic.strip());
    topics.put(Role.CANDLES, candles.strip());
    topics.put(Role.BOOK, book.strip());
    topics.put(Role.FLOW, flow.strip());
    topics.put(Role.ORDERS, orders.strip());
    topics.put(Role.ALERTS, alerts.strip());
    if (new HashSet<>(topics.values()).size() < topics.size()) {
      throw wrong("two of the topics have the same name: " + topics.values());
    }
    try {
      return new Feed(
          new KafkaConnection(bootstrapServers.strip(), kafka),
          topics,
          history,
          markets,
          clock,
          round);
    } catch (KafkaException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw wrong("--bootstrap-servers " + bootstrapServers + " or --kafka: " + cause.getMessage());
    }
  }

  private void check() {
    if (bootstrapServers.isBlank()) {
      throw wrong("--bootstrap-servers is empty; give HOST:PORT");
    }
    if (port < 0 || port > MAX_PORT) {
      throw wrong("--port " + port + ": a port is a number from 0 to " + MAX_PORT);
    }
    if (maxClients < 1) {
      throw wrong("--max-clients " + maxClients + ": at least 1");
    }
    if (kafka.containsKey("bootstrap.servers")) {
      throw wrong("--kafka bootstrap.servers: use --bootstrap-servers");
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /** Reads durations such as {@code 90s}, {@code 30m} or {@code 2h}. */
  static final class DurationConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String value) {
      try {
        Duration duration = Duration.parse("PT" + value.strip().toUpperCase(Locale.ROOT));
        if (!duration.isNegative()) {
          return duration;
        }
      } catch (DateTimeParseException e) {
        throw new TypeConversionException("'" + value + "' is not a duration such as 90s or 1h");
      }
      throw new TypeConversionException("'" + value + "' is negative");
    }
  }
}
