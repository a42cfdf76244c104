package dev.orderflow.launcher.pipeline;

import dev.orderflow.launcher.process.JavaCommand;
import java.util.ArrayList;
import java.util.List;

/** The JVM options that the broker and the worker share. */
final class KafkaJvm {

  private KafkaJvm() {}

  static List<String> options(Artifacts artifacts, int heapMegabytes) {
    List<String> options = new ArrayList<>(JavaCommand.SMALL_JVM);
    options.add("-Xmx" + heapMegabytes + "m");
    options.add("-javaagent:" + artifacts.tether());
    options.add("-Dlog4j2.configurationFile=" + artifacts.kafkaLogging());
    options.add("-cp");
    options.add(artifacts.kafkaClasspath());
    return options;
  }
}
