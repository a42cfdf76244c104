package dev.orderflow.benchmarks.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts what is measured from what the build made; what it started ends with this process. */
public final class Processes {

  private final Path home;
  private final Path directory;

  /**
   * Processes of a run.
   *
   * @param home the repository
   * @param directory where logs and data go
   */
  public Processes(Path home, Path directory) {
    this.home = home;
    this.directory = directory;
  }

  /**
   * Starts a Spark application and writes its output to a file.
   *
   * @param name for the file of its error output
   * @param out where its output goes
   * @param mainClass what to submit
   * @param jar where that is
   * @param arguments for it
   * @throws IOException where it cannot be started
   */
  public Process spark(String name, Path out, String mainClass, Path jar, List<String> arguments)
      throws IOException {
    return spark(name, out, mainClass, jar, arguments, List.of());
  }

  /**
   * Starts a Spark application with settings of Spark's and writes its output to a file.
   *
   * @param name for the file of its error output
   * @param out where its output goes
   * @param mainClass what to submit
   * @param jar where that is
   * @param arguments for it
   * @param settings such as {@code spark.sql.shuffle.partitions=1}
   * @throws IOException where it cannot be started
   */
  public Process spark(
      String name,
      Path out,
      String mainClass,
      Path jar,
      List<String> arguments,
      List<String> settings)
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
    for (String setting : settings) {
      line.addAll(List.of("--conf", setting));
    }
    line.add(jar.toString());
    line.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .redirectOutput(out.toFile())
            .redirectError(directory.resolve(name + ".err").toFile());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    return endingWithThis(builder.start());
  }

  /**
   * Runs a class of Kafka's, its output in {@code <name>.log}.
   *
   * @param name for the log
   * @param jvmOptions heap and collector
   * @param mainAndArguments the class and its arguments
   * @throws IOException where it cannot be started
   */
  public Process kafka(String name, List<String> jvmOptions, List<String> mainAndArguments)
      throws IOException {
    return java(name, jvmOptions, kafkaClasspath(), mainAndArguments);
  }

  /**
   * Runs a class of the benchmarks themselves, beside Kafka's own, its output in {@code
   * <name>.log}; its input can be written to.
   *
   * @param name for the log
   * @param jvmOptions heap and collector
   * @param mainAndArguments the class and its arguments
   * @throws IOException where it cannot be started
   */
  public Process own(String name, List<String> jvmOptions, List<String> mainAndArguments)
      throws IOException {
    return java(
        name, jvmOptions, jar() + ":" + libraries() + ":" + kafkaClasspath(), mainAndArguments);
  }

  /**
   * Runs a class of the rivals, with what they depend on, its output in {@code <name>.log}; its
   * input can be written to.
   *
   * @param name for the log
   * @param jvmOptions heap and collector
   * @param mainAndArguments the class and its arguments
   * @throws IOException where it cannot be started
   */
  public Process rival(String name, List<String> jvmOptions, List<String> mainAndArguments)
      throws IOException {
    Path made = home.resolve("benchmarks/rivals/target");
    return java(
        name,
        jvmOptions,
        made.resolve("orderflow-rivals-0.1.0.jar")
            + ":"
            + Files.readString(made.resolve("rivals.classpath")).strip()
            + ":"
            + kafkaClasspath(),
        mainAndArguments);
  }

  /**
   * Runs a Java program, its output in {@code <name>.log}.
   *
   * @param name for the log
   * @param jvmOptions heap and collector
   * @param classpath where its classes are
   * @param mainAndArguments the class and its arguments
   * @throws IOException where it cannot be started
   */
  public Process java(
      String name, List<String> jvmOptions, String classpath, List<String> mainAndArguments)
      throws IOException {
    List<String> line = new ArrayList<>();
    line.add(java());
    line.addAll(jvmOptions);
    line.add("-Dlog4j2.configurationFile=" + home.resolve("kafka-runtime/log4j2.xml"));
    line.add("-Dlog.level=warn");
    line.add("-cp");
    line.add(classpath);
    line.addAll(mainAndArguments);
    return endingWithThis(
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectOutput(log(name).toFile())
            .start());
  }

  private static Process endingWithThis(Process process) {
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return process;
  }

  /** The file that a process's output goes to. */
  public Path log(String name) {
    return directory.resolve(name + ".log");
  }

  /** The benchmarks' own jar. */
  public Path jar() {
    return home.resolve("benchmarks/target/orderflow-benchmarks-0.1.0.jar");
  }

  /**
   * What the benchmarks' own jar needs beside Kafka's class path.
   *
   * @return one class path
   * @throws IOException where the build did not write it
   */
  public String libraries() throws IOException {
    return Files.readString(home.resolve("benchmarks/target/benchmarks.classpath")).strip();
  }

  private String kafkaClasspath() throws IOException {
    return Files.readString(home.resolve("kafka-runtime/target/kafka.classpath")).strip();
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
