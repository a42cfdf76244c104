package dev.orderflow.benchmarks.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What was measured on, and with.
 *
 * @param cores processors that this JVM may use
 * @param processor the processor's model as the kernel names it
 * @param memoryMb the machine's memory, MiB
 * @param system the operating system
 * @param jdk the JDK's version
 * @param kafka the version of broker, worker and clients
 * @param spark the version of Spark
 * @param commit the commit that is checked out; {@code +} after it where files differ from it
 */
public record Machine(
    int cores,
    String processor,
    long memoryMb,
    String system,
    String jdk,
    String kafka,
    String spark,
    String commit) {

  private static final String UNKNOWN = "unknown";

  /**
   * This machine.
   *
   * @param home the repository, with the class paths that its build wrote
   * @return what can be found out; {@code unknown} for what cannot
   */
  public static Machine of(Path home) {
    return new Machine(
        Runtime.getRuntime().availableProcessors(),
        find(Path.of("/proc/cpuinfo"), "model name\\s*:\\s*(.+)"),
        memory(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"),
        find(home.resolve("kafka-runtime/target/kafka.classpath"), "kafka-clients-([\\d.]+)\\.jar"),
        find(
            home.resolve("spark-consumer/target/spark.classpath"),
            "spark-sql_[\\d.]+-([\\d.]+)\\.jar"),
        commit(home));
  }

  private static long memory() {
    String kilobytes = find(Path.of("/proc/meminfo"), "MemTotal:\\s+(\\d+)");
    return kilobytes.equals(UNKNOWN) ? 0 : Long.parseLong(kilobytes) / 1024;
  }

  private static String commit(Path home) {
    String commit = git(home, "rev-parse", "--short", "HEAD");
    boolean changed = !git(home, "status", "--porcelain", "--", ".", ":!docs").isEmpty();
    return commit.isEmpty() ? UNKNOWN : changed ? commit + "+" : commit;
  }

  private static String git(Path home, String... words) {
    List<String> command = new ArrayList<>(List.of("git", "-C", home.toString()));
    command.addAll(List.of(words));
    try {
      Process git =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      return new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException noGit) {
      return "";
    }
  }

  private static String find(Path file, String pattern) {
    try {
      Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(file));
      return matcher.find() ? matcher.group(1).strip() : UNKNOWN;
    } catch (IOException unreadable) {
      return UNKNOWN;
    }
  }
}
