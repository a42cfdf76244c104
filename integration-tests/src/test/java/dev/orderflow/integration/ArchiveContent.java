package dev.orderflow.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** What is in the connector's archive, and what stands beside it. */
final class ArchiveContent {

  static final String TOP = "orderflow-kafka-connect-bitstamp-" + TestFiles.BUILD.version();
  static final String CONNECTOR_JAR =
      TOP + "/lib/kafka-connect-bitstamp-" + TestFiles.BUILD.version() + ".jar";

  private ArchiveContent() {}

  /** A file of a zip or jar. */
  record Entry(String name, LocalDateTime time, byte[] content) {

    boolean isClass() {
      return name.endsWith(".class") && !name.endsWith("module-info.class");
    }
  }

  /** The digest of every entry by name, which tells what differs when something does. */
  static SortedMap<String, String> contents(Path archive) throws IOException {
    return read(Files.readAllBytes(archive))
        .collect(
            Collectors.toMap(
                Entry::name,
                entry -> shortSum(entry.content()),
                (first, second) -> first + ", " + second,
                TreeMap::new));
  }

  static String shortSum(byte[] content) {
    return sha512(content).substring(0, 16);
  }

  static String sha512(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A file of the build whose name begins as the archive's does. */
  static Path beside(String ending) {
    return TestFiles.BUILD.connectorArchive().resolveSibling(TOP + ending);
  }

  /** The content of a file of the archive, by its path below the top directory. */
  static byte[] entry(String path) throws IOException {
    return read(Files.readAllBytes(TestFiles.BUILD.connectorArchive()))
        .filter(entry -> entry.name().equals(TOP + "/" + path))
        .map(Entry::content)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + path + " in the archive"));
  }

  static List<Entry> jars() throws IOException {
    List<Entry> jars =
        read(Files.readAllBytes(TestFiles.BUILD.connectorArchive()))
            .filter(entry -> entry.name().endsWith(".jar"))
            .toList();
    assertThat(jars).isNotEmpty();
    return jars;
  }

  static Stream<Entry> read(byte[] zip) throws IOException {
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
