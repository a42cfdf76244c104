package dev.orderflow.connect.bitstamp;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a task's metric is called in Prometheus: its convention wants base units, and labels where
 * JMX has a name for each reason and percentile.
 *
 * @param name such as {@code bitstamp_session_age_seconds}
 * @param labels besides {@code connector} and {@code task}; one at most
 * @param factor what the value is multiplied by
 */
record PrometheusMetric(String name, Map<String, String> labels, double factor) {

  private static final Pattern REASON = Pattern.compile("sessions-ended-(.+)-total");
  private static final Pattern PERCENTILE = Pattern.compile("(.+)-p(\\d\\d)");

  /** The one metric that is not exported: it would count every session twice in a sum. */
  static boolean exports(TaskMetric metric) {
    return !metric.name().equals("sessions-ended-total");
  }

  static PrometheusMetric of(TaskMetric metric) {
    Matcher reason = REASON.matcher(metric.name());
    if (reason.matches()) {
      return new PrometheusMetric(
          "bitstamp_sessions_ended_total", Map.of("reason", reason.group(1)), 1);
    }
    Matcher percentile = PERCENTILE.matcher(metric.name());
    boolean isPercentile = percentile.matches();
    String name = isPercentile ? percentile.group(1) : metric.name();
    boolean isDuration = (name + "-").contains("-ms-");
    return new PrometheusMetric(
        "bitstamp_"
            + (name + "-").replace("-ms-", "-seconds-").replaceAll("-$", "").replace('-', '_'),
        isPercentile
            ? Map.of("quantile", ("0." + percentile.group(2)).replaceAll("0$", ""))
            : Map.of(),
        isDuration ? 0.001 : 1);
  }

  /** As it is written in a query. */
  String selector() {
    return labels.isEmpty()
        ? name
        : labels.entrySet().stream()
            .map(label -> name + "{" + label.getKey() + "=\"" + label.getValue() + "\"}")
            .findFirst()
            .orElseThrow();
  }
}
