package dev.orderflow.spark.run;

import java.util.Map;

/** What a table in Delta's format needs: it is not part of Spark, and wants settings of its own. */
public final class DeltaLake {

  /** Delta Lake's release for the Spark that this application is built with. */
  public static final String PACKAGE = "io.delta:delta-spark_4.2_2.13:4.4.0";

  private static final String EXTENSION = "io.delta.sql.DeltaSparkSessionExtension";

  /** The settings that Delta Lake asks for; a user's own go before. */
  public static final Map<String, String> SETTINGS =
      Map.of(
          "spark.sql.extensions",
          EXTENSION,
          "spark.sql.catalog.spark_catalog",
          "org.apache.spark.sql.delta.catalog.DeltaCatalog");

  private DeltaLake() {}

  /**
   * Makes sure that it was submitted too; Spark would fail with a stack trace, and only once the
   * other queries run.
   *
   * @throws UsageException where it was not
   */
  public static void require() {
    try {
      Class.forName(EXTENSION, false, Thread.currentThread().getContextClassLoader());
    } catch (ClassNotFoundException absent) {
      throw new UsageException(
          "--table-format delta: Delta Lake was not submitted; add --packages "
              + PACKAGE
              + " to spark-submit, or the release for your Spark",
          absent);
    }
  }
}
