package dev.orderflow.spark.run;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.spark.SparkConf;

/**
 * How much Spark logs.
 *
 * <p>The levels are set in the running process, because spark-submit chooses its logging
 * configuration before it opens this jar.
 */
public enum LogLevel {
  /** Nothing. */
  off,
  /** What failed. */
  error,
  /** The default. */
  warn,
  /** What Spark does. */
  info,
  /** Spark's own details. */
  debug,
  /** Everything. */
  trace;

  /** Sets the level of everything that logs. */
  public void apply() {
    // The first to ask for a logger has Spark load its configuration, which would undo the rest.
    new SparkConf().log();
    Configurator.setRootLevel(level());
    if (this.compareTo(warn) <= 0) {
      // At every start it warns that an optimisation which streams never have is off, and that a
      // query without checkpoint has none.
      Configurator.setLevel(
          "org.apache.spark.sql.execution.streaming.runtime.ResolveWriteToStream", Level.ERROR);
      // It warns for each batch that takes longer than its trigger, which every catch-up does.
      Configurator.setLevel(
          "org.apache.spark.sql.execution.streaming.runtime.ProcessingTimeExecutor", Level.ERROR);
    }
  }

  /**
   * Silences Spark for the rest of the run, unless its informational messages are wanted too: it
   * reports a query that is stopped, and what of it was cut off, as errors with stack traces. A
   * query's own failure is told by the application.
   */
  static void quietStop() {
    if (!LogManager.getRootLogger().isInfoEnabled()) {
      Configurator.setLevel("org.apache.spark", Level.OFF);
      Configurator.setLevel("org.apache.hadoop", Level.OFF);
    }
  }

  /** The same for as long as a query takes to stop. */
  static void quietly(Runnable stopping) {
    Level spark = LogManager.getLogger("org.apache.spark").getLevel();
    Level hadoop = LogManager.getLogger("org.apache.hadoop").getLevel();
    quietStop();
    stopping.run();
    Configurator.setLevel("org.apache.spark", spark);
    Configurator.setLevel("org.apache.hadoop", hadoop);
  }

  /** Has Kafka's clients report errors only, while the application itself reports the wait. */
  public static void quietKafkaClients() {
    Configurator.setLevel("org.apache.kafka.clients", Level.ERROR);
  }

  /** Has Kafka's clients report like everything else again. */
  public void restoreKafkaClients() {
    Configurator.setLevel("org.apache.kafka.clients", level());
  }

  private Level level() {
    return Level.valueOf(name());
  }
}
