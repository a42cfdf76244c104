package dev.orderflow.integration;

import static dev.orderflow.integration.ArchiveContent.CONNECTOR_JAR;
import static dev.orderflow.integration.ArchiveContent.beside;
import static dev.orderflow.integration.ArchiveContent.contents;
import static dev.orderflow.integration.ArchiveContent.jars;
import static dev.orderflow.integration.ArchiveContent.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.orderflow.integration.ArchiveContent.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whoever builds the same sources gets the same archive. */
class ReproducibleArchiveIT {

  @Test
  void everyEntryHasTheBuildsFixedTime() throws IOException {
    LocalDateTime fixed =
        LocalDateTime.ofInstant(
            Instant.parse(TestFiles.property("project.build.outputTimestamp")), ZoneOffset.UTC);
    Entry jar =
        jars().stream().filter(j -> j.name().equals(CONNECTOR_JAR)).findFirst().orElseThrow();

    assertThat(read(Files.readAllBytes(TestFiles.BUILD.connectorArchive())).map(Entry::time))
        .containsOnly(fixed);
    assertThat(read(jar.content()).map(Entry::time)).containsOnly(fixed);
  }

  @Test
  @Tag("full")
  void buildingElsewhereGivesTheSameBytes() throws IOException, InterruptedException {
    Optional<Path> maven = Commands.onPath("mvn");
    assumeTrue(maven.isPresent(), "mvn is not on PATH");
    Path copy = TestFiles.freshDirectory("rebuild").resolve("a-copy");
    Path root = TestFiles.BUILD.root();
    FileUtils.copyDirectory(
        root.toFile(),
        copy.toFile(),
        file ->
            !Set.of("target", ".git").contains(file.getName())
                && (file.isDirectory()
                    || isNeededToBuildTheConnector(root.relativize(file.toPath()))));
    Path log = copy.resolve("build.log");

    Process build =
        new ProcessBuilder(
                maven.get().toString(),
                "-o",
                "-q",
                "-B",
                "-Dmaven.repo.local=" + TestFiles.property("maven.repo.local"),
                "-pl",
                "connector",
                "-Dmaven.test.skip=true",
                "-Dspotless.check.skip=true",
                "package")
            .directory(copy.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertThat(build.waitFor(5, TimeUnit.MINUTES)).as("the build ends").isTrue();
    } finally {
      build.destroyForcibly();
    }

    assertThat(build.exitValue()).as("mvn: %s", Files.readString(log)).isZero();
    Path rebuilt = copy.resolve("connector/target");
    assertThat(contents(rebuilt.resolve(TestFiles.BUILD.connectorArchive().getFileName())))
        .isEqualTo(contents(TestFiles.BUILD.connectorArchive()));
    for (String format : List.of(".zip", ".tar.gz", ".zip.sha512", ".tar.gz.sha512")) {
      assertThat(rebuilt.resolve(beside(format).getFileName()))
          .hasSameBinaryContentAs(beside(format));
    }
  }

  private static boolean isNeededToBuildTheConnector(Path file) {
    return file.getFileName().toString().equals("pom.xml")
        || Stream.of("connector", "connect-config", "docs", "monitoring", "LICENSE", ".mvn")
            .anyMatch(file::startsWith);
  }
}
