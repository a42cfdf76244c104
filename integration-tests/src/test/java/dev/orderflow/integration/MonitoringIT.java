package dev.orderflow.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.orderflow.runtime.KafkaBroker;
import dev.orderflow.simulator.server.Fault;
import dev.orderflow.simulator.server.FaultType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The files of {@code monitoring/} on a real worker with the JMX exporter's agent: what they name
 * is exported, and each alert's condition comes with the exchange's fault that it is for, and not
 * before.
 */
@Tag("full")
class MonitoringIT {

  private static final Path MONITORING = TestFiles.BUILD.root().resolve("monitoring");
  private static final Pattern NAME = Pattern.compile("\\b(bitstamp|kafka_connect)_[a-z_]+");
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String ORDERS = "live_orders_btcusd";

  /** After which Prometheus gives a scrape up, if nothing else is set. */
  private static final double SCRAPE_SECONDS = 10;

  private static final Scrape NOTHING = new Scrape(List.of());

  /** Nothing is wrong with this one, ever. */
  private static final String HEALTHY = "healthy";

  private static final List<MonitoredConnector> CONNECTORS = new ArrayList<>();
  private static KafkaBroker broker;
  private static MonitoredWorker worker;
  private static Scrape beforeAnyConnector;
  private static Scrape whileHealthy;

  /**
   * A fault and the alerts that it must fire.
   *
   * @param alerts by name
   * @param options of the connector, besides the usual
   * @param fault makes the fault, and waits for no alert
   */
  private record Cause(
      List<String> alerts, Map<String, String> options, Consumer<MonitoredConnector> fault) {

    static Cause of(String alert, Consumer<MonitoredConnector> fault) {
      return new Cause(List.of(alert), Map.of(), fault);
    }

    Cause and(String alert) {
      return new Cause(Stream.concat(alerts.stream(), Stream.of(alert)).toList(), options, fault);
    }

    Cause with(String option, String value) {
      Map<String, String> more = new TreeMap<>(options);
      more.put(option, value);
      return new Cause(alerts, more, fault);
    }

    String connector() {
      return alerts.get(0);
    }
  }

  private static List<Cause> causes() {
    return List.of(
        Cause.of("ConnectTaskFailed", MonitoringIT::refuse)
            .with("heartbeat.timeout.ms", "500")
            .with("data.timeout.ms", "1000")
            .with("task.fail.after.ms", "3000"),
        Cause.of("BitstampDisconnected", MonitoringIT::refuse),
        Cause.of("BitstampNoData", c -> c.inject(fault(FaultType.STALL).channel(ORDERS)))
            .with("data.timeout.ms", "20000")
            .with("task.fail.after.ms", "20001"),
        Cause.of("BitstampReconnecting", MonitoringIT::closeSixTimes),
        Cause.of("BitstampRedundancyLost", MonitoringIT::refuseOneOfTwo).with("connections", "2"),
        Cause.of(
            "BitstampEventsMissing",
            c -> c.inject(fault(FaultType.NO_HISTORY).lasting(LIMIT), lose())),
        Cause.of("BitstampMalformedFrames", c -> c.inject(fault(FaultType.GARBAGE).count(3))),
        Cause.of("BitstampBufferFilling", c -> c.deployment().request("pause"))
            .and("BitstampClosedByFullBuffer")
            .with("buffer.max.frames", "100")
            .with("batch.max.records", "100"),
        Cause.of(
                "BitstampHttpFailing",
                c -> c.inject(fault(FaultType.HTTP_FAIL).lasting(LIMIT), lose()))
            .and("BitstampRepairSlow"),
        Cause.of(
                "BitstampDeliveryLag",
                c ->
                    c.inject(
                        fault(FaultType.HTTP_SLOW).delay(Duration.ofSeconds(8)).lasting(LIMIT),
                        lose()))
            .with("http.timeout.ms", "30000"),
        // Last, because it takes its time while the others come to pass.
        Cause.of("BitstampExchangeLag", MonitoringIT::haltForSevenSeconds));
  }

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    Path directory = TestFiles.freshDirectory("monitoring");
    broker = KafkaBroker.start(directory);
    worker =
        MonitoredWorker.start(
            "monitored", directory, TestFiles.BUILD.kafkaClassPath(), broker.bootstrapServers());
    worker.worker().awaitReady();
    beforeAnyConnector = worker.scrape();
    CONNECTORS.add(MonitoredConnector.start(worker, HEALTHY, Map.of()));
    for (Cause cause : causes()) {
      CONNECTORS.add(MonitoredConnector.start(worker, cause.connector(), cause.options()));
    }
    CONNECTORS.forEach(MonitoredConnector::awaitHealthy);
    whileHealthy = worker.scrape();
  }

  @AfterAll
  static void stop() {
    CONNECTORS.forEach(MonitoredConnector::close);
    Stream.of(Optional.ofNullable(worker), Optional.<AutoCloseable>ofNullable(broker))
        .flatMap(Optional::stream)
        .forEach(MonitoringIT::close);
  }

  @Test
  void everyNameInTheFilesIsExported() throws IOException {
    Set<String> exported = whileHealthy.names();

    assertThat(exported).containsAll(namesIn(alerts().values()));
    assertThat(exported).containsAll(namesIn(dashboardQueries()));
    assertThat(exported)
        .containsAll(
            elements(yaml("jmx-exporter.yml").path("rules"))
                .map(rule -> rule.path("name").asText())
                .filter(name -> !name.contains("$"))
                .toList());
  }

  @Test
  void aScrapeIsCheap() {
    assertThat(samples("jmx_scrape_error")).containsOnly(0.0);
    assertThat(samples("jmx_scrape_duration_seconds"))
        .hasSize(1)
        .allMatch(seconds -> seconds < SCRAPE_SECONDS);
  }

  private static List<Double> samples(String name) {
    return whileHealthy.samples().stream()
        .filter(sample -> sample.name().equals(name))
        .map(Scrape.Sample::value)
        .toList();
  }

  @Test
  void valuesAreInSecondsAndWithLabels() {
    assertThat(whileHealthy.value("bitstamp_fail_after_seconds", HEALTHY)).isEqualTo(600);
    assertThat(whileHealthy.value("bitstamp_session_age_seconds", HEALTHY)).isBetween(0.1, 300.0);
    assertThat(
            whileHealthy.samples().stream()
                .filter(sample -> sample.name().equals("bitstamp_sessions_ended_total"))
                .map(sample -> sample.labels().keySet()))
        .isNotEmpty()
        .allMatch(Set.of("connector", "task", "reason")::equals);
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(
                        worker.scrape().value("bitstamp_exchange_to_receive_lag_seconds", HEALTHY))
                    .isBetween(0.001, 5.0));
  }

  @Test
  void everyAlertComesWithTheFaultItIsForAndNotBefore() throws Exception {
    AlertRules rules = rules();
    Map<String, String> alerts = alerts();
    assertThat(alerts.keySet())
        .as("every alert has a cause here")
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(
                    Stream.of("BitstampNoMetrics"),
                    causes().stream().flatMap(c -> c.alerts().stream()))
                .toList());
    assertThat(rules.complaintUnlessQuiet(whileHealthy, whileHealthy)).isEmpty();
    assertThat(rules.complaintUnlessFiring("BitstampNoMetrics", NOTHING, beforeAnyConnector))
        .isEmpty();

    causes().forEach(cause -> cause.fault().accept(connector(cause.connector())));

    for (Cause cause : causes()) {
      for (String alert : cause.alerts()) {
        await()
            .atMost(LIMIT)
            .alias(alert)
            .untilAsserted(
                () ->
                    assertThat(
                            rules.complaintUnlessFiring(
                                alert,
                                whileHealthy.of(cause.connector()::equals),
                                worker.scrape().of(cause.connector()::equals)))
                        .isEmpty());
      }
    }
    Scrape end = worker.scrape();
    assertThat(end.of("ConnectTaskFailed"::equals).names())
        .as("a failed task has no metrics of its own")
        .noneMatch(name -> name.startsWith("bitstamp_"));
    assertThat(
            rules.complaintUnlessQuiet(whileHealthy.of(HEALTHY::equals), end.of(HEALTHY::equals)))
        .as("alerts of the connector that no fault hit")
        .isEmpty();
    assertThatNothingIsLoggedForEachFrame(end);
  }

  private static void assertThatNothingIsLoggedForEachFrame(Scrape end) throws IOException {
    assertThat(end.value("bitstamp_frames_polled_total", HEALTHY)).isGreaterThan(1_000);
    assertThat(worker.log())
        .filteredOn(line -> line.contains("[" + HEALTHY + "|task-0]"))
        .filteredOn(line -> line.contains("dev.orderflow"))
        .isNotEmpty()
        .hasSizeLessThan(10);
    assertThat(worker.log())
        .filteredOn(line -> line.contains("[" + HEALTHY + "|task-0"))
        .hasSizeLessThan(100);
  }

  @Test
  void promtoolAcceptsTheRulesAndTheirTests() throws Exception {
    assertThat(rules().run("check", "rules", "prometheus-alerts.yml")).isEmpty();
    assertThat(rules().run("test", "rules", "prometheus-alerts-test.yml")).isEmpty();
  }

  private static AlertRules rules() {
    Optional<AlertRules> rules = AlertRules.find(MONITORING);
    assumeTrue(rules.isPresent(), AlertRules.MISSING);
    return rules.orElseThrow();
  }

  private static void refuse(MonitoredConnector connector) {
    connector.inject(fault(FaultType.REFUSE).lasting(LIMIT), fault(FaultType.DROP));
  }

  private static void refuseOneOfTwo(MonitoredConnector connector) {
    int first = connector.openConnections().get(0);
    connector.inject(fault(FaultType.REFUSE).lasting(LIMIT));
    connector.inject(fault(FaultType.DROP).connection(first));
  }

  private static void closeSixTimes(MonitoredConnector connector) {
    for (int i = 0; i < 6; i++) {
      int open = await().atMost(LIMIT).until(connector::openConnections, c -> !c.isEmpty()).get(0);
      connector.inject(fault(FaultType.CLOSE).connection(open).close(1001, "going away"));
      await().atMost(LIMIT).until(() -> !connector.openConnections().contains(open));
    }
  }

  private static void haltForSevenSeconds(MonitoredConnector connector) {
    connector.exchange().halt();
    await()
        .atMost(LIMIT)
        .until(
            () -> worker.scrape().value("bitstamp_last_frame_age_seconds", connector.name()) > 7);
    connector.exchange().resume();
  }

  private static Fault fault(FaultType type) {
    return Fault.of(type);
  }

  private static Fault lose() {
    return fault(FaultType.LOSE).channel(ORDERS).count(5);
  }

  private static MonitoredConnector connector(String name) {
    return CONNECTORS.stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
  }

  /** The alerts' expressions by name, in the file's order. */
  private static Map<String, String> alerts() throws IOException {
    Map<String, String> alerts = new TreeMap<>();
    elements(yaml("prometheus-alerts.yml").path("groups"))
        .flatMap(group -> elements(group.path("rules")))
        .forEach(rule -> alerts.put(rule.path("alert").asText(), rule.path("expr").asText()));
    assertThat(alerts).isNotEmpty();
    return alerts;
  }

  private static List<String> dashboardQueries() throws IOException {
    JsonNode dashboard =
        new ObjectMapper().readTree(MONITORING.resolve("grafana-dashboard.json").toFile());
    List<String> queries = new ArrayList<>(dashboard.findValuesAsText("expr"));
    queries.add(dashboard.at("/templating/list/1/query/query").asText());
    assertThat(queries).hasSizeGreaterThan(20);
    return queries;
  }

  private static Set<String> namesIn(Iterable<String> expressions) {
    Set<String> names = new TreeSet<>();
    expressions.forEach(
        expression ->
            names.addAll(
                NAME.matcher(expression)
                    .results()
                    .map(m -> m.group())
                    .collect(Collectors.toSet())));
    assertThat(names).isNotEmpty();
    return names;
  }

  private static Stream<JsonNode> elements(JsonNode list) {
    return Stream.iterate(0, i -> i < list.size(), i -> i + 1).map(list::get);
  }

  private static JsonNode yaml(String file) throws IOException {
    return new ObjectMapper(new YAMLFactory()).readTree(MONITORING.resolve(file).toFile());
  }

  private static void close(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
