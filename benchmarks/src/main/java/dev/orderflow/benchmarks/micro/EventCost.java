package dev.orderflow.benchmarks.micro;

import dev.orderflow.benchmarks.harness.Benchmark;
import dev.orderflow.benchmarks.harness.Environment;
import dev.orderflow.benchmarks.harness.Sample;
import java.nio.file.Path;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * The parsers and the book alone: nanoseconds and allocated bytes an order event, by JMH, in a JVM
 * of its own for each variant and round.
 */
public final class EventCost {

  private static final String TIME = "ns";
  private static final String MEMORY = "bytes";
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  private EventCost() {}

  /** The benchmark. */
  public static Benchmark benchmark() {
    return Benchmark.named(
            "event-cost", "One order event in the parsers and in the book, without Kafka and Spark")
        .variant("tokens", "Jackson's bare token walk over the frame")
        .variant("message", "connector: what is read of each frame on arrival")
        .variant("raw-record", "connector: a source record of an event, raw")
        .variant("struct-record", "connector: the same as a struct, every field read")
        .variant("order", "Spark jobs: an order event read from the frame's text")
        .variant("maps", "a book of java.util maps, 5,000 orders")
        .variant("book", "the application's book, same events")
        .quickVariants("message", "maps")
        .figures("ns/event", 0, TIME)
        .figures("bytes/event", 0, MEMORY)
        .measuredBy(environment -> (variant, run) -> measure(environment, variant, run));
  }

  private static String method(String variant) {
    return switch (variant) {
      case "raw-record" -> "Parsers.rawRecord";
      case "struct-record" -> "Parsers.structRecord";
      case "maps", "book" -> "Books." + variant;
      default -> "Parsers." + variant;
    };
  }

  private static Sample measure(Environment environment, String variant, int run)
      throws RunnerException {
    Path log = environment.processes().directory().resolve(variant + "-" + run + ".log");
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(method(variant) + "$")
            .addProfiler(GCProfiler.class)
            .jvmArgs("-Xmx1g")
            .output(log.toString());
    if (environment.scale().quick()) {
      TimeValue little = TimeValue.milliseconds(200);
      options.warmupIterations(1).warmupTime(little);
      options.measurementIterations(1).measurementTime(little);
    }
    RunResult result = new Runner(options.build()).runSingle();
    return Sample.of(
        Map.of(
            TIME, result.getPrimaryResult().getScore(),
            MEMORY, result.getSecondaryResults().get(ALLOCATED).getScore()));
  }
}
