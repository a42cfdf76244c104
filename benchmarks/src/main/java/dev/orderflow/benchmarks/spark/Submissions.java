package dev.orderflow.benchmarks.spark;

import dev.orderflow.benchmarks.process.Processes;
import dev.orderflow.runtime.BuildOutput;
import dev.orderflow.runtime.SparkSubmit;
import java.nio.file.Path;
import java.util.List;

/** What is submitted to Spark, with every compiler of the JVM's. */
final class Submissions {

  private Submissions() {}

  /** The application, on two threads of this machine. */
  static SparkSubmit application() {
    return SparkSubmit.application().withJvmOptions(List.of("-Xmx2g"));
  }

  /**
   * A class of the benchmarks' own. It is called by its name, for it needs classes of Spark, which
   * this process has not.
   */
  static SparkSubmit own(SparkSubmit spark, String mainClass) {
    return spark.of(ownJar(), mainClass);
  }

  /** The jars of benchmarks and application, which classes of the former use. */
  static String jars() {
    return ownJar() + "," + BuildOutput.find().sparkApplication();
  }

  private static Path ownJar() {
    return Processes.jarOf(Submissions.class);
  }
}
