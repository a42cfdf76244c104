package dev.orderflow.connect.bitstamp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The plugin's own version, which the build writes into the jar. */
final class Version {

  private static final String RESOURCE = "/kafka-connect-bitstamp-version.properties";

  private Version() {}

  /** Such as {@code 0.1.0}; {@code unknown} when the jar was built by other means. */
  static String current() {
    try (InputStream in = Version.class.getResourceAsStream(RESOURCE)) {
      Properties properties = new Properties();
      if (in != null) {
        properties.load(in);
      }
      return properties.getProperty("version", "unknown");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
