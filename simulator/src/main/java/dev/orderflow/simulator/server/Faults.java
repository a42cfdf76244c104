package dev.orderflow.simulator.server;

import dev.orderflow.simulator.fault.Fault;
import dev.orderflow.simulator.fault.FaultReport;
import dev.orderflow.simulator.fault.FaultType;
import dev.orderflow.simulator.market.Market;
import dev.orderflow.simulator.venue.Venue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Injects faults and knows what became of them. Owned by the exchange thread. */
final class Faults implements ConnectionPolicy {
  private static final int REMEMBERED = 10_000;
  private static final long REORDER_NANOS = 1_000_000_000;
  private static final byte[] BROKEN = {(byte) 0xF3, (byte) 0x8A, 0x13, 0x37, 0x00, (byte) 0xFF};

  private final ExchangeThread exchange;
  private final Connections connections;
  private final Optional<Venue> venue;
  private final HttpFaults http = new HttpFaults();
  private final Deque<InjectedFault> injected = new ArrayDeque<>();
  private final List<InjectedFault> forNext = new ArrayList<>();
  private long lastId;
  private long refusalEndNanos = Long.MIN_VALUE;
  private int refusalStatus;
  private long generation;

  Faults(ExchangeThread exchange, Connections connections, Optional<Venue> venue) {
    this.exchange = exchange;
    this.connections = connections;
    this.venue = venue;
  }

  HttpFaults http() {
    return http;
  }

  /**
   * Injects a fault.
   *
   * @throws IllegalArgumentException where it names a connection or market that is not there
   */
  FaultReport inject(Fault fault) {
    InjectedFault added = new InjectedFault(lastId + 1, fault);
    switch (fault.type().scope()) {
      case CONNECTION -> {
        if (fault.hitsNext()) {
          added.armed();
          forNext.add(added);
        } else {
          targets(fault).forEach(connection -> arm(connection, added));
        }
      }
      case HTTP -> http.arm(new ArmedFault(added, System.nanoTime()));
      case EXCHANGE -> {
        if (fault.type() == FaultType.REFUSE) {
          refuse(fault);
        } else {
          burst(fault);
        }
        added.hit();
      }
    }
    lastId++;
    injected.add(added);
    if (injected.size() > REMEMBERED) {
      injected.remove();
    }
    return added.report();
  }

  List<FaultReport> reports() {
    return injected.stream().map(InjectedFault::report).toList();
  }

  /** Ends every fault that is still going on. */
  void clear() {
    generation++;
    for (Connection connection : connections.all()) {
      connection.faults().clear();
      if (connection.open()) {
        connection.faults().releaseHeld();
      }
      connection.silent(false);
      connection.mute(false);
    }
    http.clear();
    forNext.forEach(InjectedFault::disarmed);
    forNext.clear();
    refusalEndNanos = Long.MIN_VALUE;
  }

  @Override
  public OptionalInt refusal() {
    return System.nanoTime() < refusalEndNanos
        ? OptionalInt.of(refusalStatus)
        : OptionalInt.empty();
  }

  @Override
  public void opened(Connection connection) {
    connection.faults().onTrigger(fault -> perform(connection, fault.fault()));
    for (InjectedFault fault : List.copyOf(forNext)) {
      forNext.remove(fault);
      fault.disarmed();
      arm(connection, fault);
    }
  }

  private List<Connection> targets(Fault fault) {
    if (fault.connection().isEmpty()) {
      return connections.open();
    }
    int id = fault.connection().getAsInt();
    return List.of(
        connections
            .byId(id)
            .filter(Connection::open)
            .orElseThrow(() -> new IllegalArgumentException("connection " + id + " is not open")));
  }

  private void arm(Connection connection, InjectedFault added) {
    Fault fault = added.fault();
    if (fault.after() == 0 && hitsAtOnce(fault)) {
      added.hit();
      for (long i = 0; i < repeats(fault); i++) {
        perform(connection, fault);
      }
      return;
    }
    ArmedFault armed = new ArmedFault(added, System.nanoTime());
    connection.faults().arm(armed);
    if (fault.type() == FaultType.REORDER) {
      long lasts = fault.duration().isZero() ? REORDER_NANOS : fault.duration().toNanos();
      exchange.after(lasts, () -> endHold(connection, armed, lasts));
    }
  }

  private static boolean hitsAtOnce(Fault fault) {
    return switch (fault.type()) {
      case DROP, CLOSE, MUTE, REQUEST_RECONNECT, GARBAGE, BROKEN_FRAME, HUGE -> true;
      case STALL -> fault.channel().isEmpty();
      default -> false;
    };
  }

  private static long repeats(Fault fault) {
    boolean repeated = fault.type() == FaultType.GARBAGE || fault.type() == FaultType.HUGE;
    return repeated && fault.duration().isZero() ? fault.count() : 1;
  }

  /** What is held back goes out after its time; a fault that has held nothing yet waits on. */
  private void endHold(Connection connection, ArmedFault armed, long lasts) {
    if (!connection.open()) {
      return;
    }
    if (connection.faults().isArmed(armed) && !armed.hasHit()) {
      exchange.after(lasts, () -> endHold(connection, armed, lasts));
    } else {
      connection.faults().endHold(armed);
    }
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
        connection.control(ControlFrames.requestReconnect());
        exchange.after(
            fault.delay().toNanos(), () -> connection.close(fault.code(), fault.reason()));
      }
      case GARBAGE -> connection.inject(garbage());
      case BROKEN_FRAME -> connection.injectRaw(BROKEN);
      case HUGE -> connection.inject(huge(fault));
      default -> throw new IllegalStateException(fault.type() + " waits for frames");
    }
  }

  /** Undoes a fault when its time is over, unless all faults were cleared before. */
  private void until(Fault fault, Runnable undo) {
    if (!fault.duration().isZero()) {
      long then = generation;
      exchange.after(
          fault.duration().toNanos(),
          () -> {
            if (generation == then) {
              undo.run();
            }
          });
    }
  }

  private void refuse(Fault fault) {
    refusalStatus = fault.status().orElse(0);
    refusalEndNanos =
        fault.duration().isZero() ? Long.MAX_VALUE : System.nanoTime() + fault.duration().toNanos();
  }

  private void burst(Fault fault) {
    Venue running = venue.orElseThrow(() -> new IllegalArgumentException("a replay cannot burst"));
    List<Market> hit =
        running.marketList().stream()
            .filter(
                market ->
                    fault.channel().map(name -> name.endsWith("_" + market.symbol())).orElse(true))
            .toList();
    if (hit.isEmpty()) {
      throw new IllegalArgumentException("no market of channel " + fault.channel().orElse(""));
    }
    double lasts = fault.duration().isZero() ? 1e6 : fault.duration().toNanos() / 1e3;
    // Rate and duration are of real time, the venue's of exchange time.
    double speed = exchange.speed();
    hit.forEach(
        market ->
            running.burst(market, exchange.now(), fault.rate() / speed, (long) (lasts * speed)));
  }

  private static byte[] garbage() {
    return "%%% not json \u0007 {\"data\":[[[".getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] huge(Fault fault) {
    String channel = fault.channel().orElse("");
    byte[] head = "{\"data\":{\"filler\":\"".getBytes(StandardCharsets.UTF_8);
    byte[] tail =
        ("\"},\"channel\":\"" + channel + "\",\"event\":\"filler\"}")
            .getBytes(StandardCharsets.UTF_8);
    byte[] frame = new byte[Math.max(fault.bytes(), head.length + tail.length)];
    Arrays.fill(frame, (byte) 'x');
    System.arraycopy(head, 0, frame, 0, head.length);
    System.arraycopy(tail, 0, frame, frame.length - tail.length, tail.length);
    return frame;
  }
}
