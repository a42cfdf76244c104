package dev.orderflow.benchmarks;

import dev.orderflow.benchmarks.connector.ConnectorLatency;
import dev.orderflow.benchmarks.connector.ConnectorLoad;
import dev.orderflow.benchmarks.connector.ConnectorThroughput;
import dev.orderflow.benchmarks.harness.Benchmark;
import dev.orderflow.benchmarks.harness.Machine;
import dev.orderflow.benchmarks.harness.ResultsPage;
import dev.orderflow.benchmarks.harness.Runner;
import dev.orderflow.benchmarks.process.Environment;
import dev.orderflow.benchmarks.spark.PageLatency;
import dev.orderflow.benchmarks.spark.SparkCatchUp;
import dev.orderflow.benchmarks.spark.SparkLatency;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
    description = {
      "Measures what the documentation states, each figure against its limit, and writes tables.",
      "Without a name all benchmarks run, one after the other."
    })
public final class Benchmarks implements Callable<Integer> {

  /** Every benchmark there is, in the order of the page. */
  static final List<Benchmark> ALL =
      List.of(
          ConnectorThroughput.benchmark(),
          ConnectorLatency.benchmark(),
          ConnectorLoad.benchmark(),
          SparkCatchUp.benchmark(),
          SparkLatency.benchmark(),
          PageLatency.benchmark());

  private static final int FULL_ROUNDS = 3;
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  @Parameters(paramLabel = "NAME", description = "Benchmarks to run; --list names them.")
  private List<String> names = List.of();

  @Option(names = "--list", description = "Print the benchmarks and their variants, and exit.")
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
      description = "How often each variant is measured. Default: 3, or 1 with --quick.")
  private Optional<Integer> rounds = Optional.empty();

  @Option(
      names = "--records",
      paramLabel = "N",
      description = "Records that a variant moves. Default: what each benchmark needs.")
  private Optional<Long> records = Optional.empty();

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description =
          "How long a variant runs that a clock paces. Default: what each benchmark needs.")
  private Optional<Long> seconds = Optional.empty();

  @Option(
      names = {"--variants", "--sides"},
      paramLabel = "VARIANT",
      split = ",",
      description = "Only these variants, with commas. Default: all.")
  private List<String> variants = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Where results go. Default: docs/benchmarks for all variants in at least three rounds, else"
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
    if (list) {
      ALL.forEach(this::describe);
      return 0;
    }
    List<Benchmark> chosen = page ? List.of() : chosen();
    Path root = home.toAbsolutePath().normalize();
    Path data = root.resolve("benchmarks/target/runs/" + STAMP.format(Instant.now()));
    int count = rounds.orElse(quick ? 1 : FULL_ROUNDS);
    ResultsPage results = new ResultsPage(directory(root, count), names());
    if (page) {
      results.writePage();
      return 0;
    }
    Runner runner = new Runner(count, Machine.of(root), line -> print(Instant.now() + " " + line));
    for (Benchmark benchmark : chosen) {
      Path directory = Files.createDirectories(data.resolve(benchmark.name()));
      Environment environment = new Environment(directory, quick, records, seconds);
      print(results.add(runner.measure(benchmark, variantsOf(benchmark), environment)));
    }
    return 0;
  }

  private void describe(Benchmark benchmark) {
    print(benchmark.name() + ": " + benchmark.title());
    for (Benchmark.Variant variant : benchmark.variants()) {
      print("    " + variant.name() + "  " + variant.description());
    }
  }

  /** Lines are flushed, so that whoever follows a long run sees each as it comes. */
  private void print(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }

  private Path directory(Path root, int count) {
    if (out.isPresent()) {
      return out.get();
    }
    if (quick) {
      return root.resolve("benchmarks/target/quick");
    }
    boolean whole =
        count >= FULL_ROUNDS && variants.isEmpty() && records.isEmpty() && seconds.isEmpty();
    return root.resolve(whole ? "docs/benchmarks" : "benchmarks/target/trial");
  }

  private List<Benchmark> chosen() {
    if (names.isEmpty()) {
      return ALL.stream().filter(benchmark -> !variantsOf(benchmark).isEmpty()).toList();
    }
    List<Benchmark> chosen = new ArrayList<>();
    for (String name : names) {
      chosen.add(
          ALL.stream()
              .filter(benchmark -> benchmark.name().equals(name))
              .findFirst()
              .orElseThrow(() -> wrong("no benchmark '" + name + "'; there are " + names())));
    }
    return chosen;
  }

  private List<Benchmark.Variant> variantsOf(Benchmark benchmark) {
    List<String> known = benchmark.variants().stream().map(Benchmark.Variant::name).toList();
    for (String variant : variants) {
      if (!known.contains(variant)) {
        throw wrong(benchmark.name() + " has no variant '" + variant + "'; it has " + known);
      }
    }
    List<String> wanted =
        !variants.isEmpty()
            ? variants
            : quick && names.isEmpty() ? benchmark.quickVariants() : known;
    return benchmark.variants().stream().filter(v -> wanted.contains(v.name())).toList();
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /** The names of all benchmarks. */
  static List<String> names() {
    return ALL.stream().map(Benchmark::name).toList();
  }
}
