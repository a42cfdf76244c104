package dev.orderflow.benchmarks.harness;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * One result as Markdown: its table, its goals, and on what it was measured.
 *
 * @param result the result
 */
record ResultTable(Result result) {

  private static final String ABSENT = "–";

  /** The section without its notes. */
  String markdown() {
    StringBuilder text = new StringBuilder("## ").append(result.title()).append("\n\n");
    table(text);
    goals(text);
    return text.append(circumstances()).toString();
  }

  private void table(StringBuilder text) {
    Set<String> processes = new LinkedHashSet<>();
    result.variants().forEach(variant -> processes.addAll(variant.cpu().keySet()));
    boolean ratio = !result.limit().isEmpty();
    List<String> head = new ArrayList<>(List.of("variant"));
    for (Benchmark.Figure figure : result.figures()) {
      head.add(figure.name() + (figure.unit().isEmpty() ? "" : ", " + figure.unit()));
    }
    if (ratio) {
      head.add("of " + result.limit());
    }
    processes.forEach(process -> head.add("CPU µs " + process));
    row(text, head);
    text.append("|---").append("|--:".repeat(head.size() - 1)).append("|\n");
    for (Result.Measured variant : result.variants()) {
      List<String> cells = new ArrayList<>();
      cells.add("**" + variant.name() + "** " + variant.description());
      for (Benchmark.Figure figure : result.figures()) {
        cells.add(spread(variant.figures().get(figure.name()), figure.decimals()));
      }
      if (ratio) {
        cells.add(ratioToLimit(variant));
      }
      for (String process : processes) {
        Spread cpu = variant.cpu().get(process);
        cells.add(cpu == null ? ABSENT : number(cpu.median(), 2));
      }
      row(text, cells);
    }
    text.append('\n');
  }

  private String ratioToLimit(Result.Measured variant) {
    String figure = result.figures().get(0).name();
    return result.variants().stream()
        .filter(other -> other.name().equals(result.limit()))
        .findFirst()
        .map(limit -> median(variant.figures(), figure) / median(limit.figures(), figure))
        .map(ratio -> number(ratio, 2))
        .orElse(ABSENT);
  }

  private static double median(Map<String, Spread> figures, String figure) {
    return figures.get(figure).median();
  }

  private void goals(StringBuilder text) {
    if (result.goals().isEmpty()) {
      return;
    }
    row(text, List.of("goal", "measured", "met"));
    text.append("|---|--:|---|\n");
    for (Result.Judged judged : result.goals()) {
      Goal goal = judged.goal();
      String bound =
          goal.bound() == Math.rint(goal.bound())
              ? number(goal.bound(), 0)
              : Double.toString(goal.bound());
      String goalText =
          goal.variant()
              + ", "
              + goal.figure()
              + (goal.atLeast() ? " ≥ " : " ≤ ")
              + (goal.against().isEmpty() ? bound : bound + " × " + goal.against())
              + (goal.everyRound() ? " in every round" : "");
      row(
          text,
          List.of(
              goalText, number(judged.value(), decimals(goal)), judged.met() ? "yes" : "**no**"));
    }
    text.append('\n');
  }

  private int decimals(Goal goal) {
    return result.figures().stream()
        .filter(figure -> goal.against().isEmpty() && figure.name().equals(goal.figure()))
        .mapToInt(Benchmark.Figure::decimals)
        .findFirst()
        .orElse(2);
  }

  private String circumstances() {
    Machine machine = result.machine();
    return String.format(
        Locale.ROOT,
        "`%s`, %s, %d rounds, load %s–%s. %d cores (%s), %d MiB, %s, %s, Kafka %s, Spark %s,"
            + " commit %s.%n",
        result.name(),
        result.at(),
        result.rounds(),
        number(result.load().min(), 2),
        number(result.load().max(), 2),
        machine.cores(),
        machine.processor(),
        machine.memoryMb(),
        machine.system(),
        machine.jdk(),
        machine.kafka(),
        machine.spark(),
        machine.commit());
  }

  private static String spread(Spread spread, int decimals) {
    return spread == null
        ? ABSENT
        : number(spread.median(), decimals)
            + " ("
            + number(spread.min(), decimals)
            + "–"
            + number(spread.max(), decimals)
            + ")";
  }

  private static String number(double value, int decimals) {
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }

  private static void row(StringBuilder text, List<String> cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}
