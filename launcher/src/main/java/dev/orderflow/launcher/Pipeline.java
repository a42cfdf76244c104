package dev.orderflow.launcher;

import dev.orderflow.launcher.pipeline.Artifacts;
import dev.orderflow.launcher.pipeline.Broker;
import dev.orderflow.launcher.pipeline.ConnectWorker;
import dev.orderflow.launcher.pipeline.Connector;
import dev.orderflow.launcher.pipeline.ConnectorConfig;
import dev.orderflow.launcher.pipeline.Dashboard;
import dev.orderflow.launcher.pipeline.Exchange;
import dev.orderflow.launcher.pipeline.ExchangeProbe;
import dev.orderflow.launcher.pipeline.LiveExchange;
import dev.orderflow.launcher.pipeline.Recording;
import dev.orderflow.launcher.pipeline.RunDirectory;
import dev.orderflow.launcher.pipeline.SimulatedExchange;
import dev.orderflow.launcher.pipeline.SparkJob;
import dev.orderflow.launcher.pipeline.TopicTally;
import dev.orderflow.launcher.process.Await;
import dev.orderflow.launcher.process.StepFailure;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Exchange, broker, worker, connector, Spark job and page of one run, from the first step to the
 * count at the end. Owned by the main thread; each part is absent until its step has been reached.
 */
final class Pipeline {

  private static final Duration PROBE = Duration.ofSeconds(3);
  private static final Duration FIRST_ROW_WITHIN = Duration.ofSeconds(180);

  /** How often the connector's state is asked for. */
  private static final Duration ASK_EVERY = Duration.ofSeconds(1);

  private static final Duration SHOW_FRAME_EVERY = Duration.ofSeconds(1);

  private static final Duration NO_LIMIT = Duration.ofDays(365);

  private final Plan plan;
  private final Artifacts artifacts;
  private final RunDirectory directory;
  private final Started started;
  private final Steps steps;
  private final PrintStream console;

  private Optional<Exchange> exchange = Optional.empty();
  private Optional<Connector> connector = Optional.empty();
  private Optional<TopicTally> tally = Optional.empty();
  private Optional<SparkJob> spark = Optional.empty();
  private Optional<Dashboard> unannounced = Optional.empty();
  private boolean halted;
  private long frames;
  private long runningSince;
  private long asked;
  private long askedPage;
  private long framed;
  private Duration streamed = Duration.ZERO;

  Pipeline(
      Plan plan,
      Artifacts artifacts,
      RunDirectory directory,
      Started started,
      Steps steps,
      PrintStream console) {
    this.plan = plan;
    this.artifacts = artifacts;
    this.directory = directory;
    this.started = started;
    this.steps = steps;
    this.console = console;
  }

  /**
   * Starts everything, one step after the other, until Spark has read its first row.
   *
   * @throws StepFailure when a step does not succeed
   * @throws IOException when a file or program cannot be opened
   * @throws InterruptedException on a stop signal
   */
  void start() throws IOException, InterruptedException {
    ConnectorConfig config =
        ConnectorConfig.read(plan.connectConfig().resolve("bitstamp-source.json"))
            .with(plan.subscriptions());
    String topic = config.topic();
    steps.say("everything of this run is in " + Steps.shown(directory.path()));
    ExchangeChoice.Decision decision =
        plan.exchange().decide(config.websocketUrl(), url -> ExchangeProbe.failure(url, PROBE));
    Ports ports = plan.ports().claim(needed(decision));
    steps.say(decision.why());
    Exchange source = openExchange(decision, config, ports);
    exchange = Optional.of(source);

    Broker broker =
        Broker.start(
            artifacts, directory, ports.of(Ports.Use.KAFKA), ports.of(Ports.Use.CONTROLLER));
    started.add(broker.process());
    broker.awaitReady();
    steps.ready("Kafka broker on " + broker.bootstrapServers(), broker.process().log());

    ConnectWorker worker =
        ConnectWorker.start(
            artifacts,
            plan.connectConfig().resolve("connect-distributed.properties"),
            directory,
            ports.of(Ports.Use.CONNECT),
            broker.bootstrapServers());
    started.add(worker.process());
    TopicTally count = openTally(broker, topic);
    // Spark takes as long to start as the worker and the connector do, and waits for the topic.
    SparkJob job = submitSpark(broker, topic, count.startingOffsets());
    worker.awaitReady();
    steps.ready("Connect worker on " + worker.url(), worker.process().log());

    createConnector(worker, config.with(source.connectorSettings()));
    count.follow(this::requireHealthy);
    steps.say("records arrive in topic " + topic);
    openDashboard(broker, topic, ports, !decision.live());
    awaitFirstRow(job);
  }

  private void openDashboard(Broker broker, String topic, Ports ports, boolean simulated)
      throws IOException {
    Dashboard dashboard =
        Dashboard.start(
            artifacts,
            directory,
            ports.of(Ports.Use.DASHBOARD),
            broker.bootstrapServers(),
            topic,
            simulated);
    started.add(dashboard.process());
    unannounced = Optional.of(dashboard);
  }

  /** Names the page as soon as there is something on it. */
  private void announceDashboard() {
    if (unannounced.isEmpty() || steps.since(askedPage).compareTo(ASK_EVERY) < 0) {
      return;
    }
    askedPage = steps.now();
    try {
      if (unannounced.get().hasData()) {
        steps.ready("the page: " + unannounced.get().url(), unannounced.get().process().log());
        unannounced = Optional.empty();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Set<Ports.Use> needed(ExchangeChoice.Decision decision) {
    Set<Ports.Use> needed = EnumSet.allOf(Ports.Use.class);
    if (decision.live()) {
      needed.remove(Ports.Use.EXCHANGE);
    }
    return needed;
  }

  private Exchange openExchange(
      ExchangeChoice.Decision decision, ConnectorConfig config, Ports ports)
      throws IOException, InterruptedException {
    String kind = decision.live() ? "live" : "simulated";
    directory.claimFor(kind);
    if (decision.live()) {
      return new LiveExchange();
    }
    int port = ports.of(Ports.Use.EXCHANGE);
    SimulatedExchange simulator =
        SimulatedExchange.start(artifacts, directory, port, config.markets(), plan.seed());
    started.add(simulator.process());
    simulator.awaitReady();
    steps.ready(
        "simulated exchange on port " + port + ", seed " + plan.seed(), simulator.process().log());
    return simulator;
  }

  private TopicTally openTally(Broker broker, String topic) {
    TopicTally count =
        new TopicTally(broker.bootstrapServers(), topic, plan.record().map(Recording::open));
    tally = Optional.of(count);
    started.add("the count of records", count::close);
    return count;
  }

  private void createConnector(ConnectWorker worker, ConnectorConfig config)
      throws IOException, InterruptedException {
    Connector created = new Connector(worker, config.name());
    created.removeLeftover();
    created.create(config);
    runningSince = steps.now();
    asked = runningSince;
    connector = Optional.of(created);
    started.add("the connector", created::delete);
    steps.say(
        "connector "
            + config.name()
            + " runs: channels "
            + config.settings().getOrDefault("channels", "as by default")
            + ", markets "
            + config.settings().getOrDefault("markets", "as by default"));
  }

  private SparkJob submitSpark(Broker broker, String topic, String startingOffsets)
      throws IOException {
    SparkJob job =
        SparkJob.submit(
            artifacts,
            directory,
            broker.bootstrapServers(),
            topic,
            startingOffsets,
            line -> console.println(fit(line)));
    spark = Optional.of(job);
    started.add("the view of Spark's output", job::close);
    started.add(job.process());
    steps.ready("Spark job submitted, it starts meanwhile", job.process().log());
    return job;
  }

  /** A line as wide as the terminal: Spark's table is as wide as its longest frame. */
  private String fit(String line) {
    return line.length() <= plan.width() ? line : line.substring(0, plan.width() - 1) + "…";
  }

  private void awaitFirstRow(SparkJob job) throws InterruptedException {
    boolean rows =
        Await.until(
            FIRST_ROW_WITHIN,
            () -> {
              requireHealthy();
              announceDashboard();
              job.showMore();
              return job.progress().rows() > 0;
            });
    if (!rows) {
      throw StepFailure.of(
          "Spark read no row within " + FIRST_ROW_WITHIN.toSeconds() + " s", job.process().log());
    }
  }

  /**
   * Shows the stream until the time is over, or for ever.
   *
   * @throws StepFailure when a part of the pipeline fails
   * @throws InterruptedException on a stop signal
   */
  void stream() throws InterruptedException {
    steps.say(
        plan.duration()
            .map(d -> "the stream, for " + d.toSeconds() + " s:")
            .orElse("the stream, until Ctrl-C:"));
    Await.until(
        plan.duration().orElse(NO_LIMIT),
        () -> {
          requireHealthy();
          announceDashboard();
          spark.ifPresent(SparkJob::showMore);
          showFrame();
          return steps.consoleGone();
        });
  }

  /** One frame a second of what goes through the topic, as it is. */
  private void showFrame() {
    if (steps.since(framed).compareTo(SHOW_FRAME_EVERY) >= 0) {
      framed = steps.now();
      tally.flatMap(TopicTally::newestFrame).ifPresent(frame -> console.println(fit(frame)));
    }
  }

  /**
   * Ends the stream at its source and waits until everything sent has come out at the end.
   *
   * @param limit how long to wait
   * @return whether it all came out; false too when the pipeline had not been complete
   * @throws StepFailure when a part of the pipeline fails
   * @throws IOException when the exchange does not say what it sent
   * @throws InterruptedException on a stop signal
   */
  boolean settle(Duration limit) throws IOException, InterruptedException {
    if (exchange.isEmpty() || connector.isEmpty()) {
      return false;
    }
    halt(exchange.get(), connector.get());
    if (tally.isEmpty() || spark.isEmpty()) {
      return false;
    }
    TopicTally count = tally.get();
    SparkJob job = spark.get();
    return Await.until(
        limit,
        () -> {
          started.requireAlive();
          job.showMore();
          return count.records() == frames && job.progress().rows() == frames;
        });
  }

  private void halt(Exchange source, Connector running) throws IOException, InterruptedException {
    halted = true;
    frames = source.halt(running);
    streamed = steps.since(runningSince);
    steps.say("stream ended at the exchange after " + frames + " frames");
  }

  /** After a failure: asks the exchange for its count, if it can still be asked. */
  void countWhatCan() {
    if (halted || exchange.isEmpty() || connector.isEmpty()) {
      return;
    }
    try {
      halt(exchange.get(), connector.get());
    } catch (IOException | StepFailure e) {
      steps.say("the exchange's count cannot be had: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void requireHealthy() {
    started.requireAlive();
    if (connector.isPresent() && steps.since(asked).compareTo(ASK_EVERY) >= 0) {
      asked = steps.now();
      connector.get().requireHealthy();
    }
  }

  /**
   * What went in and out.
   *
   * @return the counts, final once everything has been stopped
   */
  Summary summary() {
    return new Summary(
        exchange.map(Exchange::name).orElse("none"),
        frames,
        tally.map(TopicTally::counted).orElse(0L),
        spark.map(job -> job.progress().rows()).orElse(0L),
        streamed.toMillis() / 1000.0,
        tally.map(TopicTally::connectorRecords).orElse(0L),
        spark.map(job -> job.progress().candles()).orElse(0L),
        spark.map(job -> job.progress().incomplete()).orElse(0L));
  }
}
