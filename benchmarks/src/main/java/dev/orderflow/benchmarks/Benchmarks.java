package dev.orderflow.benchmarks;

import dev.orderflow.benchmarks.measure.Benchmark;
import dev.orderflow.benchmarks.measure.Measurement;
import dev.orderflow.benchmarks.measure.Runner;
import dev.orderflow.benchmarks.measure.Scale;
import dev.orderflow.benchmarks.measure.Side;
import dev.orderflow.benchmarks.measure.Workshop;
import dev.orderflow.benchmarks.report.Machine;
import dev.orderflow.benchmarks.report.Report;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command line. */
@Command(
    name = "benchmarks/run",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true,
    description = {
      "Measures what the documentation states, each figure against its limit, and writes tables.",
      "Without a name all benchmarks run, one after the other."
    })
public final class Benchmarks implements Callable<Integer> {

  private static final int FULL_ROUNDS = 3;
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  @Parameters(paramLabel = "NAME", description = "Benchmarks to run; --list names them.")
  private List<String> names = List.of();

  @Option(names = "--list", description = "Print the benchmarks and their sides, and exit.")
  private boolean list;

  @Option(
      names = "--page",
      description = "Only write the page anew from the result files and notes.")
  private boolean page;

  @Option(
      names = "--quick",
      description =
          "One short round each, to show that everything works: fails on a broken run, never on a slow"
              + " one. Its results go to benchmarks/target/quick.")
  private boolean quick;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "How often each side is measured. Default: 3, or 1 with --quick.")
  private Optional<Integer> rounds = Optional.empty();

  @Option(
      names = "--records",
      paramLabel = "N",
      description = "Records that a side moves. Default: what each benchmark needs.")
  private Optional<Long> records = Optional.empty();

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "How long a side runs that a clock paces. Default: what each benchmark needs.")
  private Optional<Long> seconds = Optional.empty();

  @Option(
      names = "--sides",
      paramLabel = "SIDE",
      split = ",",
      description = "Only these sides, with commas. Default: all.")
  private List<String> sides = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Where results go. Default: docs/benchmarks for all sides in at least three rounds, else"
              + " benchmarks/target/trial.")
  private Optional<Path> out = Optional.empty();

  @Option(names = "--home", hidden = true, description = "The repository.")
  private Path home = Path.of("");

  @Spec private CommandLine.Model.CommandSpec spec;

  private Benchmarks() {}

  /**
   * Runs benchmarks.
   *
   * @param arguments see {@code --help}
   */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Benchmarks()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    List<Benchmark> all = Catalogue.all();
    if (list) {
      all.forEach(this::describe);
      return 0;
    }
    List<Benchmark> chosen = page ? List.of() : chosen(all);
    Path root = home.toAbsolutePath().normalize();
    Path data = root.resolve("benchmarks/target/runs/" + STAMP.format(Instant.now()));
    int count = rounds.orElse(quick ? 1 : FULL_ROUNDS);
    Scale scale = new Scale(quick, optional(records), optional(seconds));
    Report report = new Report(directory(root, count), names(all));
    if (page) {
      report.writePage();
      return 0;
    }
    Machine machine = Machine.of(root);
    Runner runner = new Runner(count, line -> System.out.println(Instant.now() + " " + line));
    for (Benchmark benchmark : chosen) {
      Path directory = Files.createDirectories(data.resolve(benchmark.name()));
      Instant at = Instant.now();
      Measurement measured =
          runner.measure(benchmark, sidesOf(benchmark), new Workshop(root, directory, scale));
      System.out.println(report.add(measured, machine, at));
    }
    return 0;
  }

  private void describe(Benchmark benchmark) {
    System.out.println(benchmark.name() + ": " + benchmark.title());
    for (Side side : benchmark.sides()) {
      System.out.println("    " + side.name() + "  " + side.description());
    }
  }

  private Path directory(Path root, int count) {
    if (out.isPresent()) {
      return out.get();
    }
    if (quick) {
      return root.resolve("benchmarks/target/quick");
    }
    boolean whole =
        count >= FULL_ROUNDS && sides.isEmpty() && records.isEmpty() && seconds.isEmpty();
    return root.resolve(whole ? "docs/benchmarks" : "benchmarks/target/trial");
  }

  private List<Benchmark> chosen(List<Benchmark> all) {
    if (names.isEmpty()) {
      return all.stream().filter(benchmark -> !sidesOf(benchmark).isEmpty()).toList();
    }
    List<Benchmark> chosen = new ArrayList<>();
    for (String name : names) {
      chosen.add(
          all.stream()
              .filter(benchmark -> benchmark.name().equals(name))
              .findFirst()
              .orElseThrow(() -> wrong("no benchmark '" + name + "'; there are " + names(all))));
    }
    return chosen;
  }

  private List<Side> sidesOf(Benchmark benchmark) {
    if (sides.isEmpty()) {
      return quick && names.isEmpty() ? benchmark.quickSides() : benchmark.sides();
    }
    List<String> known = benchmark.sides().stream().map(Side::name).toList();
    for (String side : sides) {
      if (!known.contains(side)) {
        throw wrong(benchmark.name() + " has no side '" + side + "'; it has " + known);
      }
    }
    return benchmark.sides().stream().filter(side -> sides.contains(side.name())).toList();
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private static List<String> names(List<Benchmark> benchmarks) {
    return benchmarks.stream().map(Benchmark::name).toList();
  }

  private static OptionalLong optional(Optional<Long> value) {
    return value.map(OptionalLong::of).orElse(OptionalLong.empty());
  }
}
