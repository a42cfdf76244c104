package dev.orderflow.spark.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files through Hadoop's {@link FileContext}, as Spark's checkpoints use it. */
class LocalFilesTest {

  private static final String TEXT = "v1\n{\"batch\":7}";

  @TempDir private java.nio.file.Path directory;
  private FileContext ours;
  private FileContext hadoops;

  @BeforeEach
  void open() throws IOException {
    Configuration configuration = new Configuration();
    hadoops = FileContext.getFileContext(URI.create("file:///"), configuration);
    configuration.set("fs.AbstractFileSystem.file.impl", LocalFiles.class.getName());
    ours = FileContext.getFileContext(URI.create("file:///"), configuration);
    assertThat(ours.getDefaultFileSystem()).isInstanceOf(LocalFiles.class);
    assertThat(hadoops.getDefaultFileSystem()).isNotInstanceOf(LocalFiles.class);
  }

  @Test
  void writesRenamesAndReadsWithoutStartingAProcess() throws Exception {
    java.nio.file.Path recorded = directory.resolve("processes.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("jdk.ProcessStart");
      recording.start();
      writeAndRename(ours, "offsets/7");
      recording.stop();
      recording.dump(recorded);
    }
    List<RecordedEvent> started = RecordingFile.readAllEvents(recorded);

    assertThat(read(hadoops, "offsets/7")).isEqualTo(TEXT);
    assertThat(started).isEmpty();
  }

  @Test
  void leavesTheSameFilesAsHadoop() throws Exception {
    writeAndRename(ours, "ours/7");
    writeAndRename(hadoops, "hadoops/7");

    assertThat(names("ours")).isEqualTo(names("hadoops")).contains("7", ".7.crc");
    for (String name : names("ours")) {
      assertThat(directory.resolve("ours").resolve(name))
          .hasSameBinaryContentAs(directory.resolve("hadoops").resolve(name));
      assertThat(Files.getPosixFilePermissions(directory.resolve("ours").resolve(name)))
          .isEqualTo(Files.getPosixFilePermissions(directory.resolve("hadoops").resolve(name)));
    }
    assertThat(read(ours, "hadoops/7")).isEqualTo(TEXT);
  }

  @Test
  void replacesAFileThatHadoopWrote() throws Exception {
    writeAndRename(hadoops, "7");
    writeAndRename(ours, "7");

    assertThat(read(hadoops, "7")).isEqualTo(TEXT);
  }

  @Test
  void setsPermissions() throws Exception {
    writeAndRename(ours, "7");
    ours.setPermission(path("7"), new FsPermission("640"));

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("7"))))
        .isEqualTo("rw-r-----");
  }

  @Test
  void tellsALinkFromAFile() throws Exception {
    writeAndRename(ours, "7");
    Files.createSymbolicLink(directory.resolve("link"), directory.resolve("7"));

    assertThat(ours.getFileLinkStatus(path("7")).isSymlink()).isFalse();
    assertThat(ours.getFileStatus(path("link")).getLen()).isEqualTo(TEXT.length());
    assertThat(ours.getFileLinkStatus(path("link")).isSymlink())
        .isEqualTo(hadoops.getFileLinkStatus(path("link")).isSymlink());
  }

  /** As Spark writes a file of its checkpoint: beside it first, then in its place. */
  private void writeAndRename(FileContext files, String name) throws IOException {
    Path temporary = path(name + '.' + Instant.now().toEpochMilli() + ".tmp");
    try (OutputStream out =
        files.create(
            temporary,
            EnumSet.of(CreateFlag.CREATE, CreateFlag.OVERWRITE),
            Options.CreateOpts.createParent())) {
      out.write(TEXT.getBytes(StandardCharsets.UTF_8));
    }
    files.rename(temporary, path(name), Options.Rename.OVERWRITE);
  }

  private String read(FileContext files, String name) throws IOException {
    try (var in = files.open(path(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private List<String> names(String below) throws IOException {
    try (var files = Files.list(directory.resolve(below))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private Path path(String name) {
    return new Path(directory.resolve(name).toUri());
  }
}
