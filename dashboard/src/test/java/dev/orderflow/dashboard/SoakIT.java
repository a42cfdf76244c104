package dev.orderflow.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderflow.dashboard.page.Browser;
import dev.orderflow.dashboard.page.BrowserTest;
import dev.orderflow.dashboard.page.DashboardProcess;
import dev.orderflow.runtime.KafkaBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Memory of the server and of the browser while 500 events a second flow, with a browser that is
 * too slow beside them.
 *
 * <p>{@code -Ddashboard.soak.seconds=3600} makes it an hour; the samples are left in {@code
 * target/soak.csv}.
 */
class SoakIT extends BrowserTest {

  private static final int SECONDS = Integer.getInteger("dashboard.soak.seconds", 15);
  private static final int SAMPLES = 48;
  private static final int EVENTS_PER_TICK = 5;
  private static final Duration TICK = Duration.ofMillis(10);
  private static final double GROWTH = 1.1;
  private static final long SLACK = 2_000_000;
  private static final long MOST_WAITING = 4_000_000;
  private static final Pattern WAITING = Pattern.compile("\"waiting_bytes\":(\\d+)");

  private record Sample(
      long second, long events, long heap, long resident, long waiting, Browser.Memory page) {}

  @Test
  void memoryIsSteadyWhileEventsFlow() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    try (KafkaBroker broker = KafkaBroker.start(directory);
        SyntheticMarket market = new SyntheticMarket(broker.bootstrapServers(), "btcusd")) {
      MarketRecords.createTopics(broker.bootstrapServers(), "");
      // What the page keeps for an hour is full from the beginning.
      Instant now = Instant.now();
      market.history(now.minusSeconds(3_600), now, now.minusSeconds(900), now.minusSeconds(880));
      market.flush();
      try (DashboardProcess dashboard =
              DashboardProcess.start(directory, broker.bootstrapServers(), 0, "--simulated");
          ServerMemory server = ServerMemory.of(dashboard.process().handle().pid());
          Socket slow = new Socket()) {
        dashboard.awaitData();
        URI address = dashboard.address();
        slow.setReceiveBufferSize(4_096);
        slow.connect(new InetSocketAddress(address.getHost(), address.getPort()));
        slow.getOutputStream()
            .write(
                "GET /events?market=btcusd&interval=1s HTTP/1.1\r\nHost: localhost\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
        browser.open(address.resolve("/?market=btcusd&interval=1s"));
        AtomicLong events = new AtomicLong();
        AtomicLong waiting = new AtomicLong();
        CompletableFuture<Void> feed =
            CompletableFuture.runAsync(() -> feed(market, events, slow, done));
        CompletableFuture<Void> told =
            CompletableFuture.runAsync(() -> watch(address.resolve("/events"), waiting, done));
        List<Sample> samples = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 1; i <= SAMPLES; i++) {
          long due = start + Duration.ofSeconds(SECONDS).toNanos() * i / SAMPLES;
          await()
              .pollInterval(Duration.ofMillis(20))
              .atMost(Duration.ofHours(1))
              .until(() -> System.nanoTime() >= due || feed.isDone());
          samples.add(
              new Sample(
                  (System.nanoTime() - start) / 1_000_000_000,
                  events.get(),
                  server.heapAfterCollection(),
                  server.resident(),
                  waiting.getAndSet(0),
                  browser.memory()));
          write(samples);
        }
        done.set(true);
        feed.join();
        told.join();
        browser.eventually(
            () -> {
              assertThat(browser.text("connection")).isEqualTo("live");
              assertThat(browser.text("price").replace(",", "")).isEqualTo(market.lastPrice());
            });
        browser.assertNoErrors();
        check(samples);
      } finally {
        done.set(true);
      }
    }
  }

  private static void feed(
      SyntheticMarket market, AtomicLong events, Socket slow, AtomicBoolean done) {
    try {
      long start = System.nanoTime();
      for (long tick = 0; !done.get(); tick++) {
        long due = start + tick * TICK.toNanos();
        while (System.nanoTime() < due) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
        Instant now = Instant.now();
        int orders = tick % 10 == 0 ? EVENTS_PER_TICK - 1 : EVENTS_PER_TICK;
        for (int i = 0; i < orders; i++) {
          market.order(now);
        }
        if (orders < EVENTS_PER_TICK) {
          market.trade(now, tick % 20 == 0);
        }
        events.addAndGet(EVENTS_PER_TICK);
        if (tick % 100 == 50) {
          market.live(now);
          market.candleOfASecond(now);
          market.flush();
        }
        if (tick % 6_000 == 3_000) {
          market.gap("live_orders", now.minusMillis(400), now, tick % 12_000 == 3_000);
        }
        if (tick % 25 == 0) {
          take(slow);
        }
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** A browser that takes at most 16 kB a second, less than comes. */
  private static void take(Socket slow) throws IOException {
    slow.setSoTimeout(1);
    try {
      slow.getInputStream().read(new byte[4_000]);
    } catch (SocketTimeoutException nothing) {
      // It has taken everything there is.
    }
  }

  /** Reads what the server says of bytes that browsers have not taken. */
  private static void watch(URI address, AtomicLong waiting, AtomicBoolean done) {
    try (Stream<String> lines =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofLines())
            .body()) {
      lines
          .takeWhile(line -> !done.get())
          .forEach(
              line -> {
                Matcher told = WAITING.matcher(line);
                if (told.find()) {
                  waiting.accumulateAndGet(Long.parseLong(told.group(1)), Math::max);
                }
              });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void write(List<Sample> samples) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("second,events,server_heap,server_resident,waiting,page_heap,nodes,listeners");
    for (Sample each : samples) {
      lines.add(
          "%d,%d,%d,%d,%d,%d,%d,%d"
              .formatted(
                  each.second,
                  each.events,
                  each.heap,
                  each.resident,
                  each.waiting,
                  each.page.heap(),
                  each.page.nodes(),
                  each.page.listeners()));
    }
    Files.write(Path.of(System.getProperty("soak.file")), lines);
  }

  private static void check(List<Sample> samples) {
    Sample last = samples.get(samples.size() - 1);
    long rate = last.events / Math.max(1, last.second);
    long waiting = samples.stream().mapToLong(Sample::waiting).max().orElseThrow();
    System.out.printf(
        "soak: %d s, %d events a second; medians of the second and of the last quarter: server heap"
            + " %.1f and %.1f MB, resident %.0f and %.0f MB, page heap %.1f and %.1f MB, nodes %d"
            + " and %d, listeners %d and %d; at most %d kB on their way to browsers%n",
        last.second,
        rate,
        middle(samples, 1, Sample::heap) / 1e6,
        middle(samples, 3, Sample::heap) / 1e6,
        middle(samples, 1, Sample::resident) / 1e6,
        middle(samples, 3, Sample::resident) / 1e6,
        middle(samples, 1, each -> each.page.heap()) / 1e6,
        middle(samples, 3, each -> each.page.heap()) / 1e6,
        middle(samples, 1, each -> each.page.nodes()),
        middle(samples, 3, each -> each.page.nodes()),
        middle(samples, 1, each -> each.page.listeners()),
        middle(samples, 3, each -> each.page.listeners()),
        waiting / 1_000);
    assertThat(rate).isGreaterThan(400);
    assertSteady("server heap", samples, Sample::heap);
    assertSteady("page heap", samples, each -> each.page.heap());
    assertSteady("nodes", samples, each -> each.page.nodes() * 1_000);
    assertSteady("listeners", samples, each -> each.page.listeners() * 1_000);
    assertThat(waiting).as("bytes on their way to browsers").isLessThan(MOST_WAITING);
  }

  private static void assertSteady(
      String what, List<Sample> samples, ToLongFunction<Sample> figure) {
    long before = middle(samples, 1, figure);
    assertThat(middle(samples, 3, figure))
        .as("%s at the end, %d before", what, before)
        .isLessThan((long) (before * GROWTH) + SLACK);
  }

  /** The median of a quarter, counted from 0. */
  private static long middle(List<Sample> samples, int quarter, ToLongFunction<Sample> figure) {
    int size = samples.size() / 4;
    long[] sorted =
        samples.subList(quarter * size, (quarter + 1) * size).stream()
            .mapToLong(figure)
            .sorted()
            .toArray();
    return sorted[size / 2];
  }
}
