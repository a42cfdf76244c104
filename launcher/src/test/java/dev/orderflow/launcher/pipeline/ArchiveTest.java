package dev.orderflow.launcher.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveTest {

  @TempDir private Path directory;

  private Path zip(String entry) throws Exception {
    Path zip = directory.resolve("a.zip");
    try (OutputStream out = Files.newOutputStream(zip);
        ZipOutputStream entries = new ZipOutputStream(out)) {
      entries.putNextEntry(new ZipEntry(entry));
      entries.write(new byte[] {1, 2, 3});
    }
    return zip;
  }

  @Test
  void filesLandUnderTheTarget() throws Exception {
    Path target = directory.resolve("plugins");
    Archive.unpack(zip("plugin/lib/x.jar"), target);
    assertThat(target.resolve("plugin/lib/x.jar")).hasBinaryContent(new byte[] {1, 2, 3});
  }

  @Test
  void aPathThatLeadsOutsideWritesNothing() throws Exception {
    Path zip = zip("../outside.jar");
    assertThatThrownBy(() -> Archive.unpack(zip, directory.resolve("plugins")))
        .isInstanceOf(IOException.class);
    assertThat(directory.resolve("outside.jar")).doesNotExist();
  }
}
