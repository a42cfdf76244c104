package dev.orderflow.spark.run;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * Chooses {@code local[2]} where the user chose no master.
 *
 * <p>spark-submit fills in {@code local[*]} itself and then does not tell a default from a choice,
 * so a choice of {@code local[*]} is looked for where spark-submit takes one from: its command
 * line, the environment and spark-defaults.conf.
 */
final class DefaultMaster {

  static final String MASTER = "local[2]";

  private static final String SPARK_SUBMIT_DEFAULT = "local[*]";
  private static final String PROPERTY = "spark.master";

  private final Optional<String> given;
  private final String commandLine;
  private final Map<String, String> environment;

  /**
   * What is known of the start.
   *
   * @param given the master that spark-submit passed on, empty without spark-submit
   * @param commandLine the process's own command line
   * @param environment the process's environment
   */
  DefaultMaster(Optional<String> given, String commandLine, Map<String, String> environment) {
    this.given = given;
    this.commandLine = commandLine;
    this.environment = environment;
  }

  static DefaultMaster ofThisProcess() {
    return new DefaultMaster(
        Optional.ofNullable(System.getProperty(PROPERTY)),
        System.getProperty("sun.java.command", ""),
        System.getenv());
  }

  /**
   * The master to set.
   *
   * @return empty where the user chose one
   */
  Optional<String> toSet() {
    boolean chosen =
        given.isPresent()
            && (!given.get().equals(SPARK_SUBMIT_DEFAULT)
                || commandLine.contains("--master")
                || commandLine.contains(PROPERTY)
                || commandLine.contains("--properties-file")
                || environment.containsKey("MASTER")
                || chosenInDefaultsFile());
    return chosen ? Optional.empty() : Optional.of(MASTER);
  }

  private boolean chosenInDefaultsFile() {
    Optional<Path> file =
        Optional.ofNullable(environment.get("SPARK_CONF_DIR"))
            .map(Path::of)
            .or(
                () ->
                    Optional.ofNullable(environment.get("SPARK_HOME"))
                        .map(home -> Path.of(home, "conf")))
            .map(directory -> directory.resolve("spark-defaults.conf"))
            .filter(Files::isReadable);
    if (file.isEmpty()) {
      return false;
    }
    Properties defaults = new Properties();
    try (Reader reader = Files.newBufferedReader(file.get())) {
      defaults.load(reader);
    } catch (IOException unreadable) {
      return false;
    }
    return defaults.containsKey(PROPERTY);
  }
}
