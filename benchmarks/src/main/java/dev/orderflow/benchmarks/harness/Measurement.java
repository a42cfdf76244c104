package dev.orderflow.benchmarks.harness;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * All counted rounds of a benchmark.
 *
 * @param benchmark what was measured
 * @param samples the rounds of each variant, by its name, in the order of the variants
 * @param loads the machine's load average over one minute at the start of each counted run
 */
public record Measurement(
    Benchmark benchmark, Map<String, List<Sample>> samples, List<Double> loads) {

  /** Copies the collections. */
  public Measurement {
    samples = new LinkedHashMap<>(samples);
    loads = List.copyOf(loads);
  }

  /** The figures of a variant over the rounds; one that no round has is left out. */
  public Map<String, Spread> figures(String variant) {
    return spreads(variant, Sample::figures);
  }

  /** Processor time for each record of a variant, by process, over the rounds. */
  public Map<String, Spread> cpu(String variant) {
    return spreads(variant, Sample::cpu);
  }

  private Map<String, Spread> spreads(String variant, Function<Sample, Map<String, Double>> part) {
    List<Map<String, Double>> rounds =
        samples.getOrDefault(variant, List.of()).stream().map(part).toList();
    Set<String> names = new LinkedHashSet<>();
    rounds.forEach(round -> names.addAll(round.keySet()));
    Map<String, Spread> spreads = new LinkedHashMap<>();
    for (String name : names) {
      spreads.put(
          name,
          new Spread(
              rounds.stream().filter(r -> r.containsKey(name)).map(r -> r.get(name)).toList()));
    }
    return spreads;
  }

  /**
   * What a goal compares with its bound: the median, or its ratio to the other variant's median; or
   * the round that is furthest from it, where each must reach it.
   *
   * @return empty where a variant was not measured
   */
  public Optional<Double> value(Goal goal) {
    Optional<Spread> rounds = rounds(goal.variant(), goal);
    if (goal.everyRound()) {
      return rounds.map(goal.atLeast() ? Spread::min : Spread::max);
    }
    Optional<Double> median = rounds.map(Spread::median);
    if (goal.against().isEmpty()) {
      return median;
    }
    Optional<Double> other =
        rounds(goal.against().get(), goal).map(Spread::median).filter(v -> v != 0);
    return median.flatMap(value -> other.map(unit -> value / unit));
  }

  private Optional<Spread> rounds(String variant, Goal goal) {
    return Optional.ofNullable(figures(variant).get(goal.figure()));
  }
}
