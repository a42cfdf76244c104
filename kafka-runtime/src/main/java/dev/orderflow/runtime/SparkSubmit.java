package dev.orderflow.runtime;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An application submitted to Spark in a process of its own, as users submit it.
 *
 * @param jar the application's
 * @param mainClass what to run; empty for the jar's own
 * @param master where to run it; empty for where the application or Spark chooses
 * @param conf settings of Spark
 * @param jvmOptions heap and collector
 */
public record SparkSubmit(
    Path jar, String mainClass, String master, Map<String, String> conf, List<String> jvmOptions) {

  /** Copies everything. */
  public SparkSubmit {
    conf = Map.copyOf(conf);
    jvmOptions = List.copyOf(jvmOptions);
  }

  /** The project's own application on two threads of this machine, without Spark's web page. */
  public static SparkSubmit application() {
    return new SparkSubmit(
        BuildOutput.find().sparkApplication(),
        "",
        "local[2]",
        Map.of(
            "spark.ui.enabled", "false",
            "spark.driver.host", "127.0.0.1",
            "spark.driver.bindAddress", "127.0.0.1"),
        List.of(JavaCommand.SMALL_JVM.get(0), JavaCommand.SMALL_JVM.get(1), "-Xmx1g"));
  }

  /** The same for another class of another jar. */
  public SparkSubmit of(Path other, String main) {
    return new SparkSubmit(other, main, master, conf, jvmOptions);
  }

  /** The same on another master. */
  public SparkSubmit to(String url) {
    return new SparkSubmit(jar, mainClass, url, conf, jvmOptions);
  }

  /** The same with a setting of Spark. */
  public SparkSubmit with(String key, String value) {
    Map<String, String> more = new LinkedHashMap<>(conf);
    more.put(key, value);
    return new SparkSubmit(jar, mainClass, master, more, jvmOptions);
  }

  /** The same with these JVM options in place of the usual ones. */
  public SparkSubmit withJvmOptions(List<String> options) {
    return new SparkSubmit(jar, mainClass, master, conf, options);
  }

  /**
   * Submits it.
   *
   * @param files where it writes; tables and progress go to the output, the log apart
   * @param arguments of the application
   * @throws IOException when a file or program cannot be opened
   */
  public ChildProcess start(ProcessFiles files, String... arguments) throws IOException {
    List<String> words = new ArrayList<>();
    if (!master.isEmpty()) {
      words.addAll(List.of("--master", master));
    }
    if (!mainClass.isEmpty()) {
      words.addAll(List.of("--class", mainClass));
    }
    conf.forEach((key, value) -> words.addAll(List.of("--conf", key + "=" + value)));
    words.add(jar.toString());
    words.addAll(List.of(arguments));
    return ChildProcess.start(
        java("", "org.apache.spark.deploy.SparkSubmit", words.toArray(String[]::new))
            .withOptions(jvmOptions),
        files.withOutputApart());
  }

  /**
   * A class on Spark's class path: a cluster's master or worker, or one of the user's; with the JVM
   * options that Spark needs, without a heap.
   *
   * @param moreClasses what to put after Spark's class path; may be empty
   * @throws IOException when the file of those options cannot be read
   */
  public static JavaCommand java(String moreClasses, String mainClass, String... arguments)
      throws IOException {
    BuildOutput build = BuildOutput.find();
    String separator = moreClasses.isEmpty() ? "" : System.getProperty("path.separator");
    return JavaCommand.main(build.sparkClassPath() + separator + moreClasses, mainClass, arguments)
        .withOptionsFrom(build.sparkJvmOptions())
        .withEnvironment(Map.of("SPARK_LOCAL_IP", "127.0.0.1"));
  }
}
