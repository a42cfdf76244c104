package dev.orderflow.benchmarks.connector;

import dev.orderflow.benchmarks.harness.Benchmark;
import dev.orderflow.benchmarks.harness.Environment;
import dev.orderflow.benchmarks.harness.Goal;
import dev.orderflow.benchmarks.harness.Sample;
import dev.orderflow.benchmarks.process.ControlledProgram;
import dev.orderflow.benchmarks.program.OkHttpProgram;
import dev.orderflow.benchmarks.program.XchangeProgram;
import dev.orderflow.benchmarks.topic.ArrivedTrades;
import dev.orderflow.benchmarks.topic.BenchmarkTopic;
import dev.orderflow.runtime.Await;
import dev.orderflow.runtime.ConnectWorker;
import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.SimulatorOptions;
import dev.orderflow.simulator.fault.Fault;
import dev.orderflow.simulator.fault.FaultReport;
import dev.orderflow.simulator.fault.FaultType;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * What a topic has of a market's trades when the connection fails, against the simulator's truth:
 * of the connector, and of what one would use instead. Every variant has the same market and the
 * same faults, each when the client is connected again, and the same time after the last.
 */
public final class ConnectorFaults {

  private static final String CONNECTOR = "connector";
  private static final String PROGRAM = "program";
  private static final String XCHANGE = "xchange";
  private static final String MARKET = "btcusd";
  private static final String CHANNEL = "live_trades_" + MARKET;
  private static final String SENT = "trades";
  private static final String LOST = "lost";
  private static final String UNDECLARED = "lost without a word";
  private static final String DOUBLED = "doubled";
  private static final String DOUBLED_BY_DUPLICATE = "doubled by duplicate";
  private static final double EVENTS_PER_SECOND = 2_000;
  private static final int FRAMES = 10;
  private static final Duration STALL = Duration.ofSeconds(5);
  private static final Duration SUBSCRIBED_WITHIN = Duration.ofSeconds(60);
  private static final int GOING_AWAY = 1001;
  private static final long FIRST_TRADES = 20;

  /** The connector compares what it has with the exchange's list every 30 s. */
  private static final long SECONDS_AFTER = 40;

  private static final List<String> HEAP = List.of("-Xms512m", "-Xmx512m");

  private final long secondsFault;
  private final ConnectorSetup setup;
  private final ConnectWorker worker;
  private final ControlledProgram program;
  private final ControlledProgram xchange;

  private ConnectorFaults(Environment environment) throws IOException, InterruptedException {
    secondsFault = environment.scale().seconds(10, 2);
    setup = new ConnectorSetup(environment);
    worker = setup.worker("worker", HEAP, Map.of());
    program = setup.program(PROGRAM, HEAP, OkHttpProgram.class);
    xchange = setup.program(XCHANGE, HEAP, XchangeProgram.class);
  }

  /** The benchmark. */
  public static Benchmark benchmark() {
    return Benchmark.named(
            "connector-faults",
            "Connector: trades of one market while the connection fails in six ways")
        .variant(CONNECTOR, "the shipped configuration")
        .variant(PROGRAM, "OkHttp and a producer, connecting again after a second")
        .variant(XCHANGE, "XChange's stream 5.2.0 and a producer")
        .quickVariants()
        .figures("", 0, SENT, LOST, UNDECLARED, DOUBLED)
        .figures(
            "", 0, faults().keySet().stream().map(ConnectorFaults::lostBy).toArray(String[]::new))
        .figures("", 0, DOUBLED_BY_DUPLICATE)
        .goals(
            List.of(
                Goal.neverAbove(UNDECLARED, CONNECTOR, 0), Goal.neverAbove(DOUBLED, CONNECTOR, 0)))
        .measuredBy(environment -> new ConnectorFaults(environment)::measure);
  }

  private static String lostBy(FaultType fault) {
    return "lost by " + fault.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static Map<FaultType, Fault> faults() {
    Map<FaultType, Fault> faults = new LinkedHashMap<>();
    faults.put(FaultType.DROP, Fault.of(FaultType.DROP));
    faults.put(FaultType.CLOSE, Fault.of(FaultType.CLOSE).close(GOING_AWAY, "going away"));
    faults.put(
        FaultType.REQUEST_RECONNECT,
        Fault.of(FaultType.REQUEST_RECONNECT).delay(Duration.ofSeconds(3)));
    faults.put(FaultType.STALL, Fault.of(FaultType.STALL).lasting(STALL));
    faults.put(FaultType.DUPLICATE, Fault.of(FaultType.DUPLICATE).channel(CHANNEL).count(FRAMES));
    faults.put(FaultType.LOSE, Fault.of(FaultType.LOSE).channel(CHANNEL).count(FRAMES));
    return faults;
  }

  private Sample measure(String variant, int run) throws IOException, InterruptedException {
    SimulatorOptions options =
        SimulatorOptions.defaults().port(0).seed(1).markets(MARKET).rate(EVENTS_PER_SECOND);
    try (BenchmarkTopic topic = setup.topic(variant + "-" + run);
        Simulator exchange = Simulator.start(options)) {
      Client client = client(variant, exchange, topic);
      client.start();
      topic.awaitCount(FIRST_TRADES);
      TreeMap<Long, FaultType> begun = new TreeMap<>();
      for (Map.Entry<FaultType, Fault> each : faults().entrySet()) {
        awaitSubscribed(exchange);
        begun.put(exchange.truth().now(), each.getKey());
        exchange.faults().inject(each.getValue());
        TimeUnit.SECONDS.sleep(secondsFault);
      }
      TimeUnit.SECONDS.sleep(SECONDS_AFTER);
      requireHits(exchange);
      exchange.halt();
      TimeUnit.SECONDS.sleep(secondsFault);
      ArrivedTrades arrived = ArrivedTrades.read(topic);
      client.stop();
      return Sample.of(figures(FaultAccount.of(exchange.truth().trades(MARKET), arrived, begun)));
    }
  }

  /** A fault hits open connections, and a client may take its time to connect again. */
  private static void awaitSubscribed(Simulator exchange) throws IOException, InterruptedException {
    boolean subscribed =
        Await.until(
            SUBSCRIBED_WITHIN,
            () ->
                exchange.truth().connections().stream()
                    .anyMatch(each -> each.open() && each.channels().contains(CHANNEL)));
    if (!subscribed) {
      throw new IOException("the client does not subscribe again");
    }
  }

  private static void requireHits(Simulator exchange) throws IOException {
    for (FaultReport fault : exchange.faults().reports()) {
      if (fault.hits() == 0) {
        throw new IOException("the fault " + fault.type() + " hit nobody");
      }
    }
  }

  private Client client(String variant, Simulator exchange, BenchmarkTopic topic) {
    String url = exchange.webSocketUrl();
    return switch (variant) {
      case PROGRAM -> Client.program(program, setup.run(url, CHANNEL, topic));
      case XCHANGE -> Client.program(xchange, setup.run(url, CHANNEL, topic));
      default ->
          new Client.Connector(
              worker, topic.name(), setup.connector(url, exchange.httpUrl(), CHANNEL, topic));
    };
  }

  private static Map<String, Double> figures(FaultAccount account) {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put(SENT, (double) account.sent());
    figures.put(LOST, (double) FaultAccount.sum(account.lost()));
    figures.put(UNDECLARED, (double) account.undeclared());
    figures.put(DOUBLED, (double) FaultAccount.sum(account.doubled()));
    for (FaultType fault : faults().keySet()) {
      figures.put(lostBy(fault), (double) account.lost().getOrDefault(fault, 0));
    }
    figures.put(
        DOUBLED_BY_DUPLICATE, (double) account.doubled().getOrDefault(FaultType.DUPLICATE, 0));
    return figures;
  }
}
