package dev.orderflow.benchmarks.harness;

import dev.orderflow.benchmarks.process.Environment;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * @param progress is told a line after each run
 */
public record Runner(int rounds, Consumer<String> progress) {

  private static final Path LOAD = Path.of("/proc/loadavg");

  /**
   * Measures a benchmark, and ends its processes.
   *
   * @param benchmark what to measure
   * @param variants all of the benchmark's, or some
   * @param environment where
   * @return the counted rounds
   * @throws Exception where a run is broken
   */
  public Measurement measure(Benchmark benchmark, List<Variant> variants, Environment environment)
      throws Exception {
    Map<String, List<Sample>> samples = new LinkedHashMap<>();
    List<Double> loads = new ArrayList<>();
    int warmUp = environment.quick() ? 0 : benchmark.warmUpRounds();
    try (environment) {
      Benchmark.Measurer measurer = benchmark.setup().start(environment);
      int run = 0;
      for (int round = -warmUp; round < rounds; round++) {
        for (Variant variant : variants) {
          double load = Double.parseDouble(Files.readString(LOAD).split(" ")[0]);
          Sample sample = measurer.measure(variant.name(), run++);
          if (round >= 0) {
            samples.computeIfAbsent(variant.name(), name -> new ArrayList<>()).add(sample);
            loads.add(load);
          }
          progress.accept(line(benchmark, variant, round, sample));
        }
      }
    }
    return new Measurement(benchmark, samples, loads);
  }

  private static String line(Benchmark benchmark, Variant variant, int round, Sample sample) {
    StringBuilder line =
        new StringBuilder(benchmark.name())
            .append(round < 0 ? " warm-up " : " round " + (round + 1) + ' ')
            .append(variant.name())
            .append(':');
    sample
        .figures()
        .forEach(
            (name, value) -> line.append(String.format(Locale.ROOT, " %s=%,.3f", name, value)));
    sample
        .cpu()
        .forEach(
            (name, value) -> line.append(String.format(Locale.ROOT, " cpu.%s=%.3f", name, value)));
    return line.toString();
  }
}
