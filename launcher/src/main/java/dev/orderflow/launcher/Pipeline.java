package dev.orderflow.launcher;

import dev.orderflow.runtime.Await;
import dev.orderflow.runtime.BuildOutput;
import dev.orderflow.runtime.ChildProcess;
import dev.orderflow.runtime.ConnectWorker;
import dev.orderflow.runtime.JavaCommand;
import dev.orderflow.runtime.JsonHttp;
import dev.orderflow.runtime.KafkaBroker;
import dev.orderflow.runtime.ProcessFailure;
import dev.orderflow.runtime.ProcessFiles;
import dev.orderflow.runtime.SparkSubmit;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.commons.io.FileUtils;

/**
 * Exchange, broker, worker, connector, Spark job and page of one run, from the first step to the
 * count at the end. Owned by the main thread; each part is absent until its step has been reached.
 */
final class Pipeline {

  private static final Duration PROBE = Duration.ofSeconds(3);
  private static final Duration SIMULATOR_WITHIN = Duration.ofSeconds(30);
  private static final Duration FIRST_ROW_WITHIN = Duration.ofSeconds(180);

  /** How often the connector's state and the page are asked for. */
  private static final Duration ASK_EVERY = Duration.ofSeconds(1);

  private static final Duration SHOW_FRAME_EVERY = Duration.ofSeconds(1);
  private static final Duration NO_LIMIT = Duration.ofDays(365);

  private final Quickstart options;
  private final BuildOutput build;
  private final RunDirectory directory;
  private final Started started;
  private final Steps steps;
  private final PrintStream console;

  private Optional<Exchange> exchange = Optional.empty();
  private Optional<Connector> connector = Optional.empty();
  private Optional<RecordCounter> counter = Optional.empty();
  private Optional<SparkJob> spark = Optional.empty();
  private Optional<JsonHttp> unannouncedPage = Optional.empty();
  private boolean halted;
  private long frames;
  private long runningSince;
  private long asked;
  private long askedPage;
  private long shownFrame;
  private Duration streamed = Duration.ZERO;

  Pipeline(
      Quickstart options,
      BuildOutput build,
      RunDirectory directory,
      Steps steps,
      PrintStream console) {
    this.options = options;
    this.build = build;
    this.directory = directory;
    this.started = new Started(steps);
    this.steps = steps;
    this.console = console;
  }

  /**
   * Starts everything, one step after the other, until Spark has read its first row. Here and below
   * a failed step throws {@link StepFailure} or {@link dev.orderflow.runtime.ProcessFailure}, and a
   * stop signal {@link InterruptedException}, or another exception with the thread's interrupt set.
   */
  void start() throws IOException, InterruptedException {
    ConnectorConfig config =
        ConnectorConfig.read(options.connectConfig(build).resolve("bitstamp-source.json"))
            .with(options.subscriptions());
    String topic = config.topic();
    steps.say("everything of this run is in " + Steps.shown(directory.path()));
    ExchangeChoice.Decision decision =
        options.exchange.decide(config.websocketUrl(), url -> ExchangeChoice.failure(url, PROBE));
    Ports ports = options.ports.claim(needed(decision));
    steps.say(decision.why());
    directory.claimFor(decision.live() ? "live" : "simulated");
    Exchange source =
        decision.live()
            ? new Exchange.Live()
            : startSimulator(ports.of(Ports.Use.EXCHANGE), config.markets());
    exchange = Optional.of(source);

    KafkaBroker broker = startBroker(ports);
    String servers = broker.bootstrapServers();
    ConnectWorker worker = startWorker(ports.of(Ports.Use.CONNECT), servers);
    RecordCounter count = new RecordCounter(servers, topic, options.record.map(Recording::open));
    counter = Optional.of(count);
    started.add("the count of records", count::close);
    // Spark takes as long to start as the worker and the connector do, and waits for the topic.
    SparkJob job = submitSpark(servers, topic, count.startingOffsets());
    worker.awaitReady();
    ready("Connect worker on " + worker.rest().url(), worker.process());

    createConnector(worker, config.with(source.connectorSettings()));
    count.follow(this::requireHealthy);
    steps.say("records arrive in topic " + topic);
    startPage(ports.of(Ports.Use.DASHBOARD), servers, topic, !decision.live());
    if (!Await.until(FIRST_ROW_WITHIN, () -> advanced(job))) {
      throw new ProcessFailure(
          "spark read no row within " + FIRST_ROW_WITHIN.toSeconds() + " s",
          directory.files("spark").log());
    }
  }

  private static Set<Ports.Use> needed(ExchangeChoice.Decision decision) {
    Set<Ports.Use> needed = EnumSet.allOf(Ports.Use.class);
    if (decision.live()) {
      needed.remove(Ports.Use.EXCHANGE);
    }
    return needed;
  }

  private void ready(String what, ChildProcess process) {
    steps.say(what + ", log " + Steps.shown(process.log()));
  }

  private ChildProcess startJar(String name, String heap, Path jar, List<String> arguments)
      throws IOException {
    return started.add(
        ChildProcess.start(
            JavaCommand.jar(jar, arguments.toArray(String[]::new))
                .withOptions(JavaCommand.SMALL_JVM)
                .withOptions(heap),
            directory.files(name)));
  }

  private Exchange startSimulator(int port, String markets)
      throws IOException, InterruptedException {
    List<String> arguments =
        List.of(
            "--port", "" + port, "--markets", markets, "--seed", "" + options.seed, "--speed", "1");
    ChildProcess process = startJar("simulator", "-Xmx256m", build.simulator(), arguments);
    process.await("ready", SIMULATOR_WITHIN, () -> !process.lines("ready").isEmpty());
    ready("simulated exchange on port " + port + ", seed " + options.seed, process);
    return new Exchange.Simulated(process, port);
  }

  private KafkaBroker startBroker(Ports ports) throws IOException, InterruptedException {
    KafkaBroker broker =
        KafkaBroker.start(
            KafkaBroker.Settings.in(directory.files("broker"))
                .withPorts(ports.of(Ports.Use.KAFKA), ports.of(Ports.Use.CONTROLLER))
                // The disk a long run may take, each topic partition.
                .with(Map.of("log.retention.bytes", "4000000000")));
    started.add(broker.process());
    broker.awaitReady();
    ready("Kafka broker on " + broker.bootstrapServers(), broker.process());
    return broker;
  }

  private ConnectWorker startWorker(int port, String servers) throws IOException {
    // In kept data a worker that was killed holds its place in the group for session.timeout.ms,
    // and a new one would wait that long. Offsets and configurations do not depend on the group.
    ConnectWorker worker =
        ConnectWorker.start(
            ConnectWorker.Settings.distributed(directory.files("connect"), servers)
                .withTemplate(
                    options.connectConfig(build).resolve("connect-distributed.properties"))
                .withPort(port)
                .with(Map.of("group.id", "quickstart-" + UUID.randomUUID())));
    started.add(worker.process());
    return worker;
  }

  private void createConnector(ConnectWorker worker, ConnectorConfig config)
      throws InterruptedException {
    Connector created = new Connector(worker, config.name());
    created.create(config);
    runningSince = steps.now();
    asked = runningSince;
    connector = Optional.of(created);
    started.add("the connector", created::remove);
    steps.say(
        String.format(
            Locale.ROOT,
            "connector %s runs: channels %s, markets %s",
            config.name(),
            config.config().getOrDefault("channels", "as by default"),
            config.config().getOrDefault("markets", "as by default")));
  }

  private SparkJob submitSpark(String servers, String topic, String startingOffsets)
      throws IOException {
    ProcessFiles files = directory.files("spark");
    Path checkpoint = files.home().resolve("checkpoint");
    // Each run counts its own rows; with kept data the topic goes on, the checkpoint does not.
    FileUtils.deleteDirectory(checkpoint.toFile());
    ChildProcess process =
        SparkSubmit.application()
            .start(
                files,
                "all",
                "--bootstrap-servers",
                servers,
                "--topic",
                topic,
                "--starting-offsets",
                startingOffsets,
                "--checkpoint",
                checkpoint.toString(),
                // As deep as the page's heat map and ladder are worth looking at.
                "--levels",
                "40",
                // What an eye can follow. All rows are counted.
                "--trigger",
                "1s",
                "--progress-every",
                "0s",
                "--show-every",
                "5s");
    SparkJob job;
    try {
      job = new SparkJob(process.files().output(), line -> console.println(fit(line)));
    } catch (IOException | RuntimeException e) {
      process.close();
      throw e;
    }
    spark = Optional.of(job);
    started.add("the view of Spark's output", job::close);
    started.add(process);
    ready("Spark job submitted, it starts meanwhile", process);
    return job;
  }

  private void startPage(int port, String servers, String topic, boolean simulated)
      throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of("--port", "" + port, "--bootstrap-servers", servers, "--topic", topic));
    if (simulated) {
      arguments.add("--simulated");
    }
    startJar("dashboard", "-Xmx192m", build.dashboard(), arguments);
    unannouncedPage = Optional.of(new JsonHttp("http://127.0.0.1:" + port, ASK_EVERY));
  }

  /** Names the page as soon as there is something on it. */
  private void announcePage() {
    if (unannouncedPage.isEmpty() || steps.since(askedPage).compareTo(ASK_EVERY) < 0) {
      return;
    }
    askedPage = steps.now();
    if (unannouncedPage.get().answers("/ready")) {
      Path log = directory.files("dashboard").log();
      steps.say("the page: " + unannouncedPage.get().url() + "/, log " + Steps.shown(log));
      unannouncedPage = Optional.empty();
    }
  }

  /** A line as wide as the terminal: Spark's table is as wide as its longest frame. */
  private String fit(String line) {
    return line.length() <= options.width ? line : line.substring(0, options.width - 1) + "…";
  }

  /** Looks at everything once; whether Spark has read a row by now. */
  private boolean advanced(SparkJob job) {
    requireHealthy();
    announcePage();
    job.showMore();
    return job.progress().rows() > 0;
  }

  /** Shows the stream until the time is over, or for ever. */
  void stream() throws InterruptedException {
    steps.say(
        options
            .duration
            .map(d -> "the stream, for " + d.toSeconds() + " s:")
            .orElse("the stream, until Ctrl-C:"));
    Await.until(
        options.duration.orElse(NO_LIMIT),
        () -> {
          spark.ifPresent(this::advanced);
          showFrame();
          return steps.consoleGone();
        });
  }

  /** One frame a second of what goes through the topic, as it is. */
  private void showFrame() {
    if (steps.since(shownFrame).compareTo(SHOW_FRAME_EVERY) >= 0) {
      shownFrame = steps.now();
      counter.flatMap(RecordCounter::newestFrame).ifPresent(f -> console.println(fit(f)));
    }
  }

  /**
   * Ends the stream at its source and waits until everything sent has come out at the end.
   *
   * @return whether it all came out in time; false too when the pipeline had not been complete
   */
  boolean settle(Duration limit) throws IOException, InterruptedException {
    if (exchange.isEmpty() || connector.isEmpty()) {
      return false;
    }
    halt(exchange.get(), connector.get());
    if (counter.isEmpty() || spark.isEmpty()) {
      return false;
    }
    RecordCounter count = counter.get();
    SparkJob job = spark.get();
    return Await.until(
        limit,
        () -> {
          started.requireAlive();
          count.requireCounting();
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
    } catch (IOException | RuntimeException e) {
      steps.say("the exchange's count cannot be had: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void requireHealthy() {
    started.requireAlive();
    counter.ifPresent(RecordCounter::requireCounting);
    if (connector.isPresent() && steps.since(asked).compareTo(ASK_EVERY) >= 0) {
      asked = steps.now();
      connector.get().requireHealthy();
    }
  }

  /** Stops everything, last started first. */
  void stopAll() {
    started.stopAll();
  }

  /** What went in and out; final once everything has been stopped. */
  Summary summary() {
    SparkJob.Progress read = spark.map(SparkJob::progress).orElse(SparkJob.Progress.NONE);
    return new Summary(
        exchange.map(Exchange::name).orElse("none"),
        frames,
        counter.map(RecordCounter::records).orElse(0L),
        read.rows(),
        streamed.toMillis() / 1000.0,
        counter.map(RecordCounter::connectorRecords).orElse(0L),
        read.candles(),
        read.incomplete());
  }
}
