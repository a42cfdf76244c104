package dev.orderflow.simulator.server;

import dev.orderflow.simulator.exchange.Frame;
import dev.orderflow.simulator.exchange.FrameSink;
import dev.orderflow.simulator.exchange.PublicChannel;
import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** All connections and who subscribed to what. */
final class Connections implements FrameSink {
  /** Bitstamp closes a connection that subscribes to more channels than this. */
  private static final int MAX_CHANNELS = 1024;

  private static final long HIGH_WATER_BYTES = 4L << 20;
  private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long RETAINED_DELIVERIES = 4_000_000;
  private static final int RETAINED_CONNECTIONS = 1_000;

  private final Map<String, List<Connection>> subscribers = new HashMap<>();
  private final Map<Integer, Connection> connections = new LinkedHashMap<>();
  private final long maxPendingBytes;
  private final long deliveriesPerConnection;
  private int lastId;
  private long forgottenFrames;

  /**
   * Creates an exchange without connections.
   *
   * @param maxPendingBytes unsent bytes after which a client that does not read is dropped
   * @param deliveriesPerConnection frames that each connection's log keeps
   */
  Connections(List<PublicChannel> channels, long maxPendingBytes, long deliveriesPerConnection) {
    this.maxPendingBytes = maxPendingBytes;
    this.deliveriesPerConnection = deliveriesPerConnection;
    channels.forEach(channel -> subscribers.put(channel.name(), new ArrayList<>()));
  }

  Connection opened(Channel socket) {
    Connection connection = new Connection(++lastId, socket, deliveriesPerConnection);
    connections.put(connection.id, connection);
    forgetOldest();
    return connection;
  }

  void closed(Connection connection, String reason) {
    connection.end(reason);
    subscribers.values().forEach(list -> list.remove(connection));
  }

  void subscribe(Connection connection, String name) {
    if (!connection.channels.contains(name) && connection.channels.size() >= MAX_CHANNELS) {
      connection.reset("too many channels");
      return;
    }
    connection.control(ControlMessages.subscribed(name));
    if (connection.channels.add(name) && subscribers.containsKey(name)) {
      subscribers.get(name).add(connection);
    }
  }

  void unsubscribe(Connection connection, String name) {
    connection.channels.remove(name);
    subscribers.getOrDefault(name, new ArrayList<>()).remove(connection);
    connection.control(ControlMessages.unsubscribed(name));
  }

  List<Connection> all() {
    return List.copyOf(connections.values());
  }

  List<Connection> open() {
    return connections.values().stream().filter(Connection::isOpen).toList();
  }

  /**
   * A connection by its number.
   *
   * @throws NoSuchElementException where it is not known
   */
  Connection byId(int id) {
    return Optional.ofNullable(connections.get(id))
        .orElseThrow(() -> new NoSuchElementException("connection " + id + " is not known"));
  }

  /** How many subscriptions to channels that publish there are. */
  int subscriptions() {
    return subscribers.values().stream().mapToInt(List::size).sum();
  }

  @Override
  public boolean wanted(PublicChannel channel) {
    return !subscribers.get(channel.name()).isEmpty();
  }

  @Override
  public void publish(Frame frame) {
    for (Connection connection : subscribers.get(frame.channel().name())) {
      connection.deliver(frame);
    }
  }

  /** Hands everything appended to the sockets; a client that does not read is dropped. */
  void flush() {
    for (Connection connection : open()) {
      connection.out.flush();
      if (connection.out.pendingBytes() > maxPendingBytes) {
        connection.reset("the client did not read");
      }
    }
  }

  /** Whether some client lags behind; one that takes nothing for long is dropped. */
  boolean congested() {
    long now = System.nanoTime();
    boolean congested = false;
    for (Connection connection : open()) {
      FrameWriter out = connection.out;
      boolean full = out.pendingBytes() > HIGH_WATER_BYTES;
      if (full && now - out.lastProgressNanos() > STUCK_NANOS) {
        connection.reset("the client did not read");
      } else {
        congested |= full;
      }
    }
    return congested;
  }

  /** Whether everything for the open connections is in the kernel's hands. */
  boolean drained() {
    return open().stream().allMatch(connection -> connection.out.pendingBytes() == 0);
  }

  /** What was sent so far. */
  HaltReport report(boolean halted) {
    List<ConnectionView> views = connections.values().stream().map(Connection::view).toList();
    long total = views.stream().mapToLong(ConnectionView::dataFrames).sum();
    return new HaltReport(halted, drained(), forgottenFrames + total, views);
  }

  /** Sends the frames that faults hold back. */
  void releaseHeld() {
    connections.values().forEach(connection -> connection.faults.releaseHeld());
  }

  /** Bounds the memory of the truth about connections that are gone. */
  private void forgetOldest() {
    long kept = connections.values().stream().mapToLong(each -> retained(each)).sum();
    for (Connection connection : all()) {
      if (kept <= RETAINED_DELIVERIES && connections.size() <= RETAINED_CONNECTIONS) {
        return;
      }
      if (!connection.isOpen()) {
        connections.remove(connection.id);
        forgottenFrames += connection.out.writtenFrames();
        kept -= retained(connection);
      }
    }
  }

  private static long retained(Connection connection) {
    return connection.log.end() - connection.log.first();
  }
}
