package dev.orderflow.benchmarks.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.orderflow.benchmarks.measure.Benchmark;
import dev.orderflow.benchmarks.measure.Figure;
import dev.orderflow.benchmarks.measure.Goal;
import dev.orderflow.benchmarks.measure.Sample;
import dev.orderflow.benchmarks.measure.Side;
import dev.orderflow.benchmarks.measure.Trial;
import dev.orderflow.benchmarks.measure.Workshop;
import dev.orderflow.benchmarks.process.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The parsers and the book alone: nanoseconds and allocated bytes an order event, by JMH, in a JVM
 * of its own for each side and round.
 */
public final class EventCost implements Benchmark {

  private static final String TIME = "ns";
  private static final String MEMORY = "bytes";
  private static final String MODULE = "benchmarks/jmh/target/";
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  @Override
  public String name() {
    return "event-cost";
  }

  @Override
  public String title() {
    return "One order event in the parsers and in the book, without Kafka and Spark";
  }

  @Override
  public List<Side> sides() {
    return List.of(
        new Side("tokens", "Jackson's bare token walk over the frame"),
        new Side("message", "connector: what is read of each frame on arrival"),
        new Side("raw-record", "connector: a source record of an event, raw"),
        new Side("struct-record", "connector: the same as a struct, every field read"),
        new Side("order", "Spark jobs: an order event read from the frame's text"),
        new Side("maps", "a book of java.util maps, 5,000 orders"),
        new Side("book", "the application's book, same events"));
  }

  @Override
  public List<Side> quickSides() {
    return sides().stream()
        .filter(side -> List.of("message", "maps").contains(side.name()))
        .toList();
  }

  @Override
  public List<Figure> figures() {
    return List.of(new Figure(TIME, "ns/event", 0), new Figure(MEMORY, "bytes/event", 0));
  }

  @Override
  public List<Goal> goals() {
    return List.of();
  }

  @Override
  public Trial open(Workshop workshop) {
    return new Run(workshop);
  }

  private static String method(String side) {
    return switch (side) {
      case "raw-record" -> "Parsers.rawRecord";
      case "struct-record" -> "Parsers.structRecord";
      case "maps", "book" -> "Books." + side;
      default -> "Parsers." + side;
    };
  }

  /**
   * A run's figures.
   *
   * @param workshop where
   */
  private record Run(Workshop workshop) implements Trial {

    @Override
    public Sample run(Side side, int run) throws IOException, InterruptedException {
      Path result = workshop.directory().resolve(side.name() + '-' + run + ".json");
      Path module = workshop.home().resolve(MODULE);
      List<String> arguments =
          new ArrayList<>(
              List.of(
                  "org.openjdk.jmh.Main",
                  "dev.orderflow.benchmarks.jmh." + method(side.name()) + '$',
                  "-prof",
                  "gc",
                  "-rf",
                  "json",
                  "-rff",
                  result.toString()));
      if (workshop.scale().quick()) {
        arguments.addAll(List.of("-wi", "1", "-i", "1", "-w", "200ms", "-r", "200ms"));
      }
      Process process =
          new Processes(workshop.home(), workshop.directory())
              .java(
                  side.name() + '-' + run,
                  List.of("-Xmx1g"),
                  module.resolve("orderflow-microbenchmarks-0.1.0.jar")
                      + ":"
                      + Files.readString(module.resolve("jmh.classpath")).strip(),
                  arguments);
      if (process.waitFor() != 0) {
        throw new IOException("JMH failed, see " + workshop.directory());
      }
      JsonNode measured = new ObjectMapper().readTree(result.toFile()).path(0);
      return Sample.of(
          Map.of(
              TIME, measured.path("primaryMetric").path("score").asDouble(),
              MEMORY, measured.path("secondaryMetrics").path(ALLOCATED).path("score").asDouble()));
    }

    @Override
    public void close() {
      // Nothing is shared by the rounds.
    }
  }
}
