package dev.orderflow.spark;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a job's options as the Markdown table that the documentation shows. */
@Command(
    name = "options",
    description = "Prints the options of a job as a Markdown table.",
    mixinStandardHelpOptions = true)
final class OptionsCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "JOB", description = "The job, such as console.")
  private String job;

  @Override
  public Integer call() {
    CommandLine command = spec.parent().subcommands().get(job);
    if (command == null) {
      throw new UsageException("JOB '" + job + "' does not exist; --help lists the jobs");
    }
    spec.commandLine().getOut().print(OptionTable.of(command));
    spec.commandLine().getOut().flush();
    return 0;
  }
}
