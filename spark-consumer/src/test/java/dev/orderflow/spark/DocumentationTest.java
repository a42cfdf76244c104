package dev.orderflow.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.spark.market.Reason;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written down twice must say the same. */
class DocumentationTest {

  /** {@code -Dtest.jvm=-Dreference.write=true} writes the tables instead of comparing them. */
  @ParameterizedTest
  @ValueSource(strings = {"console", "candles", "market", "audit"})
  void readmeShowsTheOptionsAsTheyAre(String job) throws IOException {
    StringWriter table = new StringWriter();
    int code = OrderflowSpark.commandLine().setOut(new PrintWriter(table)).execute("options", job);
    Path readme = Path.of(System.getProperty("readme"));
    String before = "<!-- options " + job + " -->\n";
    String text = Files.readString(readme);
    int start = text.indexOf(before) + before.length();
    int end = text.indexOf("<!-- end -->", start);
    if (Boolean.getBoolean("reference.write")) {
      Files.writeString(readme, text.substring(0, start) + table + text.substring(end));
    }

    assertThat(code).isZero();
    assertThat(Files.readString(readme)).contains(before + table + "<!-- end -->\n");
  }

  /** The list is closed: no reason without a line, no line without a reason, in their order. */
  @Test
  void theContractListsEveryReason() throws IOException {
    String contract =
        Files.readString(
            Path.of(System.getProperty("records")).resolveSibling("record-contract.md"));
    int start = contract.indexOf("## Why a row is not complete or not valid");
    int end = contract.indexOf("\n## ", start);
    List<String> listed =
        Pattern.compile("^\\| `([a-z_]+)` \\|", Pattern.MULTILINE)
            .matcher(
                contract.substring(
                    contract.indexOf("|---", start), end < 0 ? contract.length() : end))
            .results()
            .map(line -> line.group(1))
            .toList();

    assertThat(listed).isEqualTo(Arrays.stream(Reason.values()).map(Reason::text).toList());
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
