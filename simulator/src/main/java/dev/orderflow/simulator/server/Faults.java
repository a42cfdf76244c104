package dev.orderflow.simulator.server;

import dev.orderflow.simulator.exchange.Exchange;
import dev.orderflow.simulator.market.Market;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Injects faults into a running exchange and knows what became of them. */
public final class Faults {
  private static final int REMEMBERED = 10_000;
  private static final Duration BURST = Duration.ofSeconds(1);

  /** A fault with what it is armed on: connections, HTTP, or nothing yet. */
  private record Injected(long id, Fault fault, List<ArmedFault> armed) {
    ArmedFault arm() {
      ArmedFault added = new ArmedFault(fault);
      armed.add(added);
      return added;
    }
  }

  private final ExchangeServer server;
  private final Connections connections;
  private final Optional<Exchange> exchange;
  private final HttpFaults http = new HttpFaults();
  private final Deque<Injected> injected = new ArrayDeque<>();
  private final List<Injected> forNext = new ArrayList<>();
  private long lastId;
  private long refusalEndNanos = Long.MIN_VALUE;
  private int refusalStatus;

  Faults(ExchangeServer server, Connections connections, Optional<Exchange> exchange) {
    this.server = server;
    this.connections = connections;
    this.exchange = exchange;
  }

  /**
   * Injects a fault; it has begun, or waits for what it hits, when this returns.
   *
   * @throws IllegalArgumentException where it names a connection or market that is not there
   */
  public FaultReport inject(Fault fault) {
    return server.call(() -> injectNow(fault));
  }

  /** What became of the injected faults, oldest first; the last ten thousand. */
  public List<FaultReport> reports() {
    return server.call(() -> injected.stream().map(this::report).toList());
  }

  /** Ends every fault that is still going on. */
  public void clear() {
    server.call(
        () -> {
          connections.all().forEach(connection -> connection.faults.clear());
          http.clear();
          forNext.clear();
          refusalEndNanos = Long.MIN_VALUE;
          return true;
        });
  }

  /** The faults that wait for HTTP requests. */
  HttpFaults http() {
    return http;
  }

  /**
   * How a connection is refused now: with an HTTP status, or with a reset where it is 0; empty
   * where it is accepted.
   */
  OptionalInt refusal() {
    return System.nanoTime() < refusalEndNanos
        ? OptionalInt.of(refusalStatus)
        : OptionalInt.empty();
  }

  /** A connection was accepted. */
  void opened(Connection connection) {
    List<Injected> waiting = List.copyOf(forNext);
    forNext.clear();
    waiting.forEach(fault -> connection.faults.arm(fault.arm()));
  }

  private FaultReport injectNow(Fault fault) {
    Injected added = new Injected(lastId + 1, fault, new ArrayList<>());
    switch (fault.type.scope()) {
      case EXCHANGE -> {
        if (fault.type == FaultType.REFUSE) {
          refusalStatus = fault.statusOr(0);
          refusalEndNanos = fault.endNanos();
        } else {
          burst(fault);
        }
        ArmedFault hit = added.arm();
        hit.hit();
        hit.end();
      }
      case HTTP -> http.arm(added.arm());
      default -> {
        if (fault.next) {
          forNext.add(added);
        } else {
          targets(fault).forEach(connection -> connection.faults.arm(added.arm()));
        }
      }
    }
    lastId++;
    injected.add(added);
    if (injected.size() > REMEMBERED) {
      injected.remove();
    }
    return report(added);
  }

  private FaultReport report(Injected fault) {
    boolean active =
        forNext.contains(fault) || fault.armed().stream().anyMatch(each -> !each.isOver());
    long hits = fault.armed().stream().mapToLong(ArmedFault::hits).sum();
    return new FaultReport(fault.id(), fault.fault().type.wireName(), hits, active);
  }

  private List<Connection> targets(Fault fault) {
    if (fault.connection == null) {
      return connections.open();
    }
    List<Connection> target =
        connections.open().stream().filter(open -> open.id == fault.connection).toList();
    if (target.isEmpty()) {
      throw new IllegalArgumentException("connection " + fault.connection + " is not open");
    }
    return target;
  }

  private void burst(Fault fault) {
    Exchange running =
        exchange.orElseThrow(() -> new IllegalArgumentException("a replay cannot burst"));
    List<Market> hit =
        running.marketList().stream()
            .filter(
                market ->
                    fault.channel().map(name -> name.endsWith("_" + market.symbol())).orElse(true))
            .toList();
    if (hit.isEmpty()) {
      throw new IllegalArgumentException("no market of channel " + fault.channel().orElse(""));
    }
    // Rate and duration are of real time, the market's of exchange time.
    double speed = server.speed();
    long micros = (long) (fault.duration().orElse(BURST).toNanos() / 1e3 * speed);
    hit.forEach(market -> running.burst(market, server.now(), fault.rate / speed, micros));
  }
}
