package dev.orderflow.benchmarks.harness;

import dev.orderflow.benchmarks.process.Environment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One comparison: variants that do the same work, the figures that each of them yields, and the
 * goals that these must reach. {@link Runner} measures the variants in turn, A B A B, so that what
 * else the machine does meets all of them.
 *
 * @param name the name on the command line and of the result's file: lower-case words with hyphens
 * @param title what is measured, as the heading of its table
 * @param variants in the order in which they take turns; at least one
 * @param quickVariants the names of those that show, in a run of all benchmarks with {@code
 *     --quick}, that everything works; none where another benchmark shows the same
 * @param limit the variant that the others are set against in the table's ratio column, if any
 * @param figures what every variant yields, the one that ranks them first
 * @param goals what the figures must reach
 * @param warmUpRounds rounds that are run first and not counted, as compilers and caches are cold
 * @param setup starts what all rounds share
 */
public record Benchmark(
    String name,
    String title,
    List<Variant> variants,
    List<String> quickVariants,
    Optional<String> limit,
    List<Figure> figures,
    List<Goal> goals,
    int warmUpRounds,
    Setup setup) {

  /**
   * One of the things compared.
   *
   * @param name lower-case words joined by hyphens, unique in its benchmark
   * @param description what it is, a short line for the table
   */
  public record Variant(String name, String description) {}

  /**
   * Something that every variant yields once a round.
   *
   * @param name what it is called in tables and in {@link Sample}
   * @param unit what it counts, such as {@code frames/s}
   * @param decimals digits after the point in tables
   */
  public record Figure(String name, String unit, int decimals) {}

  /** Starts what all rounds of a benchmark share; the environment ends its processes. */
  @FunctionalInterface
  public interface Setup {
    /**
     * Starts.
     *
     * @throws Exception where something needed does not start
     */
    Measurer start(Environment environment) throws Exception;
  }

  /** A benchmark whose processes run. */
  @FunctionalInterface
  public interface Measurer {
    /**
     * Measures one variant once.
     *
     * @param variant the name of one of the benchmark's
     * @param run which run of the benchmark this is, from 0, for names of files and topics
     * @throws Exception where the run is broken: a process ended, records are missing. A slow
     *     machine breaks nothing.
     */
    Sample measure(String variant, int run) throws Exception;
  }

  /** Begins a benchmark's description. */
  public static Builder named(String name, String title) {
    return new Builder(name, title);
  }

  /**
   * Collects a benchmark's description. Where nothing is said, {@code --quick} has all variants.
   */
  public static final class Builder {
    private final String name;
    private final String title;
    private final List<Variant> variants = new ArrayList<>();
    private final List<Figure> figures = new ArrayList<>();
    private List<Goal> goals = List.of();
    private Optional<List<String>> quick = Optional.empty();
    private Optional<String> limit = Optional.empty();
    private int warmUpRounds;

    private Builder(String name, String title) {
      this.name = name;
      this.title = title;
    }

    /** Adds a variant. */
    public Builder variant(String variant, String description) {
      variants.add(new Variant(variant, description));
      return this;
    }

    /** Adds figures of one unit. */
    public Builder figures(String unit, int decimals, String... names) {
      Stream.of(names).map(each -> new Figure(each, unit, decimals)).forEach(figures::add);
      return this;
    }

    /** Says which variants a quick run of all benchmarks has. */
    public Builder quickVariants(String... names) {
      quick = Optional.of(List.of(names));
      return this;
    }

    /** Says which variant the others are set against. */
    public Builder limit(String variant) {
      limit = Optional.of(variant);
      return this;
    }

    /** Says what must be reached. */
    public Builder goals(List<Goal> all) {
      goals = all;
      return this;
    }

    /** Says how many rounds are run and not counted. */
    public Builder warmUpRounds(int rounds) {
      warmUpRounds = rounds;
      return this;
    }

    /** Ends the description with what measures. */
    public Benchmark measuredBy(Setup setup) {
      List<String> quickVariants =
          quick.orElseGet(() -> variants.stream().map(Variant::name).toList());
      return new Benchmark(
          name,
          title,
          List.copyOf(variants),
          quickVariants,
          limit,
          List.copyOf(figures),
          goals,
          warmUpRounds,
          setup);
    }
  }
}
