package dev.orderflow.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderflow.runtime.ConnectRest;
import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.server.ConnectionView;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.connect.util.clusters.EmbeddedConnectCluster;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A real broker and a real Connect worker in this process, with the unpacked archive on the plugin
 * path. All test classes of a run share one, because it takes seconds to start.
 *
 * <p>The only class that names Kafka's test kit, which is internal to Kafka.
 */
final class EmbeddedWorker implements AutoCloseable {

  private static final String TEXT = "org.apache.kafka.connect.storage.StringConverter";

  /** The topic in which the worker keeps source offsets. */
  static final String OFFSETS = "worker-offsets";

  private final EmbeddedConnectCluster cluster;

  private EmbeddedWorker(EmbeddedConnectCluster cluster) {
    this.cluster = cluster;
  }

  private static EmbeddedWorker start() {
    return start("integration", Map.of());
  }

  /** A broker and a worker of a test's own, which it may add workers to and take them from. */
  static EmbeddedWorker start(String name, Map<String, String> changes) {
    // The kit adds its own addresses and topics.
    Map<String, String> settings = new HashMap<>();
    settings.put("plugin.path", TestFiles.BUILD.connectorPlugins().toString());
    settings.put("plugin.discovery", "service_load");
    settings.put("key.converter", TEXT);
    settings.put("value.converter", TEXT);
    settings.put("offset.flush.interval.ms", "500");
    settings.put("offset.storage.topic", OFFSETS);
    settings.putAll(changes);
    EmbeddedConnectCluster cluster =
        new EmbeddedConnectCluster.Builder()
            .name(name)
            .numBrokers(1)
            .numWorkers(1)
            .workerProps(settings)
            .brokerProps(brokerSettings())
            .maskExitProcedures(true)
            .build();
    try {
      cluster.start();
    } catch (RuntimeException e) {
      cluster.stop();
      throw e;
    }
    return new EmbeddedWorker(cluster);
  }

  /**
   * One broker for transactions too, that obeys access control lists; there is none until a test
   * adds one.
   */
  private static Properties brokerSettings() {
    Properties broker = new Properties();
    broker.put("transaction.state.log.replication.factor", "1");
    broker.put("transaction.state.log.min.isr", "1");
    broker.put("transaction.state.log.num.partitions", "4");
    broker.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    broker.put("allow.everyone.if.no.acl.found", "true");
    return broker;
  }

  /** Starts another worker of the same group. */
  void addWorker() {
    cluster.addWorker();
  }

  /** Shuts the newest worker down. */
  void removeWorker() {
    cluster.removeWorker();
  }

  /** The worker's REST interface. */
  ConnectRest rest() {
    return new ConnectRest(cluster.endpointForResource(""));
  }

  /** The broker's address. */
  String bootstrapServers() {
    return cluster.kafka().bootstrapServers();
  }

  /**
   * Waits until connectors that are gone have left neither a socket at their exchange nor a thread
   * that would keep a worker alive.
   */
  static void awaitNothingLeft(Simulator exchange) {
    await()
        .atMost(Duration.ofSeconds(90))
        .untilAsserted(
            () -> {
              assertThat(exchange.report().connections()).noneMatch(ConnectionView::open);
              assertThat(Thread.getAllStackTraces().keySet())
                  .noneMatch(thread -> thread.getName().startsWith("bitstamp-"))
                  .noneMatch(thread -> thread.getName().startsWith("OkHttp") && !thread.isDaemon());
            });
  }

  @Override
  public void close() {
    cluster.stop();
  }

  /** Hands the run's worker to tests that ask for it; it is stopped when the run ends. */
  static final class Shared implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == EmbeddedWorker.class;
    }

    @Override
    public EmbeddedWorker resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(ExtensionContext.Namespace.create(EmbeddedWorker.class))
          .computeIfAbsent(EmbeddedWorker.class, type -> start(), EmbeddedWorker.class);
    }
  }
}
