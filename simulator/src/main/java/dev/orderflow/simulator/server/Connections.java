package dev.orderflow.simulator.server;

import dev.orderflow.simulator.venue.AsciiBuffer;
import dev.orderflow.simulator.venue.FrameKey;
import dev.orderflow.simulator.venue.FrameSink;
import dev.orderflow.simulator.venue.PublicChannel;
import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All connections and who subscribed to what. Owned by the exchange thread. */
final class Connections implements FrameSink {
  /** The venue closes a connection that subscribes to more channels than this. */
  static final int MAX_CHANNELS = 1024;

  private static final long HIGH_WATER_BYTES = 4L << 20;
  private static final long STUCK_NANOS = 30_000_000_000L;
  private static final long RETAINED_DELIVERIES = 4_000_000;
  private static final int RETAINED_CONNECTIONS = 1_000;

  private final PublicChannel[] channels;
  private final Map<String, PublicChannel> byName = new HashMap<>();
  private final Connection[][] subscribers;
  private final Map<Integer, Connection> connections = new LinkedHashMap<>();
  private final long maxPendingBytes;
  private final long deliveriesPerConnection;
  private int lastId;
  private long forgottenFrames;

  Connections(List<PublicChannel> channels, long maxPendingBytes, long deliveriesPerConnection) {
    this.channels = channels.toArray(PublicChannel[]::new);
    this.subscribers = new Connection[channels.size()][0];
    this.maxPendingBytes = maxPendingBytes;
    this.deliveriesPerConnection = deliveriesPerConnection;
    channels.forEach(channel -> byName.put(channel.name(), channel));
  }

  Connection opened(Channel socket) {
    DeliveryLog log = new DeliveryLog(deliveriesPerConnection, index -> channels[index]);
    Connection connection = new Connection(++lastId, socket, new Outbound(socket), log);
    connections.put(connection.id(), connection);
    forgetOldest();
    return connection;
  }

  void closed(Connection connection, String reason) {
    connection.end(reason);
    connection.out().discard();
    forget(connection);
  }

  void subscribe(Connection connection, String name) {
    if (!connection.channels().contains(name) && connection.channels().size() >= MAX_CHANNELS) {
      connection.reset("too many channels");
      forget(connection);
      return;
    }
    connection.control(ControlFrames.subscribed(name));
    PublicChannel channel = byName.get(name);
    if (connection.channels().add(name) && channel != null) {
      Connection[] before = subscribers[channel.index()];
      Connection[] after = Arrays.copyOf(before, before.length + 1);
      after[before.length] = connection;
      subscribers[channel.index()] = after;
    }
  }

  void unsubscribe(Connection connection, String name) {
    connection.channels().remove(name);
    Optional.ofNullable(byName.get(name)).ifPresent(channel -> drop(channel.index(), connection));
    connection.control(ControlFrames.unsubscribed(name));
  }

  List<Connection> all() {
    return List.copyOf(connections.values());
  }

  List<Connection> open() {
    return connections.values().stream().filter(Connection::open).toList();
  }

  Optional<Connection> byId(int id) {
    return Optional.ofNullable(connections.get(id));
  }

  /** How many subscriptions to the source's channels there are. */
  int subscriptions() {
    return Arrays.stream(subscribers).mapToInt(list -> list.length).sum();
  }

  @Override
  public boolean wanted(PublicChannel channel) {
    return subscribers[channel.index()].length > 0;
  }

  @Override
  public void publish(PublicChannel channel, FrameKey key, AsciiBuffer text) {
    for (Connection connection : subscribers[channel.index()]) {
      connection.deliver(channel, key, text);
    }
  }

  /** Hands everything appended to the sockets; a client that does not read is dropped. */
  void flush() {
    for (Connection connection : connections.values()) {
      if (!connection.open()) {
        continue;
      }
      connection.out().flush();
      if (connection.out().pendingBytes() > maxPendingBytes) {
        slow(connection);
      }
    }
    subscribersLeft();
  }

  /** Whether some client lags behind; one that takes nothing for long is dropped. */
  boolean congested() {
    boolean congested = false;
    long now = System.nanoTime();
    for (Connection connection : connections.values()) {
      if (connection.open() && connection.out().pendingBytes() > HIGH_WATER_BYTES) {
        if (now - connection.out().lastProgressNanos() > STUCK_NANOS) {
          slow(connection);
        } else {
          congested = true;
        }
      }
    }
    return congested;
  }

  /** Whether everything for the open connections is in the kernel's hands. */
  boolean drained() {
    return connections.values().stream()
        .noneMatch(connection -> connection.open() && connection.out().pendingBytes() > 0);
  }

  /** What was sent so far. */
  HaltReport report(boolean halted) {
    List<ConnectionView> views = connections.values().stream().map(ConnectionView::of).toList();
    long total = views.stream().mapToLong(ConnectionView::dataFrames).sum();
    return new HaltReport(halted, drained(), forgottenFrames + total, views);
  }

  /** Sends the frames that faults hold back. */
  void releaseHeld() {
    connections.values().forEach(connection -> connection.faults().releaseHeld());
  }

  /** Takes a connection that ended out of the channels. */
  void forget(Connection connection) {
    for (int index = 0; index < subscribers.length; index++) {
      drop(index, connection);
    }
  }

  private void slow(Connection connection) {
    connection.reset("the client did not read");
    forget(connection);
  }

  private void subscribersLeft() {
    for (Connection[] list : subscribers) {
      for (Connection connection : list) {
        if (!connection.open()) {
          forget(connection);
          return;
        }
      }
    }
  }

  private void drop(int index, Connection connection) {
    subscribers[index] =
        Arrays.stream(subscribers[index])
            .filter(other -> other != connection)
            .toArray(Connection[]::new);
  }

  /** Bounds the memory of the truth about connections that are gone. */
  private void forgetOldest() {
    long kept = connections.values().stream().mapToLong(c -> c.log().size()).sum();
    for (Connection connection : new ArrayList<>(connections.values())) {
      if (kept <= RETAINED_DELIVERIES && connections.size() <= RETAINED_CONNECTIONS) {
        return;
      }
      if (!connection.open()) {
        connections.remove(connection.id());
        forgottenFrames += connection.dataFrames();
        kept -= connection.log().size();
      }
    }
  }
}
