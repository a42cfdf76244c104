package dev.orderflow.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFollowerTest {

  @TempDir private Path directory;

  @Test
  void linesComeWhenTheyAreComplete() throws Exception {
    Path file = Files.createFile(directory.resolve("spark.out"));
    List<String> lines = new ArrayList<>();
    try (LogFollower follower = new LogFollower(file, lines::add)) {
      follower.readOn();
      append(file, "one\nt");
      follower.readOn();
      assertThat(lines).containsExactly("one");
      append(file, "wo €\n\nthree\n");
      follower.readOn();
      assertThat(lines).containsExactly("one", "two €", "", "three");
    }
  }

  private static void append(Path file, String text) throws Exception {
    Files.writeString(file, text, StandardOpenOption.APPEND);
  }
}
