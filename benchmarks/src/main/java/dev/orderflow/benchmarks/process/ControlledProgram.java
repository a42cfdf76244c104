package dev.orderflow.benchmarks.process;

import dev.orderflow.runtime.ChildProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A program that lives through several runs, so that its compiler is warm, and is told by lines of
 * input when one begins and ends. It answers each line with one of output.
 */
public final class ControlledProgram {

  private static final String BEGUN = "begun";
  private static final String ENDED = "ended";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ChildProcess process;

  /**
   * The caller's side.
   *
   * @param process one that calls {@link #serve}, started with input
   */
  public ControlledProgram(ChildProcess process) {
    this.process = process;
  }

  /** The process that is told. */
  public ChildProcess process() {
    return process;
  }

  /**
   * Begins a run.
   *
   * @param what the run, in words that the program knows
   * @return what the program says of it
   * @throws IOException where it does not read any more
   */
  public String begin(String what) throws IOException, InterruptedException {
    return tell(what, BEGUN);
  }

  /**
   * Ends the run.
   *
   * @throws IOException where the program does not read any more
   */
  public void end() throws IOException {
    try {
      tell("end", ENDED);
    } catch (InterruptedException wanted) {
      Thread.currentThread().interrupt();
    }
  }

  private String tell(String line, String answer) throws IOException, InterruptedException {
    int before = process.lines(answer).size();
    process.send(line);
    process.await(
        "heard to say '" + answer + "'", PATIENCE, () -> process.lines(answer).size() > before);
    return process.lines(answer).get(before).substring(answer.length()).strip();
  }

  /** Begins a run in the program. */
  @FunctionalInterface
  public interface Starter {
    /**
     * Begins.
     *
     * @param what the run
     * @throws IOException where it cannot begin
     */
    Run begin(String what) throws IOException;
  }

  /**
   * A run of the program.
   *
   * @param description a line for the caller
   * @param end ends it
   */
  public record Run(String description, Runnable end) {}

  /**
   * The program's side: reads its input until that ends.
   *
   * @param starter begins each run
   * @throws IOException where the input cannot be read or a run not be begun
   */
  public static void serve(Starter starter) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      Run run = starter.begin(line);
      System.out.println(BEGUN + ' ' + run.description());
      in.readLine();
      run.end().run();
      System.out.println(ENDED);
    }
  }
}
