package dev.orderflow.simulator;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The command line: serves an exchange until the process is ended. */
public final class Main {
  private Main() {}

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    // Fewer retained events than in tests, so that it runs for days in a heap of 256 MB.
    SimulatorOptions defaults =
        SimulatorOptions.defaults().port(8765).markets("btcusd", "ethusd").retainedEvents(250_000);
    return new CommandLine(defaults)
        .setExecutionStrategy(Main::serve)
        .setParameterExceptionHandler(Main::explain);
  }

  private static int serve(ParseResult parsed) {
    Integer helped = CommandLine.executeHelpRequest(parsed);
    if (helped != null) {
      return helped;
    }
    CommandLine line = parsed.commandSpec().commandLine();
    SimulatorOptions options = line.getCommand();
    Simulator simulator = start(line, options);
    Runtime.getRuntime().addShutdownHook(new Thread(simulator::close, "shutdown"));
    PrintWriter out = line.getOut();
    out.printf(Locale.ROOT, "ready ws=%s http=%s ", simulator.webSocketUrl(), simulator.httpUrl());
    options.replay.ifPresentOrElse(
        file -> out.printf(Locale.ROOT, "replay=%s%n", file),
        () ->
            out.printf(
                Locale.ROOT,
                "seed=%d markets=%s%n",
                options.seed,
                String.join(",", options.markets)));
    out.flush();
    try {
      // The shutdown hook ends the process; nothing else does.
      new CountDownLatch(1).await();
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
    return ExitCode.OK;
  }

  private static Simulator start(CommandLine line, SimulatorOptions options) {
    try {
      return Simulator.start(options.checked());
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(line, wrong.getMessage());
    } catch (IOException failure) {
      Throwable cause = failure instanceof BindException ? failure : failure.getCause();
      throw new ParameterException(
          line,
          String.format(
              Locale.ROOT,
              "--port: cannot listen on %s:%d: %s; choose another with --port, or 0 for a free one",
              options.host,
              options.port,
              (cause == null ? failure : cause).getMessage()));
    }
  }

  private static int explain(ParameterException wrong, String[] arguments) {
    wrong.getCommandLine().getErr().println(wrong.getMessage());
    wrong.getCommandLine().getErr().println("Try --help.");
    return ExitCode.USAGE;
  }
}
