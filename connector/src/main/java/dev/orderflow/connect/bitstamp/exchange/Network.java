package dev.orderflow.connect.bitstamp.exchange;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import okhttp3.Call;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;

/**
 * The threads and the HTTP client through which a task reaches the exchange.
 *
 * <p>Threads: one that supervises sessions and calls; and those of OkHttp, one for each open socket
 * and each running call. {@link #close} ends all of them.
 */
public final class Network implements AutoCloseable {

  private static final int STOP_SECONDS = 1;

  private final OkHttpClient client;
  private final ExecutorService readers;
  private final ScheduledThreadPoolExecutor scheduler;

  /**
   * A network without connections.
   *
   * @param threads makes the threads; they get their names here
   */
  public Network(NetworkSettings settings, ThreadFactory threads) {
    readers = Executors.newCachedThreadPool(named(threads, "bitstamp-reader"));
    scheduler = new ScheduledThreadPoolExecutor(1, named(threads, "bitstamp-feed"));
    scheduler.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
    scheduler.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    scheduler.setRemoveOnCancelPolicy(true);
    client =
        settings.applyTo(new OkHttpClient.Builder().dispatcher(new Dispatcher(readers))).build();
  }

  /** What a feed needs, by the machine's clocks. */
  public FeedEnvironment feed(FeedSettings settings, LongSupplier micros) {
    OkHttpClient sockets =
        client
            .newBuilder()
            .connectTimeout(settings.connectTimeout())
            .readTimeout(settings.connectTimeout())
            .writeTimeout(settings.connectTimeout())
            .pingInterval(settings.pingInterval())
            .build();
    return new FeedEnvironment(
        sockets, scheduler, System::nanoTime, micros, RandomGenerator.getDefault());
  }

  /**
   * Makes HTTP calls.
   *
   * @param timeout longest time that a call may take in all
   */
  public Call.Factory calls(Duration timeout) {
    return client.newBuilder().callTimeout(timeout).build();
  }

  /** The thread that supervises. */
  public ScheduledExecutorService scheduler() {
    return scheduler;
  }

  /**
   * Ends every thread. Sockets that were asked to close have a second for it; then they are cut.
   */
  @Override
  public void close() {
    scheduler.shutdown();
    readers.shutdown();
    if (!await(scheduler) || !await(readers)) {
      cancel();
      await(readers);
    }
    client.connectionPool().evictAll();
  }

  /** Cuts everything that runs, without waiting for its end. */
  public void cancel() {
    scheduler.shutdownNow();
    client.dispatcher().cancelAll();
    readers.shutdownNow();
    client.connectionPool().evictAll();
  }

  private static boolean await(ExecutorService executor) {
    try {
      return executor.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static ThreadFactory named(ThreadFactory threads, String name) {
    return task -> {
      Thread thread = threads.newThread(task);
      thread.setName(name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
