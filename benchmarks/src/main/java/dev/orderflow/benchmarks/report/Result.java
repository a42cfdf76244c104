package dev.orderflow.benchmarks.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.orderflow.benchmarks.harness.Benchmark;
import dev.orderflow.benchmarks.harness.Figure;
import dev.orderflow.benchmarks.harness.Goal;
import dev.orderflow.benchmarks.harness.Measurement;
import dev.orderflow.benchmarks.harness.Spread;
import dev.orderflow.benchmarks.harness.Variant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

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
record Result(
    int schema,
    String name,
    String title,
    String at,
    int rounds,
    Machine machine,
    Spread load,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) String limit,
    List<Figure> figures,
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
   * @param figures the rounds of each figure
   * @param cpu microseconds of processor time for each record, by process
   */
  record Measured(
      String name, String description, Map<String, Spread> figures, Map<String, Spread> cpu) {}

  /**
   * A goal, and whether it was met.
   *
   * @param variant the variant's name; {@code side} in the file
   * @param figure the figure's name
   * @param against the variant whose figure is the unit; empty where the bound is a plain number
   * @param atLeast whether the figure must not be below the bound, rather than not above
   * @param everyRound whether each round must reach it, rather than their median
   * @param bound the bound
   * @param value what was measured
   * @param met whether it reaches the bound
   */
  record Judged(
      @JsonProperty("side") String variant,
      String figure,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) String against,
      @JsonProperty("at_least") boolean atLeast,
      @JsonProperty("every_round") @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean everyRound,
      double bound,
      Double value,
      boolean met) {

    /** What a file does not say is empty. */
    Judged {
      against = against == null ? "" : against;
    }

    private static Judged of(Goal goal, double value) {
      return new Judged(
          goal.variant(),
          goal.figure(),
          goal.against().orElse(""),
          goal.atLeast(),
          goal.everyRound(),
          goal.bound(),
          value,
          goal.isMetBy(value));
    }
  }

  /** What a file does not say is empty. */
  Result {
    limit = limit == null ? "" : limit;
  }

  /** The result of a measurement. */
  static Result of(Measurement measured, Machine machine, Instant at) {
    Benchmark benchmark = measured.benchmark();
    List<Measured> variants = new ArrayList<>();
    for (Variant each : benchmark.variants()) {
      if (measured.samples().containsKey(each.name())) {
        variants.add(
            new Measured(
                each.name(),
                each.description(),
                measured.figures(each.name()),
                measured.cpu(each.name())));
      }
    }
    List<Judged> goals = new ArrayList<>();
    for (Goal goal : benchmark.goals()) {
      measured.value(goal).ifPresent(value -> goals.add(Judged.of(goal, value)));
    }
    return new Result(
        SCHEMA,
        benchmark.name(),
        benchmark.title(),
        at.truncatedTo(ChronoUnit.SECONDS).toString(),
        measured.samples().values().stream().mapToInt(List::size).max().orElse(0),
        machine,
        new Spread(measured.loads()),
        benchmark.limit().orElse(""),
        benchmark.figures(),
        variants,
        goals);
  }

  /** Reads a result. */
  static Result read(Path file) throws IOException {
    return JSON.readValue(file.toFile(), Result.class);
  }

  /** Writes {@code <name>.json} into a directory. */
  void write(Path directory) throws IOException {
    Files.writeString(directory.resolve(name + ".json"), text());
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
