package dev.orderflow.integration;

import static dev.orderflow.integration.ArchiveContent.CONNECTOR_JAR;
import static dev.orderflow.integration.ArchiveContent.TOP;
import static dev.orderflow.integration.ArchiveContent.beside;
import static dev.orderflow.integration.ArchiveContent.contents;
import static dev.orderflow.integration.ArchiveContent.entry;
import static dev.orderflow.integration.ArchiveContent.jars;
import static dev.orderflow.integration.ArchiveContent.read;
import static dev.orderflow.integration.ArchiveContent.sha512;
import static dev.orderflow.integration.ArchiveContent.shortSum;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.orderflow.integration.ArchiveContent.Entry;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import javax.imageio.ImageIO;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;

/** The archive holds what a worker needs and nothing that a worker brings. */
class ArchiveIT {

  /** Classes of packages that the worker brings, in multi-release directories too. */
  private static final Pattern OF_THE_WORKER =
      Pattern.compile("(META-INF/versions/\\d+/)?org/(apache/kafka|slf4j)/.*");

  @Test
  void hasTheLayoutOfAComponentArchive() throws IOException {
    List<String> names =
        read(Files.readAllBytes(TestFiles.BUILD.connectorArchive())).map(Entry::name).toList();

    assertThat(names).allMatch(name -> name.startsWith(TOP + "/")).doesNotHaveDuplicates();
    assertThat(names.stream().map(name -> name.split("/")).filter(path -> path.length > 1))
        .extracting(path -> path[1])
        .containsOnly("manifest.json", "LICENSE", "lib", "etc", "doc", "assets");
    assertThat(names)
        .contains(
            CONNECTOR_JAR,
            TOP + "/manifest.json",
            TOP + "/LICENSE",
            TOP + "/assets/orderflow.png",
            TOP + "/doc/LICENSE",
            TOP + "/doc/NOTICE",
            TOP + "/doc/THIRD-PARTY.txt",
            TOP + "/doc/sbom.json",
            TOP + "/doc/README.md",
            TOP + "/doc/docs/metrics.md",
            TOP + "/doc/docs/connector-options.md",
            TOP + "/doc/monitoring/jmx-exporter.yml",
            TOP + "/doc/monitoring/prometheus-alerts.yml",
            TOP + "/doc/monitoring/grafana-dashboard.json",
            TOP + "/etc/bitstamp-source.json",
            TOP + "/etc/connect-standalone.properties",
            TOP + "/etc/connect-distributed.properties",
            TOP + "/etc/strimzi/kafka-connect.yaml",
            TOP + "/etc/strimzi/kafka-connector.yaml");
    assertThat(names).filteredOn(name -> name.endsWith(".jar")).allMatch(n -> n.contains("/lib/"));
  }

  @Test
  void theManifestIsCompleteAndOfThisVersion() throws IOException {
    JsonNode manifest = json("manifest.json");

    assertThat(manifest.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "name",
            "version",
            "title",
            "description",
            "owner",
            "support",
            "tags",
            "features",
            "docker_image",
            "license",
            "component_types",
            "documentation_url",
            "source_url",
            "release_date");
    assertThat(
            manifest.at("/owner/username").asText()
                + "-"
                + manifest.path("name").asText()
                + "-"
                + manifest.path("version").asText())
        .isEqualTo(TOP);
    assertThat(manifest.path("component_types"))
        .extracting(JsonNode::asText)
        .containsOnly("source");
    assertThat(manifest.path("release_date").asText())
        .isEqualTo(TestFiles.property("project.build.outputTimestamp").substring(0, 10));
    assertThat(manifest.toString()).doesNotContain("${");
    BufferedImage logo =
        ImageIO.read(new ByteArrayInputStream(entry(manifest.at("/owner/logo").asText())));
    assertThat(logo.getWidth()).isGreaterThanOrEqualTo(400);
    assertThat(logo.getHeight()).isGreaterThanOrEqualTo(200);
  }

  @Test
  void everyLibraryIsInTheNoticesAndTheBillOfMaterials() throws IOException {
    SortedMap<String, String> libraries = new TreeMap<>();
    for (Entry jar : jars()) {
      if (!jar.name().equals(CONNECTOR_JAR)) {
        libraries.put(jar.name().substring(jar.name().lastIndexOf('/') + 1), sha512(jar.content()));
      }
    }
    String notices = new String(entry("doc/THIRD-PARTY.txt"), StandardCharsets.UTF_8);
    JsonNode bill = json("doc/sbom.json");

    SortedMap<String, String> listed = new TreeMap<>();
    for (JsonNode component : bill.path("components")) {
      listed.put(
          component.path("name").asText() + "-" + component.path("version").asText() + ".jar",
          sumOf(component));
    }
    assertThat(listed).as("renew it as connector/pom.xml says").isEqualTo(libraries);
    assertThat(bill.at("/metadata/component/version").asText())
        .isEqualTo(TestFiles.BUILD.version());
    assertThat(bill.path("components"))
        .allSatisfy(c -> assertThat(c.path("licenses")).isNotEmpty())
        .allSatisfy(
            c ->
                assertThat(notices)
                    .contains(
                        c.path("group").asText()
                            + ":"
                            + c.path("name").asText()
                            + ":"
                            + c.path("version").asText()));
    assertThat(notices).doesNotContainIgnoringCase("unknown");
    assertThat(Files.readAllBytes(beside("-sbom.json"))).isEqualTo(entry("doc/sbom.json"));
  }

  @Test
  void theTarHoldsTheSame() throws IOException {
    SortedMap<String, String> tar = new TreeMap<>();
    try (InputStream file = Files.newInputStream(beside(".tar.gz"));
        TarArchiveInputStream content = new TarArchiveInputStream(new GZIPInputStream(file))) {
      for (TarArchiveEntry e = content.getNextEntry(); e != null; e = content.getNextEntry()) {
        if (!e.isDirectory()) {
          tar.put(e.getName(), shortSum(content.readAllBytes()));
        }
      }
    }
    SortedMap<String, String> zip = contents(TestFiles.BUILD.connectorArchive());
    zip.keySet().removeIf(name -> name.endsWith("/"));
    assertThat(tar).isEqualTo(zip);
  }

  @Test
  void aSumStandsBesideEachArchiveAndInTheStrimziResource() throws IOException {
    for (String format : List.of(".zip", ".tar.gz")) {
      Path archive = beside(format);
      assertThat(beside(format + ".sha512"))
          .content()
          .isEqualToIgnoringNewLines(
              sha512(Files.readAllBytes(archive)) + " *" + archive.getFileName());
    }
    assertThat(TestFiles.BUILD.connectorArchive().resolveSibling("strimzi/kafka-connect.yaml"))
        .content()
        .contains("sha512sum: \"" + sha512(Files.readAllBytes(beside(".tar.gz"))) + "\"");
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
        .containsExactly(Deployment.CONNECTOR);
  }

  private static String sumOf(JsonNode component) {
    for (JsonNode hash : component.path("hashes")) {
      if (hash.path("alg").asText().equals("SHA-512")) {
        return hash.path("content").asText();
      }
    }
    throw new AssertionError("no SHA-512 of " + component);
  }

  private static JsonNode json(String path) throws IOException {
    return new ObjectMapper().readTree(entry(path));
  }
}
