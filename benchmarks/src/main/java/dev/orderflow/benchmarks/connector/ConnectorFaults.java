package dev.orderflow.benchmarks.connector;

import dev.orderflow.benchmarks.feed.ArrivedTrades;
import dev.orderflow.benchmarks.measure.Benchmark;
import dev.orderflow.benchmarks.measure.Figure;
import dev.orderflow.benchmarks.measure.Goal;
import dev.orderflow.benchmarks.measure.Sample;
import dev.orderflow.benchmarks.measure.Side;
import dev.orderflow.benchmarks.measure.Trial;
import dev.orderflow.benchmarks.measure.Workshop;
import dev.orderflow.benchmarks.process.BenchmarkWorker;
import dev.orderflow.benchmarks.process.Committed;
import dev.orderflow.benchmarks.process.Dialogue;
import dev.orderflow.benchmarks.program.ReconnectingProgram;
import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.SimulatorOptions;
import dev.orderflow.simulator.fault.Fault;
import dev.orderflow.simulator.fault.FaultReport;
import dev.orderflow.simulator.fault.FaultType;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * What a topic has of a market's trades when the connection fails, against the simulator's truth:
 * of the connector, and of what one would use instead. Every side has the same market and the same
 * faults, each when the client is connected again, and the same time after the last.
 */
public final class ConnectorFaults implements Benchmark {

  private static final String CONNECTOR = "connector";
  private static final String PROGRAM = "program";
  private static final String XCHANGE = "xchange";
  private static final String MARKET = "btcusd";
  private static final String CHANNEL = "live_trades_btcusd";
  private static final String SENT = "trades";
  private static final String LOST = "lost";
  private static final String UNDECLARED = "lost without a word";
  private static final String DOUBLED = "doubled";
  private static final String DOUBLED_BY_DUPLICATE = "doubled by duplicate";
  private static final double EVENTS_PER_SECOND = 2_000;
  private static final int FRAMES = 10;
  private static final Duration STALL = Duration.ofSeconds(5);
  private static final int GOING_AWAY = 1001;
  private static final long LOOK_EVERY_MS = 100;
  private static final long FIRST_TRADES = 20;
  private static final long SECONDS_A_FAULT = 10;
  private static final long QUICK_SECONDS_A_FAULT = 2;

  /** The connector compares what it has with the exchange's list every 30 s. */
  private static final long SECONDS_AFTER = 40;

  private static final List<String> HEAP = List.of("-Xms512m", "-Xmx512m");

  @Override
  public String name() {
    return "connector-faults";
  }

  @Override
  public String title() {
    return "Connector: trades of one market while the connection fails in six ways";
  }

  @Override
  public List<Side> sides() {
    return List.of(
        new Side(CONNECTOR, "the shipped configuration"),
        new Side(PROGRAM, "OkHttp and a producer, connecting again after a second"),
        new Side(XCHANGE, "XChange's stream 5.2.0 and a producer"));
  }

  @Override
  public List<Side> quickSides() {
    return List.of();
  }

  @Override
  public List<Figure> figures() {
    List<Figure> figures = new ArrayList<>();
    for (String name : List.of(SENT, LOST, UNDECLARED, DOUBLED)) {
      figures.add(new Figure(name, "", 0));
    }
    for (FaultType fault : faults().keySet()) {
      figures.add(new Figure(lostBy(fault), "", 0));
    }
    figures.add(new Figure(DOUBLED_BY_DUPLICATE, "", 0));
    return figures;
  }

  @Override
  public List<Goal> goals() {
    return List.of(
        Goal.neverAbove(UNDECLARED, CONNECTOR, 0), Goal.neverAbove(DOUBLED, CONNECTOR, 0));
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

  @Override
  public Trial open(Workshop workshop) throws Exception {
    return new Run(workshop);
  }

  private static final class Run implements Trial {

    private final long secondsFault;
    private final Rig rig;
    private final BenchmarkWorker worker;
    private final Dialogue program;
    private final Dialogue xchange;

    Run(Workshop workshop) throws IOException, InterruptedException {
      secondsFault = workshop.scale().seconds(SECONDS_A_FAULT, QUICK_SECONDS_A_FAULT);
      rig = new Rig(workshop);
      worker = rig.worker("worker", HEAP, Map.of());
      program = rig.dialogue("program", ReconnectingProgram.class.getName(), HEAP);
      xchange = rig.rival("xchange", "dev.orderflow.benchmarks.rivals.XchangeProgram", HEAP);
    }

    @Override
    public Sample run(Side side, int run) throws IOException, InterruptedException {
      String topic = side.name() + "-" + run;
      rig.broker().createTopic(topic);
      SimulatorOptions options =
          SimulatorOptions.defaults().port(0).seed(1).markets(MARKET).rate(EVENTS_PER_SECOND);
      try (Simulator exchange = Simulator.start(options);
          Committed committed = new Committed(rig.broker(), topic)) {
        Client client = client(side.name(), exchange, topic);
        client.start();
        committed.await(FIRST_TRADES);
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
        ArrivedTrades arrived =
            ArrivedTrades.read(rig.broker().address(), topic, committed.count());
        client.stop();
        return Sample.of(figures(FaultAccount.of(exchange.truth().trades(MARKET), arrived, begun)));
      } finally {
        rig.broker().deleteTopic(topic);
      }
    }

    /** A fault hits open connections, and a client may take its time to connect again. */
    private static void awaitSubscribed(Simulator exchange)
        throws IOException, InterruptedException {
      long end = System.nanoTime() + Rig.PATIENCE.toNanos();
      while (exchange.truth().connections().stream()
          .noneMatch(each -> each.open() && each.channels().contains(CHANNEL))) {
        if (System.nanoTime() > end) {
          throw new IOException("the client does not subscribe again");
        }
        TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MS);
      }
    }

    private static void requireHits(Simulator exchange) throws IOException {
      for (FaultReport fault : exchange.faults().reports()) {
        if (fault.hits() == 0) {
          throw new IOException("the fault " + fault.type() + " hit nobody");
        }
      }
    }

    private Client client(String side, Simulator exchange, String topic) throws IOException {
      if (!side.equals(CONNECTOR)) {
        return Client.program(
            side.equals(PROGRAM) ? program : xchange,
            Rig.run(exchange.webSocketUrl(), topic, CHANNEL, Rig.producerSettings(worker)));
      }
      Map<String, String> settings = rig.connector(worker, topic);
      settings.put("channels", "live_trades");
      settings.put("markets", MARKET);
      settings.put("websocket.url", exchange.webSocketUrl());
      settings.put("http.url", exchange.httpUrl());
      return Client.connector(worker, topic, settings);
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

    @Override
    public void close() throws IOException {
      program.close();
      xchange.close();
      worker.close();
      rig.close();
    }
  }
}
