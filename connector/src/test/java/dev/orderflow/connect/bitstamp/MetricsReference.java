package dev.orderflow.connect.bitstamp;

import java.util.List;
import java.util.Locale;

/** Writes the metrics reference and the JMX exporter's rules from the one declaration. */
final class MetricsReference {

  private static final String BEAN =
      "kafka.connect<type=plugins, connector=\"?(.+?)\"?, task=(\\d+)><>";

  private MetricsReference() {}

  static String markdown() {
    StringBuilder page = new StringBuilder();
    page.append("# Metrics of the Bitstamp source connector\n\n");
    page.append("Generated from the connector's own declaration; a test fails when it drifts.\n\n");
    page.append(
        """
        Each task publishes these through Kafka Connect (KIP-877) as attributes of the MBean
        `kafka.connect:type=plugins,connector=<name>,task=<number>`, on workers of Kafka 4.1 and newer. An older
        worker runs the connector without them; the task's first log line says so. They begin at 0 with the task
        and go with it, so that a task that FAILED has none: watch Connect's own task states too.

        Names in `-ms` are milliseconds. Names in `-total` only grow while the task runs. The third column is the
        name that [`monitoring/jmx-exporter.yml`](../monitoring/jmx-exporter.yml) gives in Prometheus, in seconds, with the
        labels `connector` and `task`. How to set that up, the alerts and the dashboard:
        [`monitoring/`](../monitoring/README.md).
        """);
    for (TaskMetric.Group group : TaskMetric.Group.values()) {
      page.append("\n## ").append(group.title()).append("\n\n");
      page.append("| JMX attribute | kind | in Prometheus | what it says |\n|---|---|---|---|\n");
      for (TaskMetric metric : metricsOf(group)) {
        page.append(
            String.format(
                "| `%s` | %s | %s | %s |%n",
                metric.name(),
                metric.isCounter() ? "counter" : "gauge",
                PrometheusMetric.exports(metric)
                    ? "`" + PrometheusMetric.of(metric).selector() + "`"
                    : "the sum over `reason`",
                metric.description()));
      }
    }
    return page.toString();
  }

  static String exporterRules() {
    StringBuilder rules = new StringBuilder();
    rules.append(
        """
        # Rules for the Prometheus JMX exporter, as a Java agent of a Kafka Connect worker:
        #   KAFKA_OPTS="-javaagent:jmx_prometheus_javaagent-1.0.1.jar=9404:jmx-exporter.yml"
        # The connector's part is generated from its declaration of metrics (docs/metrics.md).

        includeObjectNames:
          - "kafka.connect:type=plugins,*"
          - "kafka.connect:type=connect-worker-metrics,*"
          - "kafka.connect:type=connector-task-metrics,*"
          - "kafka.connect:type=source-task-metrics,*"
          - "kafka.connect:type=task-error-metrics,*"

        rules:
          # Connect's own: how many tasks of a connector are in which state, also of tasks that failed.
          - pattern: 'kafka.connect<type=connect-worker-metrics, connector="?(.+?)"?><>connector-(running|failed|paused|unassigned|restarting)-task-count: '
            name: kafka_connect_connector_tasks
            help: "Tasks of a connector on this worker, by state."
            type: GAUGE
            labels:
              connector: "$1"
              state: "$2"
          - pattern: 'kafka.connect<type=connector-task-metrics, connector="?(.+?)"?, task=(\\d+)><>status: (.+)'
            name: kafka_connect_task_status
            help: "1 for the state that a task is in."
            type: GAUGE
            value: 1
            labels:
              connector: "$1"
              task: "$2"
              status: "$3"
          - pattern: 'kafka.connect<type=source-task-metrics, connector="?(.+?)"?, task=(\\d+)><>source-record-(poll|write)-total: '
            name: kafka_connect_source_records_$3_total
            help: "Records that a source task returned (poll), and that were sent to Kafka (write)."
            type: COUNTER
            labels:
              connector: "$1"
              task: "$2"
          - pattern: 'kafka.connect<type=source-task-metrics, connector="?(.+?)"?, task=(\\d+)><>source-record-active-count: '
            name: kafka_connect_source_records_active
            help: "Records that Kafka has not acknowledged yet."
            type: GAUGE
            labels:
              connector: "$1"
              task: "$2"
          - pattern: 'kafka.connect<type=task-error-metrics, connector="?(.+?)"?, task=(\\d+)><>total-(record-failures|record-errors|records-skipped|retries): '
            name: kafka_connect_task_$3_total
            help: "Records that a task failed on, skipped or tried again."
            type: COUNTER
            labels:
              connector: "$1"
              task: "$2"

          # The connector's.
        """);
    TaskMetric.ALL.stream()
        .filter(PrometheusMetric::exports)
        .forEach(metric -> appendRule(rules, metric));
    return rules.toString();
  }

  private static void appendRule(StringBuilder rules, TaskMetric metric) {
    PrometheusMetric exported = PrometheusMetric.of(metric);
    boolean shared = !exported.labels().isEmpty();
    rules.append("  - pattern: '").append(BEAN).append(metric.name()).append(": '\n");
    rules.append("    name: ").append(exported.name()).append('\n');
    rules
        .append("    help: \"")
        .append(shared ? helpOfFamily(exported) : metric.description().replace('`', '\''))
        .append("\"\n");
    rules.append("    type: ").append(metric.isCounter() ? "COUNTER" : "GAUGE").append('\n');
    if (exported.factor() != 1) {
      rules.append(String.format(Locale.ROOT, "    valueFactor: %s%n", exported.factor()));
    }
    rules.append("    labels:\n      connector: \"$1\"\n      task: \"$2\"\n");
    exported
        .labels()
        .forEach((label, value) -> rules.append("      " + label + ": \"" + value + "\"\n"));
  }

  /** One help for all series of a name. */
  private static String helpOfFamily(PrometheusMetric exported) {
    return exported.labels().containsKey("reason")
        ? "Sessions that ended, by reason."
        : "Percentiles of the last minute, by quantile.";
  }

  private static List<TaskMetric> metricsOf(TaskMetric.Group group) {
    return TaskMetric.ALL.stream().filter(metric -> metric.group() == group).toList();
  }
}
