package dev.orderflow.benchmarks.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Takes the sides of a benchmark in turn, round after round. */
public final class Runner {

  private static final Path LOAD = Path.of("/proc/loadavg");

  private final int rounds;
  private final Consumer<String> progress;

  /**
   * A runner.
   *
   * @param rounds how often each side is measured, at least once
   * @param progress is told a line after each run
   */
  public Runner(int rounds, Consumer<String> progress) {
    this.rounds = rounds;
    this.progress = progress;
  }

  /**
   * Measures a benchmark.
   *
   * @param benchmark what to measure
   * @param sides the sides to measure; all of the benchmark's, or some
   * @param workshop where
   * @return the counted rounds
   * @throws Exception where a run is broken
   */
  public Measurement measure(Benchmark benchmark, List<Side> sides, Workshop workshop)
      throws Exception {
    Map<String, List<Sample>> samples = new LinkedHashMap<>();
    List<Double> loads = new ArrayList<>();
    int warmUp = workshop.scale().quick() ? 0 : benchmark.warmUpRounds();
    try (Trial trial = benchmark.open(workshop)) {
      int run = 0;
      for (int round = -warmUp; round < rounds; round++) {
        for (Side side : sides) {
          double load = load();
          Sample sample = trial.run(side, run++);
          if (round >= 0) {
            samples.computeIfAbsent(side.name(), name -> new ArrayList<>()).add(sample);
            loads.add(load);
          }
          progress.accept(line(benchmark, side, round, sample));
        }
      }
    }
    return new Measurement(benchmark, samples, loads);
  }

  private static String line(Benchmark benchmark, Side side, int round, Sample sample) {
    StringBuilder line =
        new StringBuilder(benchmark.name())
            .append(round < 0 ? " warm-up " : " round " + (round + 1) + ' ')
            .append(side.name())
            .append(':');
    sample.figures().forEach((name, value) -> line.append(String.format(" %s=%,.3f", name, value)));
    sample.cpu().forEach((name, value) -> line.append(String.format(" cpu.%s=%.3f", name, value)));
    return line.toString();
  }

  private static double load() throws IOException {
    return Double.parseDouble(Files.readString(LOAD).split(" ")[0]);
  }
}
