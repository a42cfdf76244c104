package dev.orderflow.benchmarks.harness;

import dev.orderflow.benchmarks.process.Environment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Measures the variants of a benchmark in turn, round after round.
 *
 * @param rounds how often each variant is measured, at least once
 * @param machine what is measured on
 * @param progress is told a line after each run
 */
public record Runner(int rounds, Machine machine, Consumer<String> progress) {

  private static final Path LOAD = Path.of("/proc/loadavg");

  /**
   * Measures a benchmark, and ends its processes.
   *
   * @param benchmark what to measure
   * @param variants all of the benchmark's, or some
   * @param environment where
   * @throws Exception where a run is broken
   */
  public Result measure(
      Benchmark benchmark, List<Benchmark.Variant> variants, Environment environment)
      throws Exception {
    Instant at = Instant.now();
    Map<String, List<Sample>> samples = new LinkedHashMap<>();
    List<Double> loads = new ArrayList<>();
    int warmUp = environment.quick() ? 0 : benchmark.warmUpRounds();
    try (environment) {
      Benchmark.Measurer measurer = benchmark.setup().start(environment);
      int run = 0;
      for (int round = -warmUp; round < rounds; round++) {
        for (Benchmark.Variant variant : variants) {
          double load = Double.parseDouble(Files.readString(LOAD).split(" ")[0]);
          Sample sample = measurer.measure(variant.name(), run++);
          if (round >= 0) {
            samples.computeIfAbsent(variant.name(), name -> new ArrayList<>()).add(sample);
            loads.add(load);
          }
          String which = round < 0 ? " warm-up " : " round " + (round + 1) + ' ';
          progress.accept(benchmark.name() + which + variant.name() + ':' + shown(sample));
        }
      }
    }
    return Result.of(benchmark, samples, loads, machine, at);
  }

  private static String shown(Sample sample) {
    StringBuilder line = new StringBuilder();
    sample
        .figures()
        .forEach(
            (name, value) -> line.append(String.format(Locale.ROOT, " %s=%,.3f", name, value)));
    sample
        .cpu()
        .forEach((name, us) -> line.append(String.format(Locale.ROOT, " cpu.%s=%.3f", name, us)));
    return line.toString();
  }
}
