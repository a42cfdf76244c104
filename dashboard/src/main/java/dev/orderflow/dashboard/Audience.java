package dev.orderflow.dashboard;

import dev.orderflow.dashboard.market.Frames;
import dev.orderflow.dashboard.market.Markets;
import dev.orderflow.dashboard.market.Revision;
import dev.orderflow.dashboard.web.EventStream;
import dev.orderflow.dashboard.web.Streams;
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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * All browsers that look. A frame is written once for all that look at the same and have seen the
 * same; a browser that has not taken its last frame is left out until it has, and then gets what
 * changed since in one. {@link #round} belongs to the thread that reads the topics; browsers come
 * from the server's threads.
 */
final class Audience implements Streams {

  private static final long STATUS_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** A browser that takes nothing for so long is gone without having said so. */
  private static final long GONE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private static final byte[] BEFORE = "data: ".getBytes(StandardCharsets.UTF_8);
  private static final byte[] AFTER = "\n\n".getBytes(StandardCharsets.UTF_8);

  private final Markets markets;
  private final Revision revision;
  private final Frames frames;
  private final Supplier<String> topics;
  private final String fixed;
  private final int most;
  private final Clock clock;
  private final Queue<EventStream> arrivals = new ConcurrentLinkedQueue<>();
  private final AtomicInteger present = new AtomicInteger();
  private final AtomicBoolean data = new AtomicBoolean();
  private final List<Reader> readers = new ArrayList<>();
  private long statusAt;

  /** What a browser looks at and has seen. */
  private static final class Reader {
    private final EventStream stream;
    private Frames.View wanted;
    private Frames.View view = new Frames.View("", "");
    private long round;

    Reader(EventStream stream) {
      this.stream = stream;
      this.wanted = new Frames.View(stream.parameter("market"), stream.parameter("interval"));
    }
  }

  private record Key(Frames.View view, long round) {}

  /**
   * Nobody yet.
   *
   * @param markets what there is to see
   * @param revision the rounds of changes
   * @param topics JSON fields about the topics
   * @param simulated whether the data is not a real exchange's
   * @param most browsers at a time
   * @param clock the wall clock
   */
  Audience(
      Markets markets,
      Revision revision,
      Supplier<String> topics,
      boolean simulated,
      int most,
      Clock clock) {
    this.markets = markets;
    this.revision = revision;
    this.frames = new Frames(markets, revision);
    this.topics = topics;
    this.fixed = "\"simulated\":" + simulated;
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
    return data.get();
  }

  @Override
  public long micros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
  }

  /** Sends every browser what it has not seen, as far as it can take it. */
  void round() {
    data.set(markets.hasPrice());
    for (EventStream each = arrivals.poll(); each != null; each = arrivals.poll()) {
      readers.add(new Reader(each));
    }
    long nanos = System.nanoTime();
    boolean due = nanos - statusAt >= STATUS_NANOS;
    if (due) {
      statusAt = nanos;
    }
    Map<Key, Optional<byte[]>> written = new HashMap<>();
    for (Iterator<Reader> all = readers.iterator(); all.hasNext(); ) {
      Reader reader = all.next();
      if (reader.stream.waiting(nanos) > GONE_NANOS) {
        reader.stream.close();
      }
      if (reader.stream.isClosed()) {
        all.remove();
        present.decrementAndGet();
      } else if (reader.stream.isReady()) {
        send(reader, due, nanos, written);
      }
    }
    revision.advance();
  }

  private void send(Reader reader, boolean due, long nanos, Map<Key, Optional<byte[]>> written) {
    Frames.View view = frames.resolve(reader.wanted);
    if (!view.interval().isEmpty() && reader.wanted.interval().isEmpty()) {
      // What it was given first it keeps, whatever there is to choose from later.
      reader.wanted = view;
    }
    if (!view.equals(reader.view)) {
      reader.view = view;
      reader.round = 0;
    }
    long round = reader.round;
    written
        .computeIfAbsent(
            new Key(view, round),
            key ->
                frames
                    .write(view, round, micros(), due || round == 0 ? status() : "")
                    .map(Audience::event))
        .ifPresent(event -> reader.stream.send(event, nanos));
    reader.round = frames.round();
  }

  private String status() {
    long waiting = readers.stream().mapToLong(reader -> reader.stream.waitingBytes()).sum();
    return "{%s,\"clients\":%d,\"waiting_bytes\":%d,%s}"
        .formatted(fixed, readers.size(), waiting, topics.get());
  }

  private static byte[] event(String json) {
    byte[] text = json.getBytes(StandardCharsets.UTF_8);
    byte[] event = new byte[BEFORE.length + text.length + AFTER.length];
    System.arraycopy(BEFORE, 0, event, 0, BEFORE.length);
    System.arraycopy(text, 0, event, BEFORE.length, text.length);
    System.arraycopy(AFTER, 0, event, BEFORE.length + text.length, AFTER.length);
    return event;
  }
}
