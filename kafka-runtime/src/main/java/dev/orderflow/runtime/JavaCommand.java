package dev.orderflow.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The command line of one JVM, of the Java that runs this one. Options and class path go to an
 * argument file, which keeps the command short enough for {@code ps} to show whole and lets a
 * reader run it again by hand.
 *
 * @param options of the JVM, class path included, one a string
 * @param words what follows on the command line: main class or {@code -jar}, and its arguments
 * @param environment variables over those of this process
 */
public record JavaCommand(
    List<String> options, List<String> words, Map<String, String> environment) {

  /** Small machines, short runs: what everything starts with where nothing else is said. */
  public static final List<String> SMALL_JVM =
      List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  /** Copies everything. */
  public JavaCommand {
    options = List.copyOf(options);
    words = List.copyOf(words);
    environment = Map.copyOf(environment);
  }

  /**
   * Runs a class, without JVM options yet.
   *
   * @param classPath jars and directories, separated as the system does
   */
  public static JavaCommand main(String classPath, String mainClass, String... arguments) {
    List<String> words = new ArrayList<>(List.of(mainClass));
    words.addAll(List.of(arguments));
    return new JavaCommand(List.of("-cp", classPath), words, Map.of());
  }

  /** Runs a jar that has a main class, without JVM options yet. */
  public static JavaCommand jar(Path jar, String... arguments) {
    List<String> words = new ArrayList<>(List.of("-jar", jar.toString()));
    words.addAll(List.of(arguments));
    return new JavaCommand(List.of(), words, Map.of());
  }

  /** The same with more JVM options, such as {@code -Xmx256m}. */
  public JavaCommand withOptions(List<String> more) {
    List<String> all = new ArrayList<>(options);
    all.addAll(more);
    return new JavaCommand(all, words, environment);
  }

  /** The same with more JVM options, such as {@code -Xmx256m}. */
  public JavaCommand withOptions(String... more) {
    return withOptions(List.of(more));
  }

  /**
   * The same with the JVM options of a file: an option a line, comments after {@code #}.
   *
   * @throws IOException when the file cannot be read
   */
  public JavaCommand withOptionsFrom(Path argumentFile) throws IOException {
    return withOptions(
        Files.readAllLines(argumentFile).stream()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith("#"))
            .toList());
  }

  /** The same with more environment variables. */
  public JavaCommand withEnvironment(Map<String, String> variables) {
    Map<String, String> all = new LinkedHashMap<>(environment);
    all.putAll(variables);
    return new JavaCommand(options, words, all);
  }

  /**
   * Writes the JVM's options to an argument file, whose directory is made, and gives the words to
   * start the process with.
   *
   * @throws IOException when the file cannot be written
   */
  public List<String> write(Path argumentFile) throws IOException {
    Files.createDirectories(argumentFile.getParent());
    Files.write(
        argumentFile,
        options.stream()
            .map(o -> '"' + o.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
            .toList(),
        StandardCharsets.UTF_8);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + argumentFile);
    command.addAll(words);
    return List.copyOf(command);
  }
}
