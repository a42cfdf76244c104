package dev.orderflow.spark;

import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** A command's options as a Markdown table, from the declarations that the help comes from. */
final class OptionTable {

  private OptionTable() {}

  /**
   * Writes the table.
   *
   * @param command a job
   * @return lines that end with a newline each
   */
  static String of(CommandLine command) {
    StringBuilder table = new StringBuilder("| option | value | default | meaning |\n");
    table.append("|---|---|---|---|\n");
    for (OptionSpec option : command.getCommandSpec().options()) {
      if (!option.hidden() && !option.usageHelp() && !option.versionHelp()) {
        table.append(row(option));
      }
    }
    return table.toString();
  }

  private static String row(OptionSpec option) {
    boolean flag = option.arity().max() == 0;
    String name =
        option.negatable()
            ? option.longestName().replaceFirst("^--", "--[no-]")
            : option.longestName();
    return "| %s | %s | %s | %s |\n"
        .formatted(
            code(name),
            flag ? "" : code(option.paramLabel()),
            Optional.ofNullable(option.defaultValue()).map(OptionTable::code).orElse(""),
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
