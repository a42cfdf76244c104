package dev.orderflow.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts what is measured from what the build made. */
final class Processes {

  private final Path home;
  private final Path directory;

  /**
   * Processes of a run.
   *
   * @param home the repository
   * @param directory where logs and data go
   */
  Processes(Path home, Path directory) {
    this.home = home;
    this.directory = directory;
  }

  /** Starts a Spark application and writes its output to a file. */
  Process spark(String name, Path out, String mainClass, Path jar, List<String> arguments)
      throws IOException {
    List<String> line = new ArrayList<>();
    line.add(java());
    line.add("@" + home.resolve("spark-consumer/target/spark.jvm-options"));
    line.add("-Xmx2g");
    line.add("-cp");
    line.add(Files.readString(home.resolve("spark-consumer/target/spark.classpath")).strip());
    line.add("org.apache.spark.deploy.SparkSubmit");
    line.addAll(List.of("--master", "local[2]", "--class", mainClass));
    for (String setting :
        new String[] {
          "spark.ui.enabled=false",
          "spark.driver.host=127.0.0.1",
          "spark.driver.bindAddress=127.0.0.1"
        }) {
      line.addAll(List.of("--conf", setting));
    }
    line.add(jar.toString());
    line.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .redirectOutput(out.toFile())
            .redirectError(directory.resolve(name + ".err").toFile());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    return builder.start();
  }

  /** Runs a class of Kafka's. */
  Process kafka(String name, List<String> mainAndArguments) throws IOException {
    List<String> line = new ArrayList<>();
    line.add(java());
    line.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC"));
    line.add("-Dlog4j2.configurationFile=" + home.resolve("kafka-runtime/log4j2.xml"));
    line.add("-Dlog.level=warn");
    line.add("-cp");
    line.add(Files.readString(home.resolve("kafka-runtime/target/kafka.classpath")).strip());
    line.addAll(mainAndArguments);
    return new ProcessBuilder(line)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve(name + ".log").toFile())
        .start();
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
