package dev.orderflow.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.DockerClient;
import dev.orderflow.dashboard.page.PageFrame;
import dev.orderflow.runtime.FreePorts;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ComposeContainer;
import org.testcontainers.containers.ContainerState;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.junit.jupiter.Testcontainers;

/**
 * The stack of docker-compose.yml with the simulated exchange, on ports of its own. Skipped without
 * Docker, and with {@code DOCKER_TESTS=off}.
 */
@Tag("full")
@DisabledIfEnvironmentVariable(
    named = "DOCKER_TESTS",
    matches = "off",
    disabledReason = "DOCKER_TESTS=off; unset it where Docker and Compose run")
@Testcontainers(disabledWithoutDocker = true)
class ComposeStackIT {

  private static final String PROJECT = "orderflow-it";
  private static final Duration UP_WITHIN = Duration.ofMinutes(5);
  private static final Duration ARRIVE_WITHIN = Duration.ofMinutes(5);
  private static final Pattern ROWS = Pattern.compile("progress job=console .*rows_total=(\\d+)");

  private static ComposeContainer stack;
  private static int kafkaPort;
  private static int dashboardPort;

  @BeforeAll
  static void start() throws Exception {
    List<Integer> ports = FreePorts.next(5);
    kafkaPort = ports.get(0);
    dashboardPort = ports.get(4);
    stack =
        new ComposeContainer(PROJECT, TestFiles.BUILD.root().resolve("docker-compose.yml").toFile())
            .withEnv(
                Map.of(
                    "COMPOSE_PROFILES", "simulated",
                    "KAFKA_PORT", Integer.toString(ports.get(0)),
                    "CONNECT_PORT", Integer.toString(ports.get(1)),
                    "SPARK_UI_PORT", Integer.toString(ports.get(2)),
                    "SIMULATOR_PORT", Integer.toString(ports.get(3)),
                    "DASHBOARD_PORT", Integer.toString(dashboardPort)))
            .withBuild(true)
            .waitingFor("spark-1", Wait.forHealthcheck().withStartupTimeout(UP_WITHIN))
            .waitingFor("dashboard-1", Wait.forHealthcheck().withStartupTimeout(UP_WITHIN));
    stack.start();
  }

  @AfterAll
  static void stop() {
    stack.stop();
    removeImages();
  }

  /**
   * One after the other: Compose removes them side by side, and two services' images share layers,
   * so that one removal finds the other's in its way.
   */
  private static void removeImages() {
    DockerClient docker = DockerClientFactory.instance().client();
    docker.listImagesCmd().exec().stream()
        .flatMap(image -> Stream.ofNullable(image.getRepoTags()).flatMap(Stream::of))
        .filter(tag -> tag.startsWith(PROJECT))
        .forEach(tag -> docker.removeImageCmd(tag).exec());
  }

  @Test
  void framesArriveInTheTopicUnderTheRecordContract() {
    List<ConsumerRecord<String, String>> frames = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", "127.0.0.1:" + kafkaPort,
                "group.id", "compose-stack-it",
                "auto.offset.reset", "earliest"),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.subscribe(List.of("testTopic"));
      await()
          .atMost(ARRIVE_WITHIN)
          .until(
              () -> {
                consumer
                    .poll(Duration.ofMillis(500))
                    .forEach(
                        record -> {
                          if ("stream".equals(header(record, "origin"))) {
                            frames.add(record);
                          }
                        });
                return frames.size() >= 100;
              });
    }
    assertThat(frames)
        .allSatisfy(
            frame -> {
              assertThat(frame.key()).isEqualTo("btcusd");
              assertThat(frame.value())
                  .startsWith("{")
                  .contains("\"channel\":\"" + header(frame, "channel") + "\"");
              assertThat(header(frame, "channel")).isIn("live_orders_btcusd", "live_trades_btcusd");
            });
  }

  @Test
  void sparkPrintsThem() {
    ContainerState spark = stack.getContainerByServiceName("spark-1").orElseThrow();
    await()
        .atMost(ARRIVE_WITHIN)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(
            () -> {
              String log = spark.getLogs();
              assertThat(rows(log)).as(log).isGreaterThanOrEqualTo(100);
            });
    assertThat(spark.getLogs()).contains("live_orders_btcusd");
  }

  @Test
  void thePageAnswersWithWhatConnectorAndSparkWrote() throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    URI page = URI.create("http://127.0.0.1:" + dashboardPort + "/");
    HttpResponse<String> html =
        client.send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString());
    assertThat(html.statusCode()).isEqualTo(200);
    assertThat(html.body()).contains("<title>orderflow</title>");
    assertThat(html.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("default-src 'none'");
    await()
        .atMost(ARRIVE_WITHIN)
        .pollInterval(Duration.ofSeconds(2))
        .untilAsserted(
            () ->
                assertThat(PageFrame.of(page, "btcusd"))
                    .contains("\"simulated\":true", "\"price\":{\"last\":\"", "\"trades\":[[")
                    .contains(
                        "\"candles\":[[", "\"book\":{\"market\":\"btcusd\"", "\"valid\":true"));
  }

  private static long rows(String log) {
    long rows = 0;
    for (Matcher m = ROWS.matcher(log); m.find(); ) {
      rows = Long.parseLong(m.group(1));
    }
    return rows;
  }

  private static String header(ConsumerRecord<String, String> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
