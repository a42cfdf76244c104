package dev.orderflow.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Test;

/** What is written down twice must say the same. */
class DocumentationTest {

  @Test
  void readmeShowsTheOptionsAsTheyAre() throws IOException {
    StringWriter table = new StringWriter();
    int code =
        OrderflowSpark.commandLine().setOut(new PrintWriter(table)).execute("options", "console");

    assertThat(code).isZero();
    assertThat(Files.readString(Path.of(System.getProperty("readme"))))
        .contains("<!-- options console -->\n" + table + "<!-- end -->\n");
  }

  @Test
  void jvmOptionsAreSparksOwn() throws IOException {
    List<String> sparks = new ArrayList<>(List.of(JavaModuleOptions.defaultModuleOptionArray()));
    assertThat(sparks.remove("--add-modules=jdk.incubator.vector")).isTrue();

    List<String> ours =
        Files.readAllLines(Path.of(System.getProperty("spark.jvm.options"))).stream()
            .filter(line -> !line.startsWith("#"))
            .toList();

    assertThat(ours).isEqualTo(sparks);
  }
}
