package dev.orderflow.integration.continuity;

import dev.orderflow.simulator.exchange.ChannelKind;
import dev.orderflow.simulator.server.ConnectionView;
import dev.orderflow.simulator.server.Delivery;
import dev.orderflow.simulator.server.DeliveryStatus;
import dev.orderflow.simulator.server.Truth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What became of a channel's frames on each of the exchange's connections.
 *
 * <p>Frames are named by what orders them in their channel: microtimestamps of books, ids of
 * trades. The exchange's own log of each connection decides what a client could have had and what
 * it could have noticed; nothing is guessed from times.
 */
final class ChannelDeliveries {

  private static final Set<DeliveryStatus> DENIED =
      EnumSet.of(DeliveryStatus.LOST, DeliveryStatus.STALLED, DeliveryStatus.TRUNCATED);

  /** How a connection ended that the client closed while it worked. */
  private static final String ORDERLY = "close 1000 ";

  private final Map<Long, List<Carrier>> carriersOf = new HashMap<>();
  private final Lives lives;

  /** No connection yet. */
  ChannelDeliveries(Lives lives) {
    this.lives = lives;
  }

  /** What the connections of an exchange had of a channel. */
  static ChannelDeliveries of(Truth truth, String channel, Lives lives) {
    ChannelDeliveries deliveries = new ChannelDeliveries(lives);
    for (ConnectionView connection : truth.connections()) {
      deliveries.add(connection, truth.deliveries(connection.id(), channel));
    }
    return deliveries;
  }

  /** Adds what became of a connection's frames, in the order of the wire. */
  void add(ConnectionView connection, List<Delivery> log) {
    if (log.isEmpty()) {
      return;
    }
    Carrier carrier = new Carrier(connection, log);
    for (long frame : carrier.frames()) {
      carriersOf.computeIfAbsent(frame, key -> new ArrayList<>()).add(carrier);
    }
  }

  /**
   * Whether nobody at the other end of the connections can have known of a frame: none of them
   * brought it, and one that a fault denied it to went on as if nothing were missing.
   *
   * @param later the frames published after it, oldest first
   */
  boolean isUndetectable(long frame, Collection<Long> later) {
    List<Carrier> all = carriersOf.getOrDefault(frame, List.of());
    return all.stream().noneMatch(carrier -> carrier.brought(frame))
        && all.stream()
            .filter(carrier -> carrier.denied.contains(frame))
            .anyMatch(carrier -> carrier.newestSent > frame || handedOver(carrier, later));
  }

  /**
   * Whether another connection began before this one ended, and this one was closed in order or was
   * still sent something then: so the client has no reason to believe that anything is missing.
   */
  private boolean handedOver(Carrier old, Collection<Long> later) {
    for (long frame : later) {
      List<Carrier> carriers = carriersOf.getOrDefault(frame, List.of());
      if (carriers.isEmpty()) {
        return false;
      }
      List<Carrier> others = carriers.stream().filter(carrier -> carrier != old).toList();
      if (!others.isEmpty()) {
        return old.isClosedByClient
            || others.stream()
                .anyMatch(other -> lives.overlap(old.connection.id(), other.connection.id()));
      }
    }
    return old.isClosedByClient;
  }

  /**
   * The first frame that the connection which brought the given one was sent; the same when it was
   * the first. Where several brought it, of the one that began last.
   */
  long firstWith(long frame) {
    return carriersOf.getOrDefault(frame, List.of()).stream()
        .filter(carrier -> carrier.sent.containsKey(frame))
        .mapToLong(carrier -> Collections.min(carrier.sent.keySet()))
        .max()
        .orElse(frame);
  }

  /** Whether a connection was sent the frame behind another. */
  boolean isLate(long frame, long newer) {
    return carriersOf.getOrDefault(frame, List.of()).stream()
        .anyMatch(carrier -> carrier.sentBefore(newer, frame));
  }

  /** What became of a frame, for people. */
  String of(long frame) {
    return carriersOf.getOrDefault(frame, List.of()).stream()
        .map(carrier -> carrier.describe(frame))
        .collect(Collectors.joining("; "));
  }

  /** One connection's log of the channel. */
  private static final class Carrier {

    private final ConnectionView connection;
    private final boolean isClosedByClient;
    private final Map<Long, Integer> sent = new HashMap<>();
    private final Set<Long> denied = new HashSet<>();
    private final Map<Long, DeliveryStatus> statuses = new HashMap<>();
    private final Map<Long, Integer> places = new HashMap<>();

    /** What a fault holds back and never sends is in the log last, so places do not tell. */
    private long newestSent = Long.MIN_VALUE;

    Carrier(ConnectionView connection, List<Delivery> log) {
      this.connection = connection;
      isClosedByClient = connection.endReason().equals(ORDERLY);
      for (int place = 0; place < log.size(); place++) {
        long frame = Long.parseLong(log.get(place).id());
        DeliveryStatus status = log.get(place).status();
        statuses.putIfAbsent(frame, status);
        places.putIfAbsent(frame, place);
        if (status.sent()) {
          sent.putIfAbsent(frame, place);
          newestSent = Math.max(newestSent, frame);
        } else if (DENIED.contains(status)) {
          denied.add(frame);
        }
      }
    }

    Set<Long> frames() {
      return statuses.keySet();
    }

    /** Whether the frame surely came out at the other end. */
    boolean brought(long frame) {
      return sent.containsKey(frame) && (connection.open() || isClosedByClient);
    }

    boolean sentBefore(long one, long other) {
      return sent.containsKey(one) && sent.containsKey(other) && sent.get(one) < sent.get(other);
    }

    String describe(long frame) {
      return "connection "
          + connection.id()
          + " "
          + statuses.get(frame)
          + " at "
          + places.get(frame)
          + " of "
          + statuses.size()
          + ", newest sent "
          + newestSent
          + ", end '"
          + connection.endReason()
          + "'";
    }
  }

  /** From which to which exchange time each connection was sent anything. */
  record Lives(Map<Integer, Life> byConnection) {

    /** The first and the last event, microseconds since the epoch. */
    record Life(long firstMicros, long lastMicros) {}

    /** As the exchange logged it for all channels of a market but the orders, of which are many. */
    static Lives of(Truth truth, String market) {
      Map<Integer, Life> lives = new HashMap<>();
      for (ConnectionView connection : truth.connections()) {
        LongSummaryStatistics sent =
            EnumSet.complementOf(EnumSet.of(ChannelKind.LIVE_ORDERS)).stream()
                .flatMap(
                    kind ->
                        truth.deliveries(connection.id(), kind.prefix() + market).stream()
                            .filter(delivery -> delivery.status().sent()))
                .mapToLong(Delivery::microtimestamp)
                .summaryStatistics();
        lives.put(connection.id(), new Life(sent.getMin(), sent.getMax()));
      }
      return new Lives(lives);
    }

    /** These, in microseconds since the epoch. */
    Lives with(int connection, long firstMicros, long lastMicros) {
      Map<Integer, Life> lives = new HashMap<>(byConnection);
      lives.put(connection, new Life(firstMicros, lastMicros));
      return new Lives(lives);
    }

    /** Whether the one was still sent something when the other began. */
    boolean overlap(int old, int successor) {
      Life one = byConnection.get(old);
      Life other = byConnection.get(successor);
      return one != null && other != null && one.lastMicros > other.firstMicros;
    }
  }
}
