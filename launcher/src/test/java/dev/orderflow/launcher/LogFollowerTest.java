package dev.orderflow.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFollowerTest {

  @TempDir private Path directory;

  @Test
  void linesComeWhenTheyAreComplete() throws Exception {
    Path file = Files.createFile(directory.resolve("spark.out"));
    try (LogFollower follower = new LogFollower(file)) {
      assertThat(follower.newLines()).isEmpty();
      append(file, "one\nt");
      assertThat(follower.newLines()).containsExactly("one");
      append(file, "wo €\n\nthree\n");
      assertThat(follower.newLines()).containsExactly("two €", "", "three");
      assertThat(follower.newLines()).isEmpty();
    }
  }

  private static void append(Path file, String text) throws Exception {
    Files.writeString(file, text, StandardOpenOption.APPEND);
  }
}
