package dev.orderflow.connect.bitstamp.continuity.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each row of docs/protocol.md names the tests that make it false, and those exist. */
class ProtocolPageTest {

  private static final Path ROOT = Path.of("..");
  private static final Pattern NAME = Pattern.compile("`([A-Za-z_.]+)`");

  @Test
  void everyRowNamesTestsThatExist() throws IOException {
    for (List<String> row : rows()) {
      assertThat(row).as("%s", row).hasSize(4);
      List<String> names = NAME.matcher(row.get(3)).results().map(found -> found.group(1)).toList();
      assertThat(names).as("tests of: %s", row.get(0)).isNotEmpty();
      String last = "";
      for (String name : names) {
        if (isConstant(name)) {
          assertThat(constants()).contains(name);
          continue;
        }
        last = Character.isUpperCase(name.charAt(0)) ? name.split("\\.")[0] : last;
        String method = name.substring(name.indexOf('.') + 1);
        assertThat(source(last)).as("%s of %s", name, last).contains(method);
      }
    }
  }

  @Test
  void everyAssumptionOfTheSimulationHasARow() throws IOException {
    String page = rows().toString();
    assertThat(Assumption.values())
        .allSatisfy(assumption -> assertThat(page).contains(assumption.name()));
  }

  private static List<List<String>> rows() throws IOException {
    List<List<String>> rows = new ArrayList<>();
    for (String line : Files.readAllLines(ROOT.resolve("docs/protocol.md"))) {
      if (line.startsWith("| ") && !line.startsWith("| what ")) {
        rows.add(Arrays.stream(line.substring(2).split(" \\| ?")).map(String::strip).toList());
      }
    }
    assertThat(rows).hasSizeGreaterThan(30);
    return rows;
  }

  private static boolean isConstant(String name) {
    return name.equals(name.toUpperCase(Locale.ROOT));
  }

  private static Set<String> constants() {
    return Stream.concat(Arrays.stream(Assumption.values()), Arrays.stream(FaultKind.values()))
        .map(Enum::name)
        .collect(Collectors.toSet());
  }

  private static String source(String type) throws IOException {
    for (String tests : List.of("connector/src/test/java", "integration-tests/src/test/java")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(tests))) {
        List<Path> found = files.filter(file -> file.endsWith(type + ".java")).toList();
        if (!found.isEmpty()) {
          return Files.readString(found.get(0));
        }
      }
    }
    throw new AssertionError("no test " + type);
  }
}
