package dev.orderflow.launcher;

import dev.orderflow.runtime.BuildOutput;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of the quick start. */
@Command(
    name = "quickstart",
    sortOptions = false,
    usageHelpWidth = 96,
    description = {
      "Starts a Kafka broker, a Connect worker with the Bitstamp connector, the Spark job 'all' and"
          + " the dashboard, each as a process of its own on this machine, and shows frames and candles until"
          + " Ctrl-C.",
      ""
    },
    footer = {
      "",
      "The last line is for programs:",
      "  summary exchange=E frames=N records=N spark_rows=N seconds=S connector_records=N"
          + " candles=N incomplete=N",
      "frames: data frames the exchange sent (live: that the connector handed to Connect).",
      "records: records in the topic that carry a frame. spark_rows: such rows Spark read.",
      "seconds: from the connector's start to the end of the stream.",
      "candles: candles that were published. incomplete: those that say trades may be missing.",
      "Exit code 0: all three are equal and above 0. 1: they are not, or a step failed. 2: bad option."
    })
public final class Quickstart implements Callable<Integer> {

  private static final int DEFAULT_WIDTH = 160;
  private static final String LOWER_CASE_WORDS = "[a-z0-9_-]+(,[a-z0-9_-]+)*";

  @Spec private CommandSpec spec;

  @Option(
      names = "--exchange",
      paramLabel = "auto|live|simulated",
      defaultValue = "auto",
      description =
          "live is Bitstamp; auto (the default) is Bitstamp when it answers within 3 s,"
              + " else the simulator.")
  ExchangeChoice exchange;

  @Option(
      names = "--markets",
      paramLabel = "LIST",
      description = "Markets to subscribe, such as btcusd,ethusd. Default: as in connect-config.")
  private Optional<String> markets = Optional.empty();

  @Option(
      names = "--channels",
      paramLabel = "LIST",
      description =
          "Channels to subscribe, such as live_orders,live_trades. Default: as in connect-config.")
  private Optional<String> channels = Optional.empty();

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      converter = DurationText.class,
      description = "Stop by itself this long after the first row, such as 60s or 5m.")
  Optional<Duration> duration = Optional.empty();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Keep topic and source offsets in DIR and go on from what is there; the console and the"
              + " summary cover what this run adds. Default: a new directory under target/quickstart,"
              + " the last five are kept.")
  Optional<Path> data = Optional.empty();

  @Option(
      names = "--record",
      paramLabel = "FILE",
      description =
          "Write the received frames to FILE (gzip where it ends in .gz), for the simulator's"
              + " --replay.")
  Optional<Path> record = Optional.empty();

  @Option(
      names = "--ports",
      paramLabel = "NAME=PORT,…",
      converter = Ports.Converter.class,
      description =
          "Ports to listen on, all on 127.0.0.1; 0 is any free one. Default:"
              + " kafka=29092,controller=29093,connect=28083,exchange=28765,dashboard=28090.")
  Ports ports = Ports.standard();

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      defaultValue = "1",
      description = "Seed of the simulator; the same seed gives the same market. Default: 1.")
  long seed;

  @Option(
      names = "--connect-config",
      paramLabel = "DIR",
      description =
          "Directory with connect-distributed.properties and bitstamp-source.json."
              + " Default: connect-config.")
  private Optional<Path> connectConfig = Optional.empty();

  /** The most characters of a line of the stream to show. */
  final int width = Integer.getInteger("orderflow.width", DEFAULT_WIDTH);

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this and exit.")
  private boolean help;

  /**
   * Runs the quick start and ends the JVM with its exit code. The system property {@code
   * orderflow.home} says where the build is; the script sets it.
   *
   * @param arguments the command line
   */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /** The command line, with an error told in one line instead of the whole help. */
  static CommandLine commandLine() {
    return new CommandLine(new Quickstart())
        .setParameterExceptionHandler(
            (error, words) -> {
              CommandLine command = error.getCommandLine();
              command.getErr().println(error.getMessage());
              command.getErr().println("Options: ./quickstart --help");
              return command.getCommandSpec().exitCodeOnInvalidInput();
            });
  }

  @Override
  public Integer call() {
    checkWords("--markets", markets);
    checkWords("--channels", channels);
    StopSignal signal = StopSignal.install();
    try {
      return new Run(this, BuildOutput.find(), signal, System.out).execute();
    } finally {
      signal.finish();
    }
  }

  private void checkWords(String option, Optional<String> value) {
    if (value.isPresent() && !value.get().matches(LOWER_CASE_WORDS)) {
      throw new ParameterException(
          spec.commandLine(),
          String.format(
              Locale.ROOT,
              "Invalid value for option '%s': '%s' is not a list of lower-case names separated by"
                  + " commas, without spaces",
              option,
              value.get()));
    }
  }

  /** Connector settings for markets and channels, as far as they were asked for. */
  Map<String, String> subscriptions() {
    Map<String, String> subscriptions = new LinkedHashMap<>();
    markets.ifPresent(value -> subscriptions.put("markets", value));
    channels.ifPresent(value -> subscriptions.put("channels", value));
    return subscriptions;
  }

  /** The directory with the worker's and the connector's settings. */
  Path connectConfig(BuildOutput build) {
    return connectConfig.orElseGet(build::connectConfig);
  }
}
