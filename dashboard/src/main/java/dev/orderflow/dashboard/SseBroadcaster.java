package dev.orderflow.dashboard;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.orderflow.dashboard.feed.Feed;
import dev.orderflow.dashboard.market.Markets;
import dev.orderflow.dashboard.web.EventStream;
import dev.orderflow.dashboard.web.Streams;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Sends the markets to all browsers as server-sent events. A frame is written once for all that
 * look at the same and have seen the same; a browser that has not taken its last frame is left out
 * until it has, and then gets what changed since in one. {@link #round} belongs to the thread that
 * reads the topics; browsers come from the server's threads.
 */
final class SseBroadcaster implements Streams {

  private static final long STATUS_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** A browser that takes nothing for so long is gone without having said so. */
  private static final long GONE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private static final byte[] BEFORE = "data: ".getBytes(StandardCharsets.UTF_8);
  private static final byte[] AFTER = "\n\n".getBytes(StandardCharsets.UTF_8);

  private final Markets markets;
  private final Supplier<Feed.Status> topics;
  private final boolean simulated;
  private final int most;
  private final Clock clock;
  private final Queue<EventStream> arrivals = new ConcurrentLinkedQueue<>();
  private final AtomicInteger present = new AtomicInteger();
  private final List<Listener> listeners = new ArrayList<>();
  private volatile boolean data;
  private long statusAt;

  /** What a browser looks at and has seen. */
  private static final class Listener {
    private final EventStream stream;
    private Markets.View wanted;
    private Markets.View view = new Markets.View("", "");
    private long seen;

    Listener(EventStream stream) {
      this.stream = stream;
      this.wanted = new Markets.View(stream.parameter("market"), stream.parameter("interval"));
    }
  }

  private record Key(Markets.View view, long seen) {}

  /** What the page is told of the server. */
  private record Status(
      boolean simulated, int clients, long waitingBytes, @JsonUnwrapped Feed.Status topics) {}

  /**
   * Nobody listens yet.
   *
   * @param markets what there is to see
   * @param topics what is known of the topics; asked in {@link #round}
   * @param simulated whether the data is not a real exchange's
   * @param most browsers at a time
   * @param clock the wall clock
   */
  SseBroadcaster(
      Markets markets, Supplier<Feed.Status> topics, boolean simulated, int most, Clock clock) {
    this.markets = markets;
    this.topics = topics;
    this.simulated = simulated;
    this.most = most;
    this.clock = clock;
  }

  @Override
  public boolean hasRoom() {
    return present.get() < most;
  }

  @Override
  public void add(EventStream stream) {
    present.incrementAndGet();
    arrivals.add(stream);
  }

  @Override
  public boolean hasData() {
    return data;
  }

  @Override
  public long micros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
  }

  /** Sends every browser what it has not seen, as far as it can take it. */
  void round() {
    data = markets.hasPrice();
    for (EventStream each = arrivals.poll(); each != null; each = arrivals.poll()) {
      listeners.add(new Listener(each));
    }
    long nanos = System.nanoTime();
    boolean statusDue = nanos - statusAt >= STATUS_NANOS;
    if (statusDue) {
      statusAt = nanos;
    }
    Map<Key, Optional<byte[]>> written = new HashMap<>();
    for (Iterator<Listener> all = listeners.iterator(); all.hasNext(); ) {
      Listener listener = all.next();
      if (listener.stream.waiting(nanos) > GONE_NANOS) {
        listener.stream.close();
      }
      if (listener.stream.isClosed()) {
        all.remove();
        present.decrementAndGet();
      } else if (listener.stream.isReady()) {
        send(listener, statusDue, nanos, written);
      }
    }
    markets.nextRound();
  }

  private void send(
      Listener listener, boolean statusDue, long nanos, Map<Key, Optional<byte[]>> written) {
    Markets.View view = markets.resolve(listener.wanted);
    if (!view.interval().isEmpty() && listener.wanted.interval().isEmpty()) {
      // What it was given first it keeps, whatever there is to choose from later.
      listener.wanted = view;
    }
    if (!view.equals(listener.view)) {
      listener.view = view;
      listener.seen = 0;
    }
    written
        .computeIfAbsent(new Key(view, listener.seen), key -> event(key, statusDue))
        .ifPresent(event -> listener.stream.send(event, nanos));
    listener.seen = markets.round();
  }

  private Optional<byte[]> event(Key key, boolean statusDue) {
    Optional<Status> status =
        statusDue || key.seen() == 0 ? Optional.of(status()) : Optional.empty();
    return markets
        .frame(key.view(), key.seen(), micros(), status)
        .map(
            json ->
                ByteBuffer.allocate(BEFORE.length + json.length + AFTER.length)
                    .put(BEFORE)
                    .put(json)
                    .put(AFTER)
                    .array());
  }

  private Status status() {
    long waiting = listeners.stream().mapToLong(each -> each.stream.waitingBytes()).sum();
    return new Status(simulated, listeners.size(), waiting, topics.get());
  }
}
