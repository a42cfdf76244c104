package dev.orderflow.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/** The archive holds what a worker needs and nothing that a worker brings. */
class ArchiveIT {

  private static final String TOP = "orderflow-kafka-connect-bitstamp-" + BuildOutput.version();
  private static final String CONNECTOR_JAR =
      TOP + "/lib/kafka-connect-bitstamp-" + BuildOutput.version() + ".jar";

  /** Classes of packages that the worker brings, in multi-release directories too. */
  private static final Pattern OF_THE_WORKER =
      Pattern.compile("(META-INF/versions/\\d+/)?org/(apache/kafka|slf4j)/.*");

  private record Entry(String name, LocalDateTime time, byte[] content) {

    boolean isClass() {
      return name.endsWith(".class") && !name.endsWith("module-info.class");
    }
  }

  @Test
  void hasOneTopDirectoryWithJarsLicenceAndConfigurations() throws IOException {
    List<String> names = read(Files.readAllBytes(BuildOutput.archive())).map(Entry::name).toList();

    assertThat(names).allMatch(name -> name.startsWith(TOP + "/")).doesNotHaveDuplicates();
    assertThat(names)
        .contains(
            CONNECTOR_JAR,
            TOP + "/doc/LICENSE",
            TOP + "/etc/bitstamp-source.json",
            TOP + "/etc/connect-standalone.properties",
            TOP + "/etc/connect-distributed.properties");
    assertThat(names).filteredOn(name -> name.endsWith(".jar")).allMatch(n -> n.contains("/lib/"));
  }

  @Test
  void bringsNothingThatTheWorkerBrings() throws IOException {
    for (Entry jar : jars()) {
      assertThat(jar.name())
          .doesNotContainPattern("/(kafka-clients|connect-|slf4j-|log4j-|logback-)");
      assertThat(read(jar.content()).map(Entry::name))
          .as(jar.name())
          .noneMatch(OF_THE_WORKER.asMatchPredicate());
    }
  }

  @Test
  void jarsAreThin() throws IOException {
    List<String> classes = new ArrayList<>();
    for (Entry jar : jars()) {
      List<String> own = read(jar.content()).filter(Entry::isClass).map(Entry::name).toList();
      classes.addAll(own);
      if (jar.name().equals(CONNECTOR_JAR)) {
        assertThat(own)
            .isNotEmpty()
            .allMatch(name -> name.startsWith("dev/orderflow/connect/bitstamp/"));
      }
    }
    assertThat(classes).doesNotHaveDuplicates();
  }

  @Test
  void theManifestNamesTheConnector() throws IOException {
    Entry jar =
        jars().stream().filter(j -> j.name().equals(CONNECTOR_JAR)).findFirst().orElseThrow();

    assertThat(
            read(jar.content())
                .filter(
                    entry ->
                        entry
                            .name()
                            .equals(
                                "META-INF/services/org.apache.kafka.connect.source.SourceConnector"))
                .map(entry -> new String(entry.content(), StandardCharsets.UTF_8).strip()))
        .containsExactly(ConnectRest.CONNECTOR);
  }

  @Test
  void everyEntryHasTheBuildsFixedTime() throws IOException {
    LocalDateTime fixed =
        LocalDateTime.ofInstant(
            Instant.parse(BuildOutput.property("project.build.outputTimestamp")), ZoneOffset.UTC);
    Entry jar =
        jars().stream().filter(j -> j.name().equals(CONNECTOR_JAR)).findFirst().orElseThrow();

    assertThat(read(Files.readAllBytes(BuildOutput.archive())).map(Entry::time))
        .containsOnly(fixed);
    assertThat(read(jar.content()).map(Entry::time)).containsOnly(fixed);
  }

  @Test
  void buildingElsewhereGivesTheSameBytes() throws IOException, InterruptedException {
    Optional<Path> maven = Commands.onPath("mvn");
    assumeTrue(maven.isPresent(), "mvn is not on PATH");
    Path copy = BuildOutput.freshDirectory("rebuild").resolve("a-copy");
    Directories.copy(BuildOutput.repository(), copy, ArchiveIT::isNeededToBuildTheConnector);
    Path log = copy.resolve("build.log");

    Process build =
        new ProcessBuilder(
                maven.get().toString(),
                "-o",
                "-q",
                "-B",
                "-Dmaven.repo.local=" + BuildOutput.property("maven.repo.local"),
                "-pl",
                "connector",
                "-DskipTests",
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
    Path rebuilt = copy.resolve("connector/target").resolve(BuildOutput.archive().getFileName());
    assertThat(contents(rebuilt)).isEqualTo(contents(BuildOutput.archive()));
    assertThat(sha512(Files.readAllBytes(rebuilt)))
        .isEqualTo(sha512(Files.readAllBytes(BuildOutput.archive())));
  }

  private static boolean isNeededToBuildTheConnector(Path file) {
    boolean built = Stream.of("target", ".git").anyMatch(name -> hasElement(file, name));
    return !built
        && (file.getFileName().toString().equals("pom.xml")
            || Stream.of("connector", "connect-config", "LICENSE", ".mvn")
                .anyMatch(file::startsWith));
  }

  private static boolean hasElement(Path file, String name) {
    for (Path element : file) {
      if (element.toString().equals(name)) {
        return true;
      }
    }
    return false;
  }

  /** The digest of every entry by name, which tells what differs when something does. */
  private static SortedMap<String, String> contents(Path archive) throws IOException {
    return read(Files.readAllBytes(archive))
        .collect(
            Collectors.toMap(
                Entry::name,
                entry -> sha512(entry.content()).substring(0, 16),
                (first, second) -> first + ", " + second,
                TreeMap::new));
  }

  private static String sha512(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Entry> jars() throws IOException {
    List<Entry> jars =
        read(Files.readAllBytes(BuildOutput.archive()))
            .filter(entry -> entry.name().endsWith(".jar"))
            .toList();
    assertThat(jars).isNotEmpty();
    return jars;
  }

  private static Stream<Entry> read(byte[] zip) throws IOException {
    List<Entry> entries = new ArrayList<>();
    try (InputStream bytes = new ByteArrayInputStream(zip);
        ZipInputStream content = new ZipInputStream(bytes)) {
      for (ZipEntry e = content.getNextEntry(); e != null; e = content.getNextEntry()) {
        entries.add(new Entry(e.getName(), e.getTimeLocal(), content.readAllBytes()));
      }
    }
    return entries.stream();
  }
}
