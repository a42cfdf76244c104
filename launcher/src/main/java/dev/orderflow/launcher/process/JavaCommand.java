package dev.orderflow.launcher.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line of one JVM. Options and class path go to an argument file, which keeps the
 * command short enough for {@code ps} to show whole and lets a reader run it again by hand.
 *
 * @param argumentFile where to write the JVM's options
 * @param jvmOptions options of the JVM, class path and agent included, one a string
 * @param words what follows on the command line: main class or {@code -jar}, and its arguments
 */
public record JavaCommand(Path argumentFile, List<String> jvmOptions, List<String> words) {

  /** What every process is started with: small machines, short runs. */
  public static final List<String> SMALL_JVM =
      List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  /** Copies the lists. */
  public JavaCommand {
    jvmOptions = List.copyOf(jvmOptions);
    words = List.copyOf(words);
  }

  /**
   * The Java of this process, which the others run on too.
   *
   * @return the path of its {@code java} program
   */
  public static Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  /**
   * Writes the argument file and gives the words to start the process with.
   *
   * @return program and arguments
   * @throws IOException when the file cannot be written
   */
  public List<String> prepare() throws IOException {
    List<String> lines = new ArrayList<>();
    for (String option : jvmOptions) {
      lines.add('"' + option.replace("\\", "\\\\").replace("\"", "\\\"") + '"');
    }
    Files.createDirectories(argumentFile.getParent());
    Files.write(argumentFile, lines, StandardCharsets.UTF_8);
    List<String> command = new ArrayList<>(List.of(java().toString(), "@" + argumentFile));
    command.addAll(words);
    return List.copyOf(command);
  }
}
