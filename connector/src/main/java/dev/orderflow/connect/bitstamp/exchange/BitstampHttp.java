package dev.orderflow.connect.bitstamp.exchange;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import okhttp3.FormBody;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;

/**
 * The venue's HTTP API v2, as far as continuity needs it.
 *
 * <p>Calls run one after the other on one thread of this object, paced far below the venue's limits
 * (400 a second, 10,000 in ten minutes), so that whoever asks is never blocked. Failed futures
 * carry an {@link HttpProblem}.
 */
public final class BitstampHttp implements AutoCloseable {

  /** Throttling as the venue is known to tell it; its status is not documented. */
  private static final Set<Integer> THROTTLED_STATUS = Set.of(403, 418, 429);

  private static final Set<String> THROTTLED_CODES = Set.of("400.002", "400.067", "400.068");

  private static final Pattern WHOLE_SECONDS = Pattern.compile("[0-9]{1,9}");
  private static final long LONGEST_RETRY_AFTER_SECONDS = 600;

  private static final Duration PACE = Duration.ofMillis(75);
  private static final int MOST_WAITING = 1_000;
  private static final long LARGEST_BODY = 64L << 20;

  private final HttpUrl base;
  private final OkHttpClient client;
  private final ExecutorService thread;
  private final AtomicLong nonce = new AtomicLong(System.nanoTime() / 1_000_000);
  private final LongAdder calls = new LongAdder();
  private final LongAdder failures = new LongAdder();

  /** Owned by the HTTP thread. */
  private long lastCallAt = System.nanoTime() - PACE.toNanos();

  /**
   * A client that has not called yet.
   *
   * @param base where the API is, such as {@code https://www.bitstamp.net}
   * @param callTimeout longest time a call may take in all
   * @param threads makes the one thread
   */
  public BitstampHttp(URI base, Duration callTimeout, ThreadFactory threads) {
    this.base = HttpUrl.get(base);
    client = new OkHttpClient.Builder().callTimeout(callTimeout).build();
    thread =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_WAITING),
            task -> {
              Thread made = threads.newThread(task);
              made.setName("bitstamp-http");
              made.setDaemon(true);
              return made;
            });
  }

  /**
   * Order events of a market, from an event on.
   *
   * @param market market symbol, such as {@code btcusd}
   * @param sinceId first event wanted, inclusive
   * @param untilId first event not wanted; empty for everything that there is
   */
  public CompletableFuture<List<OrderRow>> orders(String market, String sinceId, String untilId) {
    FormBody.Builder form =
        new FormBody.Builder()
            .add("market", market)
            .add("order_source", "orderbook")
            .add("since_id", sinceId);
    if (!untilId.isEmpty()) {
      form.add("until_id", untilId);
    }
    HttpUrl url = url("order_data").addPathSegment("").build();
    return submit(
        () -> HttpReplies.orders(body(new Request.Builder().url(url).post(form.build()).build())));
  }

  /** The trades of a market within a window, newest first. */
  public CompletableFuture<List<TradeRow>> trades(String market, TradeWindow window) {
    HttpUrl url =
        url("transactions")
            .addPathSegment(market)
            .addPathSegment("")
            .addQueryParameter("time", window.parameter())
            .addQueryParameter("_", nonce())
            .build();
    return submit(() -> HttpReplies.trades(body(new Request.Builder().url(url).build())));
  }

  /** Every resting order of a market, not from the venue's one-second cache. */
  public CompletableFuture<BookSnapshot> book(String market) {
    HttpUrl url =
        url("order_book")
            .addPathSegment(market)
            .addPathSegment("")
            .addQueryParameter("group", "2")
            .addQueryParameter("_", nonce())
            .build();
    return submit(() -> HttpReplies.book(body(new Request.Builder().url(url).build())));
  }

  /** The symbols of all markets, such as {@code btcusd}. */
  public CompletableFuture<List<String>> markets() {
    HttpUrl url = url("markets").addPathSegment("").build();
    return submit(() -> HttpReplies.markets(body(new Request.Builder().url(url).build())));
  }

  /** Calls made. */
  public long calls() {
    return calls.sum();
  }

  /** Calls that gave no usable answer. */
  public long failures() {
    return failures.sum();
  }

  /** Cuts running calls and lets the thread end by itself. */
  public void cancel() {
    thread.shutdownNow();
    client.dispatcher().cancelAll();
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }

  /** Cuts running calls and ends the thread. */
  @Override
  public void close() {
    cancel();
    try {
      thread.awaitTermination(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private HttpUrl.Builder url(String resource) {
    return base.newBuilder().addPathSegments("api/v2").addPathSegment(resource);
  }

  private String nonce() {
    return Long.toString(nonce.incrementAndGet());
  }

  private <T> CompletableFuture<T> submit(Callable<T> call) {
    CompletableFuture<T> result = new CompletableFuture<>();
    try {
      thread.execute(() -> run(call, result));
    } catch (RejectedExecutionException e) {
      result.completeExceptionally(
          new HttpProblem(HttpProblem.Kind.UNAVAILABLE, "too many calls are waiting"));
    }
    return result;
  }

  private <T> void run(Callable<T> call, CompletableFuture<T> result) {
    try {
      pace();
      calls.increment();
      result.complete(call.call());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      result.completeExceptionally(
          new HttpProblem(HttpProblem.Kind.UNAVAILABLE, "the task is stopping"));
    } catch (HttpProblem e) {
      failures.increment();
      result.completeExceptionally(e);
    } catch (JsonProcessingException e) {
      failures.increment();
      result.completeExceptionally(
          new HttpProblem(HttpProblem.Kind.UNREADABLE, "reply not understood: not JSON"));
    } catch (IOException e) {
      failures.increment();
      result.completeExceptionally(
          new HttpProblem(HttpProblem.Kind.UNREADABLE, "reply not understood: " + e.getMessage()));
    } catch (Exception | OutOfMemoryError e) {
      failures.increment();
      result.completeExceptionally(e);
    }
  }

  private void pace() throws InterruptedException {
    long wait = lastCallAt + PACE.toNanos() - System.nanoTime();
    if (wait > 0) {
      TimeUnit.NANOSECONDS.sleep(wait);
    }
    lastCallAt = System.nanoTime();
  }

  private byte[] body(Request request) throws HttpProblem {
    String path = request.url().encodedPath();
    try (Response response = client.newCall(request).execute()) {
      byte[] body = bytes(response.body());
      String code = HttpReplies.errorCode(body);
      if (THROTTLED_STATUS.contains(response.code()) || THROTTLED_CODES.contains(code)) {
        throw problem(HttpProblem.Kind.THROTTLED, path, response, code);
      }
      if (response.code() >= 500) {
        throw problem(HttpProblem.Kind.UNAVAILABLE, path, response, code);
      }
      if (!response.isSuccessful() || !code.isEmpty()) {
        throw problem(HttpProblem.Kind.REFUSED, path, response, code);
      }
      return body;
    } catch (IOException e) {
      throw new HttpProblem(HttpProblem.Kind.UNAVAILABLE, path + ": " + e);
    }
  }

  private static byte[] bytes(ResponseBody body) throws IOException {
    if (body.contentLength() > LARGEST_BODY || body.source().request(LARGEST_BODY)) {
      throw new IOException("a reply of more than " + LARGEST_BODY + " bytes");
    }
    return body.bytes();
  }

  private static HttpProblem problem(
      HttpProblem.Kind kind, String path, Response response, String code) {
    return new HttpProblem(
        kind,
        path + ": HTTP " + response.code() + (code.isEmpty() ? "" : ", response code " + code),
        retryAfter(response.header("Retry-After", "")));
  }

  /** Only the form in seconds is read; no longer wait than some minutes is believed. */
  private static Duration retryAfter(String header) {
    return WHOLE_SECONDS.matcher(header).matches()
        ? Duration.ofSeconds(Math.min(Long.parseLong(header), LONGEST_RETRY_AFTER_SECONDS))
        : Duration.ZERO;
  }
}
