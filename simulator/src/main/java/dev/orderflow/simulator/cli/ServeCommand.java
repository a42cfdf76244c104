package dev.orderflow.simulator.cli;

import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.SimulatorOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Serves an exchange until the process is ended. */
@Command(
    name = "orderflow-simulator",
    mixinStandardHelpOptions = true,
    version = "orderflow-simulator 0.1.0",
    sortOptions = false,
    description =
        "An exchange that speaks Bitstamp's public WebSocket and HTTP protocols from a real matching"
            + " engine, knows the truth, and fails on command.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"143:ended by SIGTERM", "2:an option is wrong, or the port is taken"})
final class ServeCommand implements Callable<Integer> {
  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "Address to listen on (default: ${DEFAULT-VALUE}).")
  private String host = "127.0.0.1";

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description =
          "Port for WebSocket and HTTP; 0 takes a free one and prints it (default:"
              + " ${DEFAULT-VALUE}).")
  private int port = 8765;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description =
          "The same seed and start time give the same frames, byte for byte (default:"
              + " ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--markets",
      split = ",",
      paramLabel = "MARKET",
      description = "Markets to run (default: btcusd,ethusd).")
  private List<String> markets = List.of("btcusd", "ethusd");

  @Option(
      names = "--speed",
      converter = SpeedConverter.class,
      paramLabel = "N|max",
      description =
          "Exchange seconds per second, or as fast as the clients read (default: ${DEFAULT-VALUE}).")
  private double speed = 1;

  @Option(
      names = "--start-time",
      paramLabel = "INSTANT",
      description =
          "Exchange time at the start, such as 2026-01-01T00:00:00Z (default: the wall clock).")
  private Instant startTime;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description =
          "Order events per second and market on an ordinary minute (default: as measured for each"
              + " market, 100 for btcusd).")
  private Double rate;

  @Option(
      names = "--book-orders",
      paramLabel = "N",
      description = "Orders resting in each book at the start (default: ${DEFAULT-VALUE}).")
  private int bookOrders = 8_000;

  @Option(
      names = "--retain-events",
      paramLabel = "N",
      description =
          "Order events per market that history and truth keep at least (default:"
              + " ${DEFAULT-VALUE}).")
  private long retainedEvents = 2_000_000;

  @Option(
      names = "--order-data-rows",
      paramLabel = "N",
      description = "Rows of one order_data reply at most (default: ${DEFAULT-VALUE}).")
  private int orderDataRows = 1_000;

  @Option(
      names = "--no-rate-limit",
      description = "Do not hold HTTP clients to 400 requests/s and 10,000 in ten minutes.")
  private boolean noRateLimit;

  @Option(
      names = "--replay",
      paramLabel = "FILE",
      description =
          "Replay recorded frames instead of running markets: one JSON frame a line, before it the"
              + " receive time in microseconds and a tab, or nothing; .gz for gzip. Starts with the"
              + " first subscriber.")
  private Path replay;

  @Option(
      names = "--replay-speed",
      converter = SpeedConverter.class,
      paramLabel = "original|N|max",
      description = "Pace of the replay (default: original).")
  private Double replaySpeed;

  @Option(
      names = "--load",
      paramLabel = "FRAMES",
      description =
          "Publish so many order frames made beforehand instead of running markets, as fast as the"
              + " clients read; with --rate so many a second, each with the time at which it is"
              + " sent.")
  private Long load;

  @Option(
      names = "--load-subscriptions",
      paramLabel = "N",
      description =
          "Subscriptions that the first frame of a load waits for (default: ${DEFAULT-VALUE}).")
  private int loadSubscriptions = 1;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    Simulator simulator = start(options());
    Runtime.getRuntime().addShutdownHook(new Thread(simulator::close, "shutdown"));
    PrintWriter out = spec.commandLine().getOut();
    out.printf("ready ws=%s http=%s ", simulator.webSocketUrl(), simulator.httpUrl());
    if (replay == null) {
      out.printf("seed=%d markets=%s%n", seed, String.join(",", markets));
    } else {
      out.printf("replay=%s%n", replay);
    }
    out.flush();
    // The shutdown hook ends the process; nothing else does.
    new CountDownLatch(1).await();
    return 0;
  }

  private Simulator start(SimulatorOptions options) {
    try {
      return Simulator.start(options);
    } catch (IllegalArgumentException wrong) {
      String option = replay == null ? "--markets: " : "--replay: ";
      throw new ParameterException(spec.commandLine(), option + wrong.getMessage());
    } catch (NoSuchFileException missing) {
      throw new ParameterException(
          spec.commandLine(), "--replay: " + missing.getFile() + " does not exist");
    } catch (IOException failure) {
      throw new ParameterException(
          spec.commandLine(), "--port: cannot listen on " + host + ":" + port + reason(failure));
    }
  }

  private SimulatorOptions options() {
    try {
      SimulatorOptions options =
          SimulatorOptions.defaults()
              .host(host)
              .port(port)
              .seed(seed)
              .markets(markets.toArray(String[]::new))
              .speed(speed)
              .bookOrders(bookOrders)
              .retainedEvents(retainedEvents)
              .orderDataRows(orderDataRows)
              .rateLimit(!noRateLimit);
      if (replay != null) {
        return options.replay(replay).speed(replaySpeed == null ? 1 : replaySpeed);
      }
      if (replaySpeed != null) {
        throw new IllegalArgumentException("--replay-speed is for --replay; see --speed");
      }
      options = load == null ? options : options.load(load).loadSubscriptions(loadSubscriptions);
      options = startTime == null ? options : options.startTime(startTime);
      return rate == null ? options : options.rate(rate);
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(spec.commandLine(), wrong.getMessage());
    }
  }

  private static String reason(IOException failure) {
    Throwable cause = failure instanceof BindException ? failure : failure.getCause();
    String detail = cause == null ? failure.getMessage() : cause.getMessage();
    return ": " + detail + "; choose another with --port, or 0 for a free one";
  }
}
