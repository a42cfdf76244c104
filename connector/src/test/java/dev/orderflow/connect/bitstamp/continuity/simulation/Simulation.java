package dev.orderflow.connect.bitstamp.continuity.simulation;

import dev.orderflow.connect.bitstamp.ModelConnect;
import dev.orderflow.connect.bitstamp.continuity.Continuity;
import dev.orderflow.connect.bitstamp.continuity.ContinuitySettings;
import dev.orderflow.connect.bitstamp.continuity.Output;
import dev.orderflow.connect.bitstamp.continuity.Position;
import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.exchange.EndReason;
import dev.orderflow.connect.bitstamp.exchange.FeedEvent;
import dev.orderflow.connect.bitstamp.exchange.HttpReply;
import dev.orderflow.connect.bitstamp.exchange.HttpRequest;
import dev.orderflow.connect.bitstamp.exchange.Message;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.zip.CRC32;

/**
 * Continuity against a model of the exchange, in one thread on virtual time, from one seed.
 *
 * <p>Faults go on for a while; then the exchange is whole again, and everything that was published
 * must come to be written or declared.
 */
final class Simulation {

  private static final long STEP = 20_000;
  private static final long SECOND = 1_000_000;
  private static final long SETTLING = 220 * SECOND;
  private static final long CHECKED_OF_SETTLING = 100 * SECOND;
  private static final long DATA_TIMEOUT = 20 * SECOND;
  private static final long COMMIT_INTERVAL = 5 * SECOND;
  private static final Duration REPAIR_MAX_AGE = Duration.ofDays(1);
  private static final Duration AUDITS = Duration.ofSeconds(30);
  private static final int BUFFER = 20_000;
  private static final int CHANNELS = 2;
  private static final int MOST_REQUESTS_A_SECOND = 4;

  private final Plan plan;
  private final Duration audits;
  private final Duration repairMaxAge;
  private final Random random;
  private final ModelExchange exchange;
  private final Topic topic;
  private final ModelConnect connect;
  private final CRC32 digest = new CRC32();
  private final ArrayDeque<FeedEvent> buffer = new ArrayDeque<>();
  private final PriorityQueue<Pending> http = new PriorityQueue<>();
  private final List<Slot> slots = new ArrayList<>();
  private final Map<FaultKind, Long> until = new EnumMap<>(FaultKind.class);
  private final long start;
  private Continuity continuity;
  private long requests;
  private long lastSessionId;
  private int sockets;
  private long clockOffset;
  private long downUntil;
  private long blockedSince;
  private boolean faulty = true;

  private Simulation(Plan plan, Duration audits, Duration repairMaxAge) {
    this.plan = plan;
    this.audits = audits;
    this.repairMaxAge = repairMaxAge;
    random = new Random(plan.seed() * 31 + 7);
    exchange = new ModelExchange(plan, random);
    topic = new Topic(exchange, repairMaxAge);
    connect =
        new ModelConnect(
            List.of(ModelExchange.ORDERS, ModelExchange.TRADES),
            plan.exactlyOnce(),
            new Random(plan.seed() * 17 + 3),
            topic);
    start = exchange.now;
    clockOffset = plan.clockOffsetMicros();
    for (int i = 0; i < plan.connections(); i++) {
      slots.add(new Slot());
    }
    for (int i = 0; i < 30; i++) {
      exchange.now += 1_000;
      exchange.happen();
    }
    startTask();
  }

  /** Where one of the connections is kept. */
  private static final class Slot {
    private Socket current;
    private Socket successor;
    private long retireAt;
    private long openAt;
  }

  private record Pending(long due, long number, HttpRequest request, HttpReply reply)
      implements Comparable<Pending> {
    @Override
    public int compareTo(Pending other) {
      int byTime = Long.compare(due, other.due);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  /** Runs a plan to its end. */
  static Outcome run(Plan plan) {
    return new Simulation(plan, AUDITS, REPAIR_MAX_AGE).run();
  }

  /** The same without audits: the list of trades is asked for only where something is missing. */
  static Outcome runWithoutAudits(Plan plan) {
    return new Simulation(plan, Duration.ZERO, REPAIR_MAX_AGE).run();
  }

  /** The same with tasks that repair no more than what they find when they start. */
  static Outcome runRepairing(Plan plan, Duration maxAge) {
    return new Simulation(plan, AUDITS, maxAge).run();
  }

  private Outcome run() {
    List<Plan.Fault> faults = new ArrayList<>(plan.faults());
    long healAt = start + plan.lengthMicros();
    long end = healAt + SETTLING;
    try {
      while (exchange.now < end && topic.violations.isEmpty()) {
        exchange.now += STEP;
        if (faulty && exchange.now >= healAt) {
          heal();
        }
        while (!faults.isEmpty() && start + faults.get(0).at() <= exchange.now) {
          begin(faults.remove(0));
        }
        conditions();
        market(healAt);
        connections();
        task();
      }
    } catch (RuntimeException e) {
      topic.violations.add("threw " + e + " at " + e.getStackTrace()[0]);
    }
    if (topic.violations.isEmpty()) {
      finish(healAt);
    }
    return new Outcome(
        plan,
        List.copyOf(topic.violations),
        digest.getValue(),
        exchange.orders.size() + exchange.trades.size(),
        topic.gaps(true),
        topic.gaps(false),
        topic.details(),
        requests,
        topic.fillsWithoutTrade);
  }

  private void finish(long healAt) {
    topic.checkWhole(healAt + CHECKED_OF_SETTLING);
    if (!audits.isZero()) {
      topic.checkProven(healAt + CHECKED_OF_SETTLING);
    }
    if (continuity.statistics().held() > 1_000) {
      topic.violations.add(continuity.statistics().held() + " frames are held at the end");
    }
    long seconds = (exchange.now - start) / SECOND;
    if (requests > MOST_REQUESTS_A_SECOND * seconds) {
      topic.violations.add(requests + " requests in " + seconds + " s");
    }
    long refused =
        plan.faults().stream()
            .filter(fault -> fault.kind() == FaultKind.REFUSED)
            .mapToLong(Plan.Fault::lasts)
            .sum();
    if (topic.refusals() > 2 * CHANNELS * (refused / SECOND + plan.faults().size())) {
      topic.violations.add(topic.refusals() + " gap records of refusals in " + refused + " us");
    }
    // Each time that the bound on what is held is reached, that many frames have come since the
    // last.
    long overflows = 2L * (exchange.orders.size() + exchange.trades.size()) / plan.maxHeld();
    long gaps = topic.gaps(false) - Math.min(overflows, topic.gapsForWantOfRoom());
    if (gaps > 20 + 12L * plan.faults().size() && !plan.faults().isEmpty()) {
      topic.violations.add(gaps + " gap records for " + plan.faults().size() + " faults");
    }
  }

  private boolean is(FaultKind kind) {
    return until.getOrDefault(kind, 0L) > exchange.now;
  }

  private void heal() {
    faulty = false;
    until.clear();
    exchange.lateRows = 0;
    for (Slot slot : slots) {
      if (slot.current != null) {
        whole(slot.current);
      }
      if (slot.successor != null) {
        whole(slot.successor);
      }
    }
  }

  private static void whole(Socket socket) {
    socket.silent = false;
    socket.stalledUntil = 0;
    socket.ordersStalledUntil = 0;
    socket.tradesStalledUntil = 0;
    socket.lossUntil = 0;
  }

  private void begin(Plan.Fault fault) {
    long ends = exchange.now + fault.lasts();
    until.merge(fault.kind(), ends, Math::max);
    Slot slot = slots.get(random.nextInt(slots.size()));
    Socket socket = slot.current;
    switch (fault.kind()) {
      case DROP -> end(slot, EndReason.CONNECTION_FAILED);
      case RECONNECT -> {
        if (socket != null && slot.successor == null) {
          slot.successor = open();
          slot.retireAt = exchange.now + 1_300_000;
        }
      }
      case REFUSED -> connect.refuse(fault.strength() * fault.strength());
      case CLOCK_STEP -> clockOffset += (long) ((fault.strength() - 0.5) * 600 * SECOND);
      case FORGETTING -> exchange.forgottenBefore = exchange.orders.size();
      case CHAIN_RESTART -> exchange.restartChain();
      case RESTART, KILL -> {
        if (downUntil < exchange.now) {
          stopTask(exchange.now + Math.min(fault.lasts(), 40 * SECOND), fault.kind());
        }
      }
      default -> {
        if (socket != null) {
          disturb(socket, fault, ends);
        }
      }
    }
  }

  private static void disturb(Socket socket, Plan.Fault fault, long ends) {
    switch (fault.kind()) {
      case SOCKET_STALL -> socket.stalledUntil = ends;
      case ORDERS_STALL -> socket.ordersStalledUntil = ends;
      case TRADES_STALL -> socket.tradesStalledUntil = ends;
      case LOSS -> {
        socket.lossUntil = ends;
        socket.loss = fault.strength() * 0.5;
      }
      case DELAY -> {
        socket.delayUntil = ends;
        socket.delay = (long) (fault.strength() * 20 * SECOND);
      }
      case REORDER -> socket.reorderUntil = ends;
      case DUPLICATE -> socket.duplicateUntil = ends;
      default -> {}
    }
  }

  private void conditions() {
    if (!is(FaultKind.REFUSED)) {
      connect.refuse(0);
    }
    exchange.lag = is(FaultKind.HTTP_LAG) ? 3 * SECOND : 0;
    exchange.errors = is(FaultKind.HTTP_ERRORS) ? 0.8 : 0;
    exchange.throttled = is(FaultKind.THROTTLED);
    exchange.cachedForMicros =
        is(FaultKind.FROZEN_LIST) ? Long.MAX_VALUE : is(FaultKind.EDGE_CACHE) ? 20 * SECOND : 0;
    exchange.cutting = is(FaultKind.CUT_LIST);
    exchange.lateRows = is(FaultKind.LATE_ROWS) ? 0.3 : 0;
  }

  private void market(long healAt) {
    double expected = plan.ordersPerSecond() * STEP / SECOND;
    int count = is(FaultKind.QUIET) ? 0 : (int) expected;
    if (!is(FaultKind.QUIET) && random.nextDouble() < expected - Math.floor(expected)) {
      count++;
    }
    long sinceHeal = exchange.now - healAt;
    if (sinceHeal > 0 && sinceHeal % (25 * SECOND) < STEP) {
      count += 15;
    }
    for (int i = 0; i < count; i++) {
      for (Message.Data event : exchange.happen()) {
        for (Slot slot : slots) {
          send(slot.current, event);
          send(slot.successor, event);
        }
      }
    }
  }

  private void send(Socket socket, Message.Data event) {
    if (socket != null && exchange.now >= socket.openedAt + 100_000) {
      Message.Data seen = exchange.seenBy(socket.number, event);
      socket.send(
          new FeedEvent.Frame(socket.id, exchange.now + clockOffset, seen, "frame", 500),
          exchange.now,
          random);
    }
  }

  private Socket open() {
    lastSessionId = Math.max(lastSessionId + 1, exchange.now + clockOffset);
    Socket socket = new Socket(lastSessionId, sockets++, exchange.now);
    socket.silent = faulty && is(FaultKind.ACKNOWLEDGED_SILENT);
    long due = exchange.now + 100_000;
    socket.acknowledge(ModelExchange.ORDERS, due, due + clockOffset);
    socket.acknowledge(ModelExchange.TRADES, due, due + clockOffset);
    return socket;
  }

  private void end(Slot slot, EndReason reason) {
    if (slot.current != null) {
      ended(slot.current, reason, false);
      slot.current = slot.successor;
      slot.successor = null;
      slot.openAt = exchange.now + 250_000 + random.nextInt(3_000_000);
    }
  }

  private void ended(Socket socket, EndReason reason, boolean complete) {
    buffer.add(
        new FeedEvent.Ended(socket.id, exchange.now + clockOffset, reason, "simulated", complete));
  }

  private void connections() {
    if (exchange.now < downUntil) {
      return;
    }
    boolean blocked = is(FaultKind.READER_BLOCKED) || buffer.size() > BUFFER;
    if (!blocked) {
      blockedSince = exchange.now;
    }
    for (Slot slot : slots) {
      if (slot.current == null && exchange.now >= slot.openAt && !blocked) {
        slot.current = open();
      }
      if (slot.current != null && exchange.now - blockedSince > 5 * SECOND) {
        end(slot, EndReason.BUFFER_FULL);
      }
      if (slot.current != null
          && !blocked
          && exchange.now - slot.current.lastDataAt > DATA_TIMEOUT
          && plan.ordersPerSecond() > 1) {
        end(slot, EndReason.NO_DATA);
      }
      if (!blocked) {
        receive(slot);
      }
    }
  }

  private void receive(Slot slot) {
    if (slot.current != null) {
      slot.current.receive(exchange.now, buffer::add);
    }
    if (slot.successor != null) {
      slot.successor.receive(exchange.now, buffer::add);
      if (exchange.now >= slot.retireAt) {
        ended(slot.current, EndReason.RECONNECT_REQUESTED, true);
        slot.current = slot.successor;
        slot.successor = null;
      }
    }
  }

  private long send(HttpRequest request) {
    requests++;
    long trip = 20_000 + random.nextInt(300_000);
    http.add(new Pending(exchange.now + trip / 2, requests, request, null));
    return requests;
  }

  private void serve() {
    while (!http.isEmpty() && http.peek().due <= exchange.now) {
      Pending next = http.poll();
      if (next.reply == null) {
        http.add(
            new Pending(
                next.due + 100_000, next.number, next.request, exchange.answer(next.request)));
      } else {
        buffer.add(new FeedEvent.Answer(next.number, exchange.now + clockOffset, next.reply));
      }
    }
  }

  private void note(HttpReply reply) {
    if (reply instanceof HttpReply.Orders orders) {
      topic.served(
          orders.rows().stream().map(row -> exchange.order(row.eventId())).toList(), List.of());
    } else if (reply instanceof HttpReply.Trades trades) {
      topic.served(List.of(), trades.rows().stream().map(row -> exchange.trade(row.id())).toList());
    }
  }

  private void startTask() {
    Map<Channel, Position> positions = connect.start();
    continuity =
        new Continuity(
            List.of(ModelExchange.ORDERS, ModelExchange.TRADES),
            channel -> positions.getOrDefault(channel, Position.START),
            (request, lane) -> send(request),
            settings(),
            () -> exchange.now + clockOffset,
            nanos());
  }

  private ContinuitySettings settings() {
    return new ContinuitySettings(
        Duration.ofMillis(50),
        Duration.ofMillis(250),
        true,
        Duration.ofSeconds(60),
        repairMaxAge,
        Duration.ofMillis(500),
        true,
        Duration.ZERO,
        audits,
        Duration.ofSeconds(3),
        Duration.ofSeconds(20),
        plan.maxHeld(),
        1L << 26);
  }

  private void stopTask(long downFor, FaultKind kind) {
    if (kind == FaultKind.RESTART) {
      connect.stop();
    } else {
      connect.kill();
    }
    buffer.clear();
    http.clear();
    for (Slot slot : slots) {
      slot.current = null;
      slot.successor = null;
      slot.openAt = downFor;
    }
    downUntil = downFor;
    continuity = null;
  }

  private long nanos() {
    return (exchange.now - start) * 1_000;
  }

  private void task() {
    if (exchange.now < downUntil) {
      return;
    }
    if (continuity == null) {
      startTask();
    }
    serve();
    List<FeedEvent> taken = new ArrayList<>();
    while (!continuity.isFull() && !buffer.isEmpty() && taken.size() < 2_000) {
      FeedEvent event = buffer.poll();
      if (event instanceof FeedEvent.Answer answer) {
        note(answer.reply());
      }
      taken.add(event);
    }
    connect.settle(continuity, nanos(), exchange.now);
    continuity.accept(taken, nanos());
    continuity.advance(nanos());
    List<Output> outputs = continuity.take();
    for (Output output : outputs) {
      digest.update(output.toString().getBytes(StandardCharsets.UTF_8));
    }
    connect.write(outputs);
    if ((exchange.now - start) % COMMIT_INTERVAL < STEP) {
      connect.commit();
    }
  }
}
