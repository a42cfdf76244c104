package dev.orderflow.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** One result as Markdown: its table, its goals, and on what it was measured. */
final class ResultTable {

  private final JsonNode result;

  ResultTable(Result result) {
    this.result = result.json();
  }

  /** The section without its notes. */
  String markdown() {
    StringBuilder text = new StringBuilder();
    text.append("## ").append(result.path("title").asText()).append("\n\n");
    table(text);
    goals(text);
    text.append(circumstances());
    return text.toString();
  }

  private void table(StringBuilder text) {
    Set<String> processes = new LinkedHashSet<>();
    for (JsonNode side : result.path("sides")) {
      side.path("cpu").fieldNames().forEachRemaining(processes::add);
    }
    boolean ratio = result.has("limit");
    List<String> head = new ArrayList<>(List.of("side"));
    for (JsonNode figure : result.path("figures")) {
      String unit = figure.path("unit").asText();
      head.add(figure.path("name").asText() + (unit.isEmpty() ? "" : ", " + unit));
    }
    if (ratio) {
      head.add("of " + result.path("limit").asText());
    }
    processes.forEach(process -> head.add("CPU µs " + process));
    row(text, head);
    text.append("|---").append("|--:".repeat(head.size() - 1)).append("|\n");
    for (JsonNode side : result.path("sides")) {
      List<String> cells = new ArrayList<>();
      cells.add("**" + side.path("name").asText() + "** " + side.path("description").asText());
      for (JsonNode figure : result.path("figures")) {
        JsonNode spread = side.path("figures").path(figure.path("name").asText());
        cells.add(spread(spread, figure.path("decimals").asInt()));
      }
      if (ratio) {
        cells.add(ratioToLimit(side));
      }
      for (String process : processes) {
        JsonNode spread = side.path("cpu").path(process);
        cells.add(spread.isMissingNode() ? "–" : number(spread.path("median").asDouble(), 2));
      }
      row(text, cells);
    }
    text.append('\n');
  }

  private String ratioToLimit(JsonNode side) {
    String figure = result.path("figures").path(0).path("name").asText();
    String limit = result.path("limit").asText();
    for (JsonNode other : result.path("sides")) {
      if (other.path("name").asText().equals(limit)) {
        double unit = other.path("figures").path(figure).path("median").asDouble();
        return number(side.path("figures").path(figure).path("median").asDouble() / unit, 2);
      }
    }
    return "–";
  }

  private void goals(StringBuilder text) {
    if (result.path("goals").isEmpty()) {
      return;
    }
    row(text, List.of("goal", "measured", "met"));
    text.append("|---|--:|---|\n");
    for (JsonNode goal : result.path("goals")) {
      String bound = trimmed(goal.path("bound").asDouble());
      String sign = goal.path("at_least").asBoolean() ? " ≥ " : " ≤ ";
      String what = goal.path("side").asText() + ", " + goal.path("figure").asText() + sign;
      boolean relative = goal.has("against");
      row(
          text,
          List.of(
              what
                  + (relative ? bound + " × " + goal.path("against").asText() : bound)
                  + (goal.path("every_round").asBoolean() ? " in every round" : ""),
              number(goal.path("value").asDouble(), decimals(goal)),
              goal.path("met").asBoolean() ? "yes" : "**no**"));
    }
    text.append('\n');
  }

  private int decimals(JsonNode goal) {
    if (goal.has("against")) {
      return 2;
    }
    for (JsonNode figure : result.path("figures")) {
      if (figure.path("name").asText().equals(goal.path("figure").asText())) {
        return figure.path("decimals").asInt();
      }
    }
    return 2;
  }

  private String circumstances() {
    JsonNode machine = result.path("machine");
    return String.format(
        Locale.ROOT,
        "`%s`, %s, %d rounds, load %s–%s. %d cores (%s), %d MiB, %s, %s, Kafka %s, Spark %s,"
            + " commit %s.%n",
        result.path("name").asText(),
        result.path("at").asText(),
        result.path("rounds").asInt(),
        number(result.path("load").path("min").asDouble(), 2),
        number(result.path("load").path("max").asDouble(), 2),
        machine.path("cores").asInt(),
        machine.path("processor").asText(),
        machine.path("memoryMb").asLong(),
        machine.path("system").asText(),
        machine.path("jdk").asText(),
        machine.path("kafka").asText(),
        machine.path("spark").asText(),
        machine.path("commit").asText());
  }

  private static String spread(JsonNode spread, int decimals) {
    return spread.isMissingNode()
        ? "–"
        : number(spread.path("median").asDouble(), decimals)
            + " ("
            + number(spread.path("min").asDouble(), decimals)
            + "–"
            + number(spread.path("max").asDouble(), decimals)
            + ")";
  }

  private static String number(double value, int decimals) {
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }

  private static String trimmed(double value) {
    return value == Math.rint(value) ? number(value, 0) : Double.toString(value);
  }

  private static void row(StringBuilder text, List<String> cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}
