package dev.orderflow.simulator.server;

import dev.orderflow.simulator.exchange.Exchange;
import dev.orderflow.simulator.fault.Fault;
import dev.orderflow.simulator.fault.FaultReport;
import dev.orderflow.simulator.fault.FaultType;
import dev.orderflow.simulator.market.Market;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Injects faults into a running exchange and knows what became of them. */
public final class Faults {
  private static final int REMEMBERED = 10_000;
  private static final Duration REORDER_HOLD = Duration.ofSeconds(1);
  private static final Duration BURST = Duration.ofSeconds(1);
  private static final byte[] BROKEN = {(byte) 0xF3, (byte) 0x8A, 0x13, 0x37, 0x00, (byte) 0xFF};
  private static final byte[] GARBAGE =
      "%%% not json \u0007 {\"data\":[[[".getBytes(StandardCharsets.UTF_8);

  /** A fault with what it is armed on: connections, HTTP, or nothing yet. */
  private record Injected(long id, Fault fault, List<ArmedFault> armed) {}

  private final ExchangeServer server;
  private final Connections connections;
  private final Optional<Exchange> exchange;
  private final HttpFaults http = new HttpFaults();
  private final Deque<Injected> injected = new ArrayDeque<>();
  private final List<Injected> forNext = new ArrayList<>();
  private long lastId;
  private long refusalEndNanos = Long.MIN_VALUE;
  private int refusalStatus;
  private long generation;

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
          clearNow();
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
    connection.faults().onTrigger(fault -> perform(connection, fault.fault()));
    List<Injected> waiting = List.copyOf(forNext);
    forNext.clear();
    waiting.forEach(fault -> arm(connection, fault));
  }

  private FaultReport injectNow(Fault fault) {
    Injected added = new Injected(lastId + 1, fault, new ArrayList<>());
    switch (fault.type().scope()) {
      case CONNECTION -> {
        if (fault.hitsNext()) {
          forNext.add(added);
        } else {
          targets(fault).forEach(connection -> arm(connection, added));
        }
      }
      case HTTP -> http.arm(armed(added));
      case EXCHANGE -> {
        if (fault.type() == FaultType.REFUSE) {
          refuse(fault);
        } else {
          burst(fault);
        }
        hitOnce(added);
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
        forNext.contains(fault) || fault.armed().stream().anyMatch(each -> !each.hasEnded());
    long hits = fault.armed().stream().mapToLong(ArmedFault::hits).sum();
    return new FaultReport(fault.id(), fault.fault().type().wireName(), hits, active);
  }

  private void clearNow() {
    generation++;
    for (Connection connection : connections.all()) {
      connection.faults().clear();
      connection.faults().releaseHeld();
      connection.silent(false);
      connection.mute(false);
    }
    http.clear();
    forNext.clear();
    refusalEndNanos = Long.MIN_VALUE;
  }

  private List<Connection> targets(Fault fault) {
    if (fault.connection().isEmpty()) {
      return connections.open();
    }
    int id = fault.connection().getAsInt();
    return connections.open().stream()
        .filter(connection -> connection.id() == id)
        .findFirst()
        .map(List::of)
        .orElseThrow(() -> new IllegalArgumentException("connection " + id + " is not open"));
  }

  private static ArmedFault armed(Injected added) {
    ArmedFault armed = new ArmedFault(added.fault(), System.nanoTime());
    added.armed().add(armed);
    return armed;
  }

  private static void hitOnce(Injected added) {
    ArmedFault armed = armed(added);
    armed.hit();
    armed.end();
  }

  private void arm(Connection connection, Injected added) {
    Fault fault = added.fault();
    boolean addsFrames = fault.type() == FaultType.GARBAGE || fault.type() == FaultType.HUGE;
    if (fault.after() == 0 && (addsFrames || ArmedFault.isOfConnection(fault))) {
      hitOnce(added);
      long times = addsFrames && fault.duration().isEmpty() ? fault.count() : 1;
      for (long i = 0; i < times; i++) {
        perform(connection, fault);
      }
      return;
    }
    ArmedFault armed = armed(added);
    connection.faults().arm(armed);
    if (fault.type() == FaultType.REORDER) {
      endHoldLater(connection, armed);
    }
  }

  /** What is held back goes out after its time; a fault that has held nothing yet waits on. */
  private void endHoldLater(Connection connection, ArmedFault armed) {
    server.after(
        armed.fault().duration().orElse(REORDER_HOLD),
        () -> {
          if (connection.faults().isArmed(armed) && armed.hits() == 0) {
            endHoldLater(connection, armed);
          } else {
            connection.faults().endHold(armed);
          }
        });
  }

  private void perform(Connection connection, Fault fault) {
    switch (fault.type()) {
      case DROP -> connection.reset("dropped by a fault");
      case CLOSE -> connection.close(fault.code(), fault.reason());
      case MUTE -> {
        connection.mute(true);
        until(fault, () -> connection.mute(false));
      }
      case STALL -> {
        connection.silent(true);
        until(fault, () -> connection.silent(false));
      }
      case REQUEST_RECONNECT -> {
        connection.control(ControlProtocol.requestReconnect());
        server.after(fault.delay(), () -> connection.close(fault.code(), fault.reason()));
      }
      case GARBAGE -> connection.inject(GARBAGE);
      case BROKEN_FRAME -> connection.injectRaw(BROKEN);
      case HUGE -> connection.inject(huge(fault));
      default -> throw new IllegalStateException(fault.type() + " waits for frames");
    }
  }

  /** Undoes a fault when its time is over, unless all faults were cleared before. */
  private void until(Fault fault, Runnable undo) {
    long then = generation;
    fault
        .duration()
        .ifPresent(
            lasts ->
                server.after(
                    lasts,
                    () -> {
                      if (generation == then) {
                        undo.run();
                      }
                    }));
  }

  private void refuse(Fault fault) {
    refusalStatus = fault.status().orElse(0);
    refusalEndNanos =
        fault.duration().map(lasts -> System.nanoTime() + lasts.toNanos()).orElse(Long.MAX_VALUE);
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
    hit.forEach(market -> running.burst(market, server.now(), fault.rate() / speed, micros));
  }

  private static byte[] huge(Fault fault) {
    String head = "{\"data\":{\"filler\":\"";
    String tail = "\"},\"channel\":\"" + fault.channel().orElse("") + "\",\"event\":\"filler\"}";
    byte[] frame = new byte[Math.max(fault.bytes(), head.length() + tail.length())];
    Arrays.fill(frame, (byte) 'x');
    byte[] start = head.getBytes(StandardCharsets.UTF_8);
    byte[] end = tail.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(start, 0, frame, 0, start.length);
    System.arraycopy(end, 0, frame, frame.length - end.length, end.length);
    return frame;
  }
}
