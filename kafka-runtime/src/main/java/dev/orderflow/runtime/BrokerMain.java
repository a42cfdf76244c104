package dev.orderflow.runtime;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import kafka.Kafka;
import kafka.tools.StorageTool;

/**
 * What runs in a broker's process: Kafka's own {@code main}, after Kafka's own storage tool where
 * the data directory is new. Both in one JVM, because a second one costs as much as the broker's
 * start itself.
 */
final class BrokerMain {

  private BrokerMain() {}

  /**
   * Formats if needed, and runs until it is stopped.
   *
   * @param arguments the data directory and the broker's properties file
   */
  public static void main(String[] arguments) {
    Path data = Path.of(arguments[0]);
    String properties = arguments[1];
    if (!Files.exists(data.resolve("meta.properties"))) {
      String[] format = {"format", "-t", clusterId(), "-c", properties};
      int failure = StorageTool.execute(format, System.out);
      if (failure != 0) {
        System.exit(failure);
      }
    }
    Kafka.main(new String[] {properties});
  }

  /** Kafka takes any text without a leading dash. */
  private static String clusterId() {
    return UUID.randomUUID().toString();
  }
}
