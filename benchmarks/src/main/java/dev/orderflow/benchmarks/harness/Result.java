package dev.orderflow.benchmarks.harness;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A benchmark's result as a file: one JSON document a benchmark, so that one can be measured again
 * alone.
 *
 * @param schema the version of this form
 * @param name the benchmark's name
 * @param title the benchmark's title
 * @param at when it was begun, ISO 8601 in UTC
 * @param rounds counted rounds
 * @param machine what it was measured on
 * @param load the machine's load average over one minute at the start of each run
 * @param limit the variant that the others are set against; empty where there is none
 * @param figures what each variant yields
 * @param variants those that were measured; {@code sides} in the file
 * @param goals those whose variants were measured
 */
public record Result(
    int schema,
    String name,
    String title,
    String at,
    int rounds,
    Machine machine,
    Spread load,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) String limit,
    List<Benchmark.Figure> figures,
    @JsonProperty("sides") List<Measured> variants,
    List<Judged> goals) {

  private static final int SCHEMA = 1;
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .registerModule(
              new SimpleModule()
                  .addSerializer(Double.class, new FiveDigits())
                  .addSerializer(Double.TYPE, new FiveDigits()));

  /**
   * A variant.
   *
   * @param name its name
   * @param description what it is
   * @param figures the rounds of each figure; one that no round has is left out
   * @param cpu microseconds of processor time for each record, by process
   */
  public record Measured(
      String name, String description, Map<String, Spread> figures, Map<String, Spread> cpu) {}

  /**
   * A goal, and whether it was met.
   *
   * @param goal the goal
   * @param value what it was judged by: the median, or its ratio to the other variant's; or the
   *     round that is furthest from the bound, where each must reach it
   * @param met whether the value reaches the bound
   */
  public record Judged(@JsonUnwrapped Goal goal, Double value, boolean met) {}

  /** What a file does not say is empty. */
  public Result {
    limit = limit == null ? "" : limit;
  }

  /**
   * The result of a benchmark.
   *
   * @param samples the counted rounds of each variant that was measured, by its name
   * @param loads the machine's load average at the start of each of them
   */
  static Result of(
      Benchmark benchmark,
      Map<String, List<Sample>> samples,
      List<Double> loads,
      Machine machine,
      Instant at) {
    Map<String, Measured> variants = new LinkedHashMap<>();
    for (Benchmark.Variant each : benchmark.variants()) {
      List<Sample> rounds = samples.getOrDefault(each.name(), List.of());
      if (!rounds.isEmpty()) {
        variants.put(
            each.name(),
            new Measured(
                each.name(),
                each.description(),
                spreads(rounds, Sample::figures),
                spreads(rounds, Sample::cpu)));
      }
    }
    List<Judged> goals = new ArrayList<>();
    for (Goal goal : benchmark.goals()) {
      value(goal, variants)
          .ifPresent(value -> goals.add(new Judged(goal, value, goal.isMetBy(value))));
    }
    return new Result(
        SCHEMA,
        benchmark.name(),
        benchmark.title(),
        at.truncatedTo(ChronoUnit.SECONDS).toString(),
        samples.values().stream().mapToInt(List::size).max().orElse(0),
        machine,
        new Spread(loads),
        benchmark.limit().orElse(""),
        benchmark.figures(),
        List.copyOf(variants.values()),
        goals);
  }

  private static Map<String, Spread> spreads(
      List<Sample> rounds, Function<Sample, Map<String, Double>> part) {
    Map<String, List<Double>> values = new LinkedHashMap<>();
    for (Sample round : rounds) {
      part.apply(round)
          .forEach(
              (name, value) -> values.computeIfAbsent(name, n -> new ArrayList<>()).add(value));
    }
    Map<String, Spread> spreads = new LinkedHashMap<>();
    values.forEach((name, each) -> spreads.put(name, new Spread(each)));
    return spreads;
  }

  /** What a goal compares with its bound; empty where a variant was not measured. */
  private static Optional<Double> value(Goal goal, Map<String, Measured> variants) {
    Optional<Spread> rounds = spread(variants, goal.variant(), goal.figure());
    if (goal.everyRound()) {
      return rounds.map(goal.atLeast() ? Spread::min : Spread::max);
    }
    if (goal.against().isEmpty()) {
      return rounds.map(Spread::median);
    }
    Optional<Spread> unit =
        spread(variants, goal.against(), goal.figure()).filter(other -> other.median() != 0);
    return rounds.flatMap(own -> unit.map(other -> own.median() / other.median()));
  }

  private static Optional<Spread> spread(
      Map<String, Measured> variants, String variant, String figure) {
    return Optional.ofNullable(variants.get(variant)).map(found -> found.figures().get(figure));
  }

  /** Reads a result. */
  static Result read(Path file) throws IOException {
    return JSON.readValue(file.toFile(), Result.class);
  }

  /** The file's text. */
  String text() throws IOException {
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + System.lineSeparator();
  }

  /** Five digits say all that a measurement can. */
  private static final class FiveDigits extends JsonSerializer<Double> {

    @Override
    public void serialize(Double value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeNumber(
          value == 0 || !Double.isFinite(value)
              ? value
              : Double.parseDouble(String.format(Locale.ROOT, "%.5g", value)));
    }
  }
}
