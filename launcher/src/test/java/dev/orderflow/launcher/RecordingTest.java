package dev.orderflow.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingTest {

  @TempDir private Path directory;

  @Test
  void writesAFrameALineWithItsReceiveTime() throws IOException {
    Path file = directory.resolve("frames.jsonl");
    try (Recording recording = Recording.open(file)) {
      recording.add("1788551766364999", "{\"a\":1}");
      recording.add("1788551766365001", "{\"b\":\n2}");
    }
    assertThat(file)
        .content()
        .isEqualTo("1788551766364999\t{\"a\":1}\n1788551766365001\t{\"b\": 2}\n");
  }

  @Test
  void packsWhereTheNameSaysSo() throws IOException {
    Path file = directory.resolve("frames.jsonl.gz");
    try (Recording recording = Recording.open(file)) {
      recording.add("1", "{}");
    }
    try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("1\t{}\n");
    }
  }

  @Test
  void neverWritesOverAFile() throws IOException {
    Path file = Files.writeString(directory.resolve("kept"), "old");
    assertThatThrownBy(() -> Recording.open(file))
        .isInstanceOf(StepFailure.class)
        .hasMessageContaining("--record");
    assertThat(file).content().isEqualTo("old");
  }
}
