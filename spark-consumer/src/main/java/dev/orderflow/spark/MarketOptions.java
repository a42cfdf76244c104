package dev.orderflow.spark;

import static dev.orderflow.spark.JobOptions.require;

import dev.orderflow.spark.job.AnalysisComputation;
import dev.orderflow.spark.job.MarketComputation;
import dev.orderflow.spark.market.Interval;
import dev.orderflow.spark.market.analysis.AnalysisSettings;
import dev.orderflow.spark.market.analysis.AnalysisSettings.Output;
import dev.orderflow.spark.market.book.BookSettings;
import dev.orderflow.spark.market.flow.FlowSettings;
import dev.orderflow.spark.market.order.OrderSettings;
import dev.orderflow.spark.run.OutputTopic;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of the jobs that rebuild the order book. */
final class MarketOptions {

  @Option(
      names = "--flow-intervals",
      paramLabel = "INTERVAL",
      split = ",",
      defaultValue = "1s,1m",
      description = "Lengths of the flow's intervals: any that divide a day.")
  private List<Interval> intervals;

  @Option(
      names = "--flow-grace",
      paramLabel = "DURATION",
      defaultValue = "2s",
      description =
          "How long after an interval's end, in market time, its flow waits for trades, which are"
              + " not aligned with orders.")
  private Duration grace;

  @Option(
      names = "--flow-horizon",
      paramLabel = "DURATION",
      defaultValue = "10m",
      description = "How long after its end an interval's flow can still be revised.")
  private Duration horizon;

  @Option(
      names = "--levels",
      paramLabel = "COUNT",
      defaultValue = "10",
      converter = Converters.AtLeastOne.class,
      description = "Price levels a side in each row of the book.")
  private int levels;

  @Option(
      names = "--cost-amounts",
      paramLabel = "AMOUNT",
      split = ",",
      defaultValue = "1,10",
      description = "Amounts of the base currency whose cost to buy and sell is shown.")
  private List<BigDecimal> costAmounts;

  @Option(
      names = "--on-touch-change",
      negatable = true,
      defaultValue = "false",
      fallbackValue = "true",
      showDefaultValue = Visibility.ALWAYS,
      description = "Also a row of the book for each millisecond that changed best bid or ask.")
  private boolean onTouchChange;

  @Option(
      names = "--max-book-orders",
      paramLabel = "COUNT",
      defaultValue = "100000",
      converter = Converters.AtLeastOne.class,
      description = "Orders a book may hold; beyond it the book is not valid. Bounds memory.")
  private int maxBookOrders;

  @Option(
      names = "--min-agreement",
      paramLabel = "SHARE",
      defaultValue = "0.999",
      description =
          "Share of orders and levels, 0 to 1, in which the book must agree with a snapshot to have"
              + " been valid.")
  private double minAgreement;

  @Option(
      names = "--max-followed-orders",
      paramLabel = "COUNT",
      defaultValue = "200000",
      converter = Converters.AtLeastOne.class,
      description = "Orders whose fate is followed at once; beyond it the oldest end as unknown.")
  private int maxFollowedOrders;

  @Option(
      names = "--book-topic",
      paramLabel = "NAME",
      defaultValue = "orderflow.book",
      description = "Topic of the book.")
  private String bookTopic;

  @Option(
      names = "--flow-topic",
      paramLabel = "NAME",
      defaultValue = "orderflow.flow",
      description = "Topic of the flow; compacted.")
  private String flowTopic;

  @Option(
      names = "--orders-topic",
      paramLabel = "NAME",
      defaultValue = "orderflow.orders",
      description = "Topic of the fates of orders.")
  private String ordersTopic;

  @Option(
      names = "--alerts-topic",
      paramLabel = "NAME",
      defaultValue = "orderflow.alerts",
      description = "Topic of the alerts.")
  private String alertsTopic;

  @Mixin private AlertOptions alerts;

  /** These options for a job of some outputs. */
  JobOptions jobOf(String name, Set<Output> wanted) {
    return new Job(this, name, wanted);
  }

  private Map<String, OutputTopic> topics(Set<Output> wanted) {
    Map<String, OutputTopic> topics = new TreeMap<>();
    if (wanted.contains(Output.BOOK)) {
      topics.put(AnalysisComputation.BOOK, new OutputTopic(bookTopic, "--book-topic", false));
    }
    if (wanted.contains(Output.FLOW)) {
      topics.put(AnalysisComputation.FLOW, new OutputTopic(flowTopic, "--flow-topic", true));
    }
    if (wanted.contains(Output.ORDERS)) {
      topics.put(AnalysisComputation.ORDERS, new OutputTopic(ordersTopic, "--orders-topic", false));
    }
    if (wanted.contains(Output.ALERTS)) {
      topics.put(AnalysisComputation.ALERTS, new OutputTopic(alertsTopic, "--alerts-topic", false));
    }
    return topics;
  }

  private void check() {
    require(
        minAgreement >= 0 && minAgreement <= 1,
        "--min-agreement is not between 0 and 1: " + minAgreement);
    require(horizon.compareTo(grace) >= 0, "--flow-horizon is less than --flow-grace");
    require(
        costAmounts.stream().allMatch(amount -> amount.signum() > 0),
        "--cost-amounts holds an amount that is not above 0");
    require(
        Stream.of(bookTopic, flowTopic, ordersTopic, alertsTopic).distinct().count() == 4,
        "--book-topic, --flow-topic, --orders-topic and --alerts-topic must differ");
    alerts.check();
  }

  private AnalysisSettings settings(Set<Output> wanted) {
    BookSettings usual = BookSettings.defaults();
    return new AnalysisSettings(
        wanted,
        new BookSettings(
            maxBookOrders,
            minAgreement,
            alerts.maxCrossed.toNanos() / 1_000,
            levels,
            costAmounts,
            alerts.wallFactor,
            onTouchChange,
            usual.frameCheckLevels()),
        new FlowSettings(intervals, grace.toMillis() * 1_000, horizon.toMillis() * 1_000),
        new OrderSettings(maxFollowedOrders, OrderSettings.defaults().joinMicros()),
        alerts.settings());
  }

  /**
   * One of these jobs.
   *
   * @param options the options
   * @param name the job's name
   * @param wanted its outputs
   */
  private record Job(MarketOptions options, String name, Set<Output> wanted) implements JobOptions {

    @Override
    public MarketComputation computation() {
      return new AnalysisComputation(name, options.settings(wanted));
    }

    @Override
    public Map<String, OutputTopic> topics() {
      return options.topics(wanted);
    }

    @Override
    public Map<String, String> identity() {
      return Map.of("flow_intervals", options.settings(wanted).flow().intervals().toString());
    }

    @Override
    public void check() {
      options.check();
    }
  }
}
