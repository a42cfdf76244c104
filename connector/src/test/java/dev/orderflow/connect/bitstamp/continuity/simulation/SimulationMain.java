package dev.orderflow.connect.bitstamp.continuity.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Runs seeds and tells what came of them: {@code SimulationMain [count] [first seed]}.
 *
 * <p>Without a first seed it is drawn and printed. A failing plan is shortened. With {@code
 * -Dassume=NAMES} every plan has those assumptions made false, with {@code -Dshown=N} so many
 * failing plans are printed.
 */
public final class SimulationMain {

  private SimulationMain() {}

  /** Runs seeds; exits with 1 when one fails. */
  public static void main(String[] args) {
    int count = args.length > 0 ? Integer.parseInt(args[0]) : 100;
    long first = args.length > 1 ? Long.parseLong(args[1]) : System.nanoTime() % 1_000_000_000L;
    Report report = run(count, first);
    System.out.println(report.text());
    if (report.failed() > 0) {
      System.exit(1);
    }
  }

  /** Runs so many seeds from the first on. */
  static Report run(int count, long first) {
    Report report = new Report(first);
    for (long number = first; number < first + count; number++) {
      long seed = number;
      Plan plan =
          named("assume", Assumption.class)
              .map(assumed -> Plan.of(seed, drawnFaults(), Set.of()).assuming(assumed))
              .orElse(Plan.of(seed, drawnFaults(), drawnAssumptions()));
      Outcome outcome = Simulation.run(plan);
      report.add(outcome);
      if (seed % 20 == 0 && Simulation.run(plan).digest() != outcome.digest()) {
        report.notRepeated(seed);
      }
    }
    return report;
  }

  /** The faults that are drawn: all of them, or those of the property {@code faults}. */
  static Set<FaultKind> drawnFaults() {
    return named("faults", FaultKind.class).orElse(EnumSet.allOf(FaultKind.class));
  }

  /** The assumptions that are drawn. The others would change what the seeds of old mean. */
  static Set<Assumption> drawnAssumptions() {
    return EnumSet.complementOf(EnumSet.of(Assumption.NO_TAKER_EVENT, Assumption.FROM_EDGE));
  }

  private static <K extends Enum<K>> Optional<Set<K>> named(String property, Class<K> kinds) {
    return Optional.ofNullable(System.getProperty(property))
        .map(
            names ->
                Arrays.stream(names.split(","))
                    .map(name -> Enum.valueOf(kinds, name))
                    .collect(Collectors.toCollection(() -> EnumSet.noneOf(kinds))));
  }

  /** The same plan with as few of its faults as still fail. */
  static Outcome shortened(Outcome failing) {
    Outcome shortest = failing;
    for (int i = shortest.plan().faults().size() - 1; i >= 0; i--) {
      List<Plan.Fault> fewer = new ArrayList<>(shortest.plan().faults());
      fewer.remove(i);
      Outcome outcome = Simulation.run(shortest.plan().withFaults(fewer));
      if (outcome.failed()) {
        shortest = outcome;
      }
    }
    return shortest;
  }

  /** What came of many runs. */
  static final class Report {

    private final long first;
    private final List<Outcome> failures = new ArrayList<>();
    private final List<Long> unrepeated = new ArrayList<>();
    private final Map<FaultKind, Map<FaultKind, Integer>> pairs = new EnumMap<>(FaultKind.class);
    private final Map<String, Integer> details = new TreeMap<>();
    private long runs;
    private long events;
    private long faults;
    private long repaired;
    private long unrepaired;
    private long requests;

    Report(long first) {
      this.first = first;
    }

    void add(Outcome outcome) {
      runs++;
      events += outcome.events();
      faults += outcome.plan().faults().size();
      repaired += outcome.repaired();
      unrepaired += outcome.unrepaired();
      requests += outcome.requests();
      outcome.details().forEach((detail, times) -> details.merge(detail, times, Integer::sum));
      Set<FaultKind> kinds =
          outcome.plan().faults().stream().map(Plan.Fault::kind).collect(Collectors.toSet());
      for (FaultKind one : kinds) {
        for (FaultKind other : kinds) {
          if (one.compareTo(other) < 0) {
            pairs
                .computeIfAbsent(one, kind -> new EnumMap<>(FaultKind.class))
                .merge(other, 1, Integer::sum);
          }
        }
      }
      if (outcome.failed()) {
        failures.add(outcome);
      }
    }

    void notRepeated(long seed) {
      unrepeated.add(seed);
    }

    int failed() {
      return failures.size() + unrepeated.size();
    }

    long events() {
      return events;
    }

    long faults() {
      return faults;
    }

    String text() {
      int kinds = drawnFaults().size();
      int least =
          pairs.values().stream()
              .flatMap(row -> row.values().stream())
              .mapToInt(Integer::intValue)
              .min()
              .orElse(0);
      long seen = pairs.values().stream().mapToLong(Map::size).sum();
      StringBuilder text = new StringBuilder();
      text.append(
          String.format(
              "seeds %d to %d: %,d events, %,d faults, %d of %d pairs of kinds (least %d times),%n"
                  + "%,d repaired gaps, %,d unrepaired, %,d requests; %d seeds failed%n",
              first,
              first + runs - 1,
              events,
              faults,
              seen,
              kinds * (kinds - 1) / 2,
              seen < kinds * (kinds - 1) / 2 ? 0 : least,
              repaired,
              unrepaired,
              requests,
              failed()));
      details.forEach(
          (detail, times) -> text.append(times).append(" gaps, ").append(detail).append('\n'));
      Map<String, Integer> verdicts = new TreeMap<>();
      for (Outcome failure : failures) {
        verdicts.merge(
            failure
                .violations()
                .get(0)
                .replaceAll("[0-9]+", "#")
                .replaceAll("(of |event: )?Gap\\[.*|Data\\[.*", ""),
            1,
            Integer::sum);
      }
      verdicts.forEach(
          (verdict, times) -> text.append(times).append(" x ").append(verdict).append('\n'));
      unrepeated.forEach(seed -> text.append("seed ").append(seed).append(" did not repeat\n"));
      int shown = Math.min(Integer.getInteger("shown", 5), failures.size());
      for (Outcome failure : failures.subList(shown, failures.size())) {
        text.append(
            String.format("seed %d: %s%n", failure.plan().seed(), failure.violations().get(0)));
      }
      for (Outcome failure : failures.subList(0, shown)) {
        Outcome shortest = shortened(failure);
        text.append(
            String.format(
                "seed %d: %s%n  connections %d, %.2f orders/s, clock %+d s, exactly once %s, held %d,"
                    + " assumptions %s%n",
                failure.plan().seed(),
                shortest.violations().get(0),
                failure.plan().connections(),
                failure.plan().ordersPerSecond(),
                failure.plan().clockOffsetMicros() / 1_000_000,
                failure.plan().exactlyOnce(),
                failure.plan().maxHeld(),
                failure.plan().assumptions()));
        for (Plan.Fault fault : shortest.plan().faults()) {
          text.append(
              String.format(
                  "  %s at %.1f s for %.1f s, strength %.2f%n",
                  fault.kind(), fault.at() / 1e6, fault.lasts() / 1e6, fault.strength()));
        }
      }
      return text.toString();
    }
  }
}
