package dev.orderflow.spark;

import dev.orderflow.spark.run.JobFailedException;
import dev.orderflow.spark.run.UsageException;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * What {@code spark-submit} starts: chooses the job by its first argument.
 *
 * <p>Exit codes: 0 the job ended or was stopped, 1 it failed, 2 an option or what it points at is
 * wrong.
 */
@Command(
    name = "orderflow-spark",
    description = "Computes what Bitstamp's order flow in Kafka means.",
    mixinStandardHelpOptions = true,
    versionProvider = OrderflowSpark.Version.class,
    subcommands = {
      ConsoleCommand.class,
      CandlesCommand.class,
      MarketCommand.Book.class,
      MarketCommand.Flow.class,
      MarketCommand.Market.class,
      MarketCommand.All.class,
      AuditCommand.class,
      OptionsCommand.class
    })
public final class OrderflowSpark implements Runnable {

  private static final int FAILED = ExitCode.SOFTWARE;
  private static final int WRONG_USE = ExitCode.USAGE;

  @Spec private CommandSpec spec;

  private OrderflowSpark() {}

  /**
   * Runs a job to its end.
   *
   * @param arguments a job and its options
   */
  public static void main(String[] arguments) {
    int code = commandLine().execute(arguments);
    if (code != ExitCode.OK) {
      System.exit(code);
    }
  }

  /** The whole command line, not yet parsed. */
  static CommandLine commandLine() {
    return Converters.register(new CommandLine(new OrderflowSpark()))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpWidth(100)
        // A line is an argument as it stands: a JAAS configuration has quotes and spaces of its
        // own.
        .setUseSimplifiedAtFiles(true)
        .setParameterExceptionHandler((wrong, arguments) -> refuse(wrong))
        .setExecutionExceptionHandler((thrown, command, parsed) -> report(thrown, command));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing job");
  }

  private static int refuse(ParameterException wrong) {
    CommandLine command = wrong.getCommandLine();
    command.getErr().println("error: " + wrong.getMessage());
    command.getErr().println("try: " + command.getCommandSpec().qualifiedName() + " --help");
    return WRONG_USE;
  }

  /**
   * Says what went wrong in one line. Anything but the failures that were foreseen is a defect, and
   * its stack trace is wanted.
   */
  private static int report(Exception thrown, CommandLine command) throws Exception {
    if (thrown instanceof UsageException) {
      command.getErr().println("error: " + thrown.getMessage());
      return WRONG_USE;
    }
    if (thrown instanceof JobFailedException) {
      command.getErr().println("error: " + thrown.getMessage());
      return FAILED;
    }
    throw thrown;
  }

  /** The version in the jar's manifest. */
  static final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
      return new String[] {
        "orderflow-spark "
            + Optional.ofNullable(OrderflowSpark.class.getPackage().getImplementationVersion())
                .orElse("not packaged")
      };
    }
  }
}
