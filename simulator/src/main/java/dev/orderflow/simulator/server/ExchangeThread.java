package dev.orderflow.simulator.server;

import dev.orderflow.simulator.venue.FrameSource;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * The one thread that owns the exchange: it lets time pass, publishes, and runs the tasks that
 * sockets and callers hand to it.
 */
public final class ExchangeThread implements AutoCloseable {
  private static final Logger LOG = System.getLogger(ExchangeThread.class.getName());
  private static final int BUDGET = 512;
  private static final long IDLE_NANOS = 50_000_000;
  private static final long SUBSCRIBERS_JOIN_NANOS = 500_000_000;
  private static final long DRAIN_CHECK_NANOS = 200_000;
  private static final long DRAIN_LIMIT_NANOS = 10_000_000_000L;

  private record Drain(long deadline, CompletableFuture<Boolean> done) {}

  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final List<Drain> drains = new ArrayList<>();
  private final Timers timers = new Timers();
  private final FrameSource source;
  private final ExchangeClock clock;
  private final Connections connections;
  private final Thread thread;
  private volatile boolean closing;
  private boolean halted;
  private boolean waiting;
  private boolean starting;

  /** Creates the thread without starting it. */
  ExchangeThread(FrameSource source, ExchangeClock clock, Connections connections, String name) {
    this.source = source;
    this.clock = clock;
    this.connections = connections;
    this.thread = new Thread(this::run, name);
    this.thread.setDaemon(true);
    this.waiting = source.awaitedSubscriptions() > 0;
    if (waiting) {
      clock.freeze();
    }
  }

  void start() {
    thread.start();
  }

  /** Runs something on the exchange thread, some time soon. */
  void execute(Runnable task) {
    tasks.add(task);
    LockSupport.unpark(thread);
  }

  /** Computes something on the exchange thread. */
  <T> CompletableFuture<T> submit(Callable<T> task) {
    CompletableFuture<T> result = new CompletableFuture<>();
    if (closing) {
      result.completeExceptionally(new IllegalStateException("the simulator is closed"));
      return result;
    }
    execute(
        () -> {
          try {
            result.complete(task.call());
          } catch (Throwable failure) {
            result.completeExceptionally(failure);
          }
        });
    return result;
  }

  /** Runs something after a delay of real time; to be called on the exchange thread. */
  void after(long nanos, Runnable action) {
    timers.at(System.nanoTime() + nanos, action);
  }

  /** Exchange time; to be called on the exchange thread. */
  long now() {
    return clock.now();
  }

  /**
   * Exchange seconds per second, 1 where time has no limit; to be called on the exchange thread.
   */
  double speed() {
    return clock.unlimited() ? 1 : clock.speed();
  }

  boolean halted() {
    return halted;
  }

  /**
   * Stops time and the order flow, and completes when all that was published is written to the
   * sockets: with false where some socket did not take it in ten seconds.
   */
  CompletableFuture<Boolean> halt() {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    if (closing) {
      done.complete(false);
      return done;
    }
    execute(
        () -> {
          if (!halted) {
            halted = true;
            clock.freeze();
            source.publishPending(connections);
            connections.releaseHeld();
          }
          drains.add(new Drain(System.nanoTime() + DRAIN_LIMIT_NANOS, done));
        });
    return done;
  }

  CompletableFuture<Void> resume() {
    return submit(
        () -> {
          if (halted) {
            halted = false;
            if (!waiting) {
              clock.resume();
            }
          }
          return null;
        });
  }

  private void run() {
    while (!closing) {
      try {
        cycle();
      } catch (RuntimeException | Error failure) {
        // A market that failed once has no truth any more: stop publishing rather than mislead.
        LOG.log(Level.ERROR, "the exchange failed; its order flow stays halted", failure);
        halted = true;
      }
    }
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
    drains.forEach(drain -> drain.done().complete(false));
  }

  private void cycle() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
    timers.runDue(System.nanoTime());
    awaitSubscriber();
    int done = 0;
    if (!halted && !waiting && !(clock.unlimited() && connections.congested())) {
      long limit = clock.unlimited() ? Long.MAX_VALUE - 1 : clock.now();
      done = source.advance(limit, BUDGET, connections);
      long next = source.nextDue();
      if (done > 0 && next != Long.MAX_VALUE) {
        clock.reached(next);
      }
    }
    connections.flush();
    checkDrains();
    if (done < BUDGET && tasks.isEmpty()) {
      LockSupport.parkNanos(this, idleNanos());
    }
  }

  /**
   * A source that waits starts half a second after the awaited subscriptions, for others to join.
   */
  private void awaitSubscriber() {
    if (waiting && !starting && connections.subscriptions() >= source.awaitedSubscriptions()) {
      starting = true;
      after(
          SUBSCRIBERS_JOIN_NANOS,
          () -> {
            waiting = false;
            if (!halted) {
              clock.resume();
            }
          });
    }
  }

  private long idleNanos() {
    long wait = Math.min(IDLE_NANOS, timers.nanosUntilNext(System.nanoTime()));
    if (!drains.isEmpty() || clock.unlimited() && !halted && connections.congested()) {
      return Math.min(wait, DRAIN_CHECK_NANOS);
    }
    return halted || waiting ? wait : Math.min(wait, clock.nanosUntil(source.nextDue()));
  }

  private void checkDrains() {
    if (drains.isEmpty()) {
      return;
    }
    boolean drained = connections.drained();
    long now = System.nanoTime();
    drains.removeIf(
        drain -> {
          if (drained || now >= drain.deadline()) {
            drain.done().complete(drained);
            return true;
          }
          return false;
        });
  }

  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(thread);
    try {
      thread.join(5_000);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
