package dev.orderflow.connect.bitstamp.exchange;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The hand-over from the reader threads to the task thread, bounded by number of frames and by
 * bytes.
 *
 * <p>A reader waits for room only as long as it is told to, because it is also the thread that
 * answers the venue's pings; when there is still no room it must close its session. Session events
 * always fit: there are at most a few of them per connection, and a full buffer stops connections.
 *
 * <p>Any thread may offer; one thread takes.
 */
public final class EventBuffer {

  private final int maxFrames;
  private final long maxBytes;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Condition roomMade = lock.newCondition();
  private final ArrayDeque<FeedEvent> events = new ArrayDeque<>();
  private int frames;
  private long bytes;

  /**
   * Creates an empty buffer.
   *
   * @param maxFrames most frames held, at least 1
   * @param maxBytes most bytes of frame text held, at least 1; a single frame larger than that is
   *     accepted while the buffer is empty
   */
  public EventBuffer(int maxFrames, long maxBytes) {
    if (maxFrames < 1 || maxBytes < 1) {
      throw new IllegalArgumentException("a buffer needs room for a frame");
    }
    this.maxFrames = maxFrames;
    this.maxBytes = maxBytes;
  }

  /**
   * Adds a frame or malformed frame when there is room within the given time.
   *
   * @return whether it was added
   * @throws InterruptedException when the waiting thread is interrupted; the event was not added
   */
  public boolean offer(FeedEvent event, Duration maxWait) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (!hasRoomFor(event)) {
        long nanos = maxWait.toNanos();
        while (!hasRoomFor(event)) {
          if (nanos <= 0) {
            return false;
          }
          nanos = roomMade.awaitNanos(nanos);
        }
      }
      append(event);
      frames++;
      bytes += event.bytes();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Adds a session event, which always fits. */
  public void put(FeedEvent sessionEvent) {
    lock.lock();
    try {
      append(sessionEvent);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes what is there, oldest first, waiting for the first event.
   *
   * @param max most events to take, at least 1
   * @param maxWait how long to wait for the first
   * @return up to {@code max} events; empty when none arrived in time
   * @throws InterruptedException when the waiting thread is interrupted; nothing was taken
   */
  public List<FeedEvent> take(int max, Duration maxWait) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long nanos = maxWait.toNanos();
      while (events.isEmpty()) {
        if (nanos <= 0) {
          return List.of();
        }
        nanos = arrived.awaitNanos(nanos);
      }
      int count = Math.min(max, events.size());
      List<FeedEvent> taken = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        FeedEvent event = events.poll();
        taken.add(event);
        if (event.isFrame()) {
          frames--;
          bytes -= event.bytes();
        }
      }
      roomMade.signalAll();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** How full it is now. */
  public Fill fill() {
    lock.lock();
    try {
      return new Fill(frames, maxFrames, bytes, maxBytes);
    } finally {
      lock.unlock();
    }
  }

  private void append(FeedEvent event) {
    boolean wasEmpty = events.isEmpty();
    events.add(event);
    if (wasEmpty) {
      arrived.signal();
    }
  }

  private boolean hasRoomFor(FeedEvent event) {
    return frames == 0 || (frames < maxFrames && bytes + event.bytes() <= maxBytes);
  }

  /**
   * How full a buffer is.
   *
   * @param frames frames held
   * @param maxFrames the bound on frames
   * @param bytes bytes of frame text held
   * @param maxBytes the bound on bytes
   */
  public record Fill(int frames, int maxFrames, long bytes, long maxBytes) {
    /** Whether less than half of either bound is used: room enough to connect again. */
    public boolean isLow() {
      return frames <= maxFrames / 2 && bytes <= maxBytes / 2;
    }
  }
}
