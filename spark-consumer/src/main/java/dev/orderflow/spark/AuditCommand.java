package dev.orderflow.spark;

import dev.orderflow.spark.audit.CandleAuditRun;
import dev.orderflow.spark.kafka.KafkaCluster;
import dev.orderflow.spark.market.Interval;
import dev.orderflow.spark.run.ClusterAdmin;
import dev.orderflow.spark.run.JobFailedException;
import dev.orderflow.spark.run.LogLevel;
import dev.orderflow.spark.run.OutputTopic;
import dev.orderflow.spark.run.RootCause;
import dev.orderflow.spark.run.StopSignal;
import dev.orderflow.spark.run.UsageException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code audit} job's command line. */
@Command(
    name = "audit",
    description =
        "Compares published candles that are final and complete with the exchange's, and publishes"
            + " the match rate of each market and every mismatch.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
final class AuditCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private ClusterOptions clusterOptions;

  @Option(
      names = "--candles-topic",
      paramLabel = "NAME",
      defaultValue = "orderflow.candles",
      description = "Topic of the candles.")
  private String candlesTopic;

  @Option(
      names = "--audit-topic",
      paramLabel = "NAME",
      defaultValue = "orderflow.audit",
      description = "Topic of the findings; created, compacted, where it does not exist.")
  private String auditTopic;

  @Option(
      names = "--http-url",
      paramLabel = "URL",
      defaultValue = "https://www.bitstamp.net",
      description = "The exchange's HTTP address.")
  private URI url;

  @Option(
      names = "--markets",
      paramLabel = "MARKET",
      split = ",",
      showDefaultValue = Visibility.NEVER,
      description = "Markets wanted; all of the topic without it.")
  private Set<String> markets = new TreeSet<>();

  @Option(
      names = "--intervals",
      paramLabel = "INTERVAL",
      split = ",",
      defaultValue = "1m,5m,15m,1h",
      description = "Lengths to compare, of those that the exchange has.")
  private List<Interval> intervals;

  @Option(
      names = "--since",
      paramLabel = "DURATION",
      defaultValue = "24h",
      description = "How far back from the newest candle.")
  private Duration since;

  @Option(
      names = "--every",
      paramLabel = "DURATION",
      showDefaultValue = Visibility.NEVER,
      description = "Audit again and again, this long after the last one; once without it.")
  private Optional<Duration> every = Optional.empty();

  @Option(
      names = "--log-level",
      paramLabel = "LEVEL",
      defaultValue = "warn",
      description = "Log on standard error: ${COMPLETION-CANDIDATES}.")
  private LogLevel logLevel;

  @Override
  public Integer call() throws InterruptedException {
    for (Interval interval : intervals) {
      if (!CandleAuditRun.comparable(interval)) {
        throw new UsageException("--intervals: the exchange has no candles of " + interval);
      }
    }
    if (!url.isAbsolute()) {
      throw new UsageException("--http-url is no address such as https://www.bitstamp.net: " + url);
    }
    logLevel.apply();
    KafkaCluster cluster = clusterOptions.cluster();
    try (ClusterAdmin admin = new ClusterAdmin(cluster, spec.commandLine().getErr())) {
      admin.create(List.of(new OutputTopic(auditTopic, "--audit-topic", true)));
    }
    CandleAuditRun audit =
        new CandleAuditRun(
            cluster, candlesTopic, auditTopic, markets, Set.copyOf(intervals), since, url);
    try (StopSignal stop = StopSignal.install()) {
      do {
        audit(audit);
      } while (every.isPresent() && !stop.await(every.get()));
    }
    return 0;
  }

  /** One audit that fails ends a single one, and is told of repeated ones. */
  private void audit(CandleAuditRun audit) throws InterruptedException {
    try {
      long mismatches = audit.run(spec.commandLine().getOut());
      spec.commandLine().getOut().println("summary job=audit mismatches=" + mismatches);
      spec.commandLine().getOut().flush();
    } catch (IOException | KafkaException failed) {
      if (every.isEmpty()) {
        throw new JobFailedException("the audit failed", failed);
      }
      spec.commandLine().getErr().println("the audit failed: " + RootCause.of(failed));
    }
  }
}
