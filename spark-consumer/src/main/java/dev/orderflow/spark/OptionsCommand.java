package dev.orderflow.spark;

import dev.orderflow.spark.run.UsageException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
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
    PrintWriter out = spec.commandLine().getOut();
    out.print("| option | value | default | meaning |\n|---|---|---|---|\n");
    command.getCommandSpec().options().stream()
        .filter(option -> !option.hidden() && !option.usageHelp() && !option.versionHelp())
        .forEach(option -> out.print(row(option)));
    out.flush();
    return 0;
  }

  private static String row(OptionSpec option) {
    String name =
        option.negatable()
            ? option.longestName().replaceFirst("^--", "--[no-]")
            : option.longestName();
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %s |\n",
        code(name),
        option.arity().max() == 0 ? "" : code(option.paramLabel()),
        Optional.ofNullable(option.defaultValue()).map(OptionsCommand::code).orElse(""),
        cell(String.join(" ", option.description())));
  }

  private static String code(String text) {
    return "`" + cell(text) + "`";
  }

  /** A bar would end the cell, inside code as well. */
  private static String cell(String text) {
    return text.replace("|", "\\|");
  }
}
