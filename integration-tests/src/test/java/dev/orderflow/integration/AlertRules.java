package dev.orderflow.integration;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The project's alerts as Prometheus itself judges them: its {@code promtool} evaluates the rule
 * file on series that were one thing for five minutes and another for six.
 *
 * @param promtool the program
 * @param monitoring the directory with the rule file
 */
record AlertRules(Path promtool, Path monitoring) {

  /** Why a test that needs it is skipped where it is not installed. */
  static final String MISSING =
      "promtool, which judges the alerts, is not on PATH; Debian has it in its package prometheus";

  private static final String FIRING = "ALERTS{alertstate=\"firing\"}";

  /** With the program of this machine; empty when it has none. */
  static Optional<AlertRules> find(Path monitoring) {
    return Commands.onPath("promtool").map(promtool -> new AlertRules(promtool, monitoring));
  }

  /** What is said against an alert that must fire; empty when it does. */
  String complaintUnlessFiring(String alert, Scrape before, Scrape now)
      throws IOException, InterruptedException {
    return judge(
        before,
        now,
        String.format("count(%s) > bool 0", of(alert)),
        List.of(Map.of("labels", "{}", "value", 1)));
  }

  private static String of(String alert) {
    return FIRING.replace("}", ",alertname=\"" + alert + "\"}");
  }

  /** The alerts that fire though none must; empty when none does. */
  String complaintUnlessQuiet(Scrape before, Scrape now) throws IOException, InterruptedException {
    return judge(before, now, FIRING, List.of());
  }

  private String judge(Scrape before, Scrape now, String expression, List<?> expected)
      throws IOException, InterruptedException {
    Map<String, ?> test =
        Map.of(
            "interval",
            "15s",
            "input_series",
            series(before, now),
            "promql_expr_test",
            List.of(Map.of("expr", expression, "eval_time", "11m", "exp_samples", expected)));
    Path file = Files.createTempFile("alerts", ".yml");
    try {
      // JSON is YAML too.
      new ObjectMapper()
          .writeValue(
              file.toFile(),
              Map.of(
                  "rule_files",
                  List.of(monitoring.resolve("prometheus-alerts.yml").toString()),
                  "evaluation_interval",
                  "15s",
                  "tests",
                  List.of(test)));
      return run("test", "rules", file.toString());
    } finally {
      Files.delete(file);
    }
  }

  private static List<Map<String, String>> series(Scrape before, Scrape now) {
    Map<String, String> first = values(before);
    Map<String, String> then = values(now);
    List<Map<String, String>> series = new ArrayList<>();
    Map<String, String> all = new TreeMap<>(first);
    all.putAll(then);
    for (String name : all.keySet()) {
      String values =
          (first.containsKey(name) ? first.get(name) + "x19" : "_x20")
              + " "
              + (then.containsKey(name) ? then.get(name) + "x24" : "stale");
      series.add(Map.of("series", name, "values", values));
    }
    return series;
  }

  private static Map<String, String> values(Scrape scrape) {
    Map<String, String> values = new LinkedHashMap<>();
    scrape.samples().stream()
        .filter(sample -> Double.isFinite(sample.value()))
        .forEach(
            sample ->
                values.put(nameOf(sample), BigDecimal.valueOf(sample.value()).toPlainString()));
    return values;
  }

  private static String nameOf(Scrape.Sample sample) {
    return sample.labels().entrySet().stream()
        .map(label -> label.getKey() + "=\"" + label.getValue() + "\"")
        .collect(Collectors.joining(",", sample.name() + "{", "}"));
  }

  /** Runs the program in the directory; what it prints when it fails, and nothing when not. */
  String run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(promtool.toString()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .directory(monitoring.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() == 0 ? "" : String.join(" ", command) + ": " + output;
  }
}
