package dev.orderflow.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.orderflow.benchmarks.measure.Benchmark;
import dev.orderflow.benchmarks.measure.Figure;
import dev.orderflow.benchmarks.measure.Goal;
import dev.orderflow.benchmarks.measure.Measurement;
import dev.orderflow.benchmarks.measure.Sample;
import dev.orderflow.benchmarks.measure.Side;
import dev.orderflow.benchmarks.measure.Spread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * A benchmark's result as a file: one JSON document a benchmark, so that one can be measured again
 * alone.
 *
 * @param json the document; see {@code docs/benchmarks/} for what it looks like
 */
record Result(JsonNode json) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SCHEMA = 1;

  /** The result of a measurement. */
  static Result of(Measurement measured, Machine machine, Instant at) {
    Benchmark benchmark = measured.benchmark();
    ObjectNode json = JSON.createObjectNode();
    json.put("schema", SCHEMA);
    json.put("name", benchmark.name());
    json.put("title", benchmark.title());
    json.put("at", at.truncatedTo(ChronoUnit.SECONDS).toString());
    json.put("rounds", measured.samples().values().stream().mapToInt(List::size).max().orElse(0));
    json.set("machine", JSON.valueToTree(machine));
    json.set("load", spread(new Spread(measured.loads())));
    benchmark.limit().ifPresent(limit -> json.put("limit", limit));
    ArrayNode figures = json.putArray("figures");
    for (Figure figure : benchmark.figures()) {
      figures.add(JSON.<ObjectNode>valueToTree(figure));
    }
    ArrayNode sides = json.putArray("sides");
    for (Side side : benchmark.sides()) {
      List<Sample> samples = measured.samples().getOrDefault(side.name(), List.of());
      if (!samples.isEmpty()) {
        sides.add(side(measured, side));
      }
    }
    ArrayNode goals = json.putArray("goals");
    for (Goal goal : benchmark.goals()) {
      measured.value(goal).ifPresent(value -> goals.add(goal(goal, value)));
    }
    return new Result(json);
  }

  private static ObjectNode side(Measurement measured, Side side) {
    ObjectNode json = JSON.createObjectNode();
    json.put("name", side.name());
    json.put("description", side.description());
    ObjectNode figures = json.putObject("figures");
    for (Figure figure : measured.benchmark().figures()) {
      measured
          .figure(side.name(), figure.name())
          .ifPresent(values -> figures.set(figure.name(), spread(values)));
    }
    ObjectNode cpu = json.putObject("cpu");
    measured.cpu(side.name()).forEach((process, values) -> cpu.set(process, spread(values)));
    return json;
  }

  private static ObjectNode goal(Goal goal, double value) {
    ObjectNode json = JSON.createObjectNode();
    json.put("side", goal.side());
    json.put("figure", goal.figure());
    goal.against().ifPresent(other -> json.put("against", other));
    json.put("at_least", goal.atLeast());
    if (goal.everyRound()) {
      json.put("every_round", true);
    }
    json.put("bound", goal.bound());
    json.put("value", rounded(value));
    json.put("met", goal.isMetBy(value));
    return json;
  }

  private static ObjectNode spread(Spread values) {
    ObjectNode json = JSON.createObjectNode();
    json.put("median", rounded(values.median()));
    json.put("min", rounded(values.min()));
    json.put("max", rounded(values.max()));
    ArrayNode all = json.putArray("values");
    values.values().forEach(value -> all.add(rounded(value)));
    return json;
  }

  /** Five digits say all that a measurement can. */
  private static double rounded(double value) {
    return value == 0 || !Double.isFinite(value)
        ? value
        : Double.parseDouble(String.format(java.util.Locale.ROOT, "%.5g", value));
  }

  /** Reads a result. */
  static Result read(Path file) throws IOException {
    return new Result(JSON.readTree(file.toFile()));
  }

  /** Writes {@code <name>.json} into a directory. */
  void write(Path directory) throws IOException {
    Path file = directory.resolve(name() + ".json");
    Files.writeString(
        file,
        JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + System.lineSeparator());
  }

  /** The benchmark's name. */
  String name() {
    return json.path("name").asText();
  }
}
