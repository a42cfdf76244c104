package dev.orderflow.benchmarks.measure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All counted rounds of a benchmark.
 *
 * @param benchmark what was measured
 * @param samples the rounds of each side, by side's name, in the order of the sides
 * @param loads the machine's load average over one minute at the start of each counted run
 */
public record Measurement(
    Benchmark benchmark, Map<String, List<Sample>> samples, List<Double> loads) {

  /** Copies the collections. */
  public Measurement {
    samples = new LinkedHashMap<>(samples);
    loads = List.copyOf(loads);
  }

  /** A figure of a side over the rounds; empty where the side has it not. */
  public Optional<Spread> figure(String side, String figure) {
    List<Double> values =
        samples.getOrDefault(side, List.of()).stream()
            .flatMap(sample -> Optional.ofNullable(sample.figures().get(figure)).stream())
            .toList();
    return values.isEmpty() ? Optional.empty() : Optional.of(new Spread(values));
  }

  /** Processor time for each record of a side, by process, over the rounds. */
  public Map<String, Spread> cpu(String side) {
    Map<String, Spread> spreads = new LinkedHashMap<>();
    List<Sample> rounds = samples.getOrDefault(side, List.of());
    rounds.stream()
        .flatMap(sample -> sample.cpu().keySet().stream())
        .distinct()
        .forEach(
            process ->
                spreads.put(
                    process,
                    new Spread(
                        rounds.stream()
                            .flatMap(s -> Optional.ofNullable(s.cpu().get(process)).stream())
                            .toList())));
    return spreads;
  }

  /**
   * What a goal compares with its bound: the median, or its ratio to the other side's median; or
   * the round that is furthest from it, where each must reach it.
   *
   * @return empty where a side was not measured
   */
  public Optional<Double> value(Goal goal) {
    Optional<Spread> rounds = figure(goal.side(), goal.figure());
    if (goal.everyRound()) {
      return rounds.map(goal.atLeast() ? Spread::min : Spread::max);
    }
    Optional<Double> median = rounds.map(Spread::median);
    if (goal.against().isEmpty()) {
      return median;
    }
    Optional<Double> other =
        figure(goal.against().get(), goal.figure()).map(Spread::median).filter(v -> v != 0);
    return median.flatMap(value -> other.map(unit -> value / unit));
  }
}
