package dev.orderflow.connect.bitstamp.exchange;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The one way from the threads that hear the exchange to the task thread: frames, session events,
 * answers and failures, in the order in which they were enqueued.
 *
 * <p>It is bounded by number of frames and by bytes. To enqueue never waits, so that nothing can
 * overtake what a waiting thread holds in its hands: whoever enqueued the frame that passed a bound
 * waits for room afterwards, for only as long as it is told to, because it is also the thread that
 * answers the venue's pings. When there is still no room it must close its session. What is held is
 * therefore at most the bounds and one frame of each session.
 *
 * <p>Any thread may enqueue; one thread polls.
 */
public final class FeedEventQueue {

  private final int maxFrames;
  private final long maxBytes;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Condition roomMade = lock.newCondition();

  /** This and the following are guarded by the lock. */
  private final ArrayDeque<FeedEvent> events = new ArrayDeque<>();

  private int frames;
  private long bytes;

  /** The first failure; read without the lock. */
  private volatile Throwable failure;

  /**
   * Creates an empty queue.
   *
   * @param maxFrames the bound on frames, at least 1
   * @param maxBytes the bound on bytes of frame text, at least 1
   */
  public FeedEventQueue(int maxFrames, long maxBytes) {
    if (maxFrames < 1 || maxBytes < 1) {
      throw new IllegalArgumentException("a queue needs room for a frame");
    }
    this.maxFrames = maxFrames;
    this.maxBytes = maxBytes;
  }

  /**
   * Adds an event behind all others, at once.
   *
   * @return whether there is room for more; when not, whoever adds frames is to {@link #awaitRoom}
   */
  public boolean enqueue(FeedEvent event) {
    lock.lock();
    try {
      boolean wasEmpty = events.isEmpty();
      events.add(event);
      if (event.isFrame()) {
        frames++;
        bytes += event.bytes();
      }
      if (wasEmpty) {
        arrived.signal();
      }
      return hasRoom();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until the bounds are no longer passed.
   *
   * @return whether that came about within the given time
   * @throws InterruptedException when the waiting thread is interrupted
   */
  public boolean awaitRoom(Duration maxWait) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long nanos = maxWait.toNanos();
      while (!hasRoom()) {
        if (nanos <= 0) {
          return false;
        }
        nanos = roomMade.awaitNanos(nanos);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends the use of this queue: every further {@link #poll} throws, whatever else is in it. The
   * first failure counts.
   *
   * @param cause what broke in one of the threads that fill it
   */
  public void fail(Throwable cause) {
    lock.lock();
    try {
      if (failure == null) {
        failure = cause;
      }
      arrived.signalAll();
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
   * @throws FeedFailure when a thread that fills the queue has failed
   */
  public List<FeedEvent> poll(int max, Duration maxWait) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long nanos = maxWait.toNanos();
      throwFailure();
      while (events.isEmpty()) {
        if (nanos <= 0) {
          return List.of();
        }
        nanos = arrived.awaitNanos(nanos);
        throwFailure();
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

  /**
   * Throws when {@link #poll} would, without taking anything.
   *
   * @throws FeedFailure when a thread that fills the queue has failed
   */
  public void throwFailure() {
    Throwable cause = failure;
    if (cause != null) {
      throw new FeedFailure(cause);
    }
  }

  /** How full it is now. */
  public Fill fill() {
    lock.lock();
    try {
      FeedEvent oldest = events.peek();
      return new Fill(frames, maxFrames, bytes, maxBytes, oldest == null ? 0 : oldest.at());
    } finally {
      lock.unlock();
    }
  }

  private boolean hasRoom() {
    return frames <= maxFrames && (bytes <= maxBytes || frames <= 1);
  }

  /**
   * How full a queue is.
   *
   * @param frames frames held
   * @param maxFrames the bound on frames
   * @param bytes bytes of frame text held
   * @param maxBytes the bound on bytes
   * @param oldestAt when the oldest event happened, microseconds since the epoch; 0 when it is
   *     empty
   */
  public record Fill(int frames, int maxFrames, long bytes, long maxBytes, long oldestAt) {
    /** Whether less than half of either bound is used: room enough to connect again. */
    public boolean isLow() {
      return frames <= maxFrames / 2 && bytes <= maxBytes / 2;
    }
  }
}
