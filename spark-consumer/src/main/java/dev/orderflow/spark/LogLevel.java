package dev.orderflow.spark;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;

/**
 * How much Spark logs.
 *
 * <p>The levels are set in the running process, because spark-submit chooses its logging
 * configuration before it opens this jar.
 */
enum LogLevel {
  off,
  error,
  warn,
  info,
  debug,
  trace;

  /** Sets the level of everything that logs. */
  void apply() {
    Configurator.setRootLevel(level());
    if (this.compareTo(warn) <= 0) {
      // At every start it warns that an optimisation it never offered for streams is off, and that
      // a query without checkpoint has none.
      Configurator.setLevel(
          "org.apache.spark.sql.execution.streaming.runtime.ResolveWriteToStream", Level.ERROR);
    }
  }

  /** Has Kafka's clients report errors only, while the application itself reports the wait. */
  void quietKafkaClients() {
    Configurator.setLevel("org.apache.kafka.clients", Level.ERROR);
  }

  /** Has Kafka's clients report like everything else again. */
  void restoreKafkaClients() {
    Configurator.setLevel("org.apache.kafka.clients", level());
  }

  private Level level() {
    return Level.valueOf(name());
  }
}
