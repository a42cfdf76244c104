package dev.orderflow.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 500 browsers on one server, one of which takes nothing. */
class LoadIT {

  private static final int CLIENTS = 500;
  private static final int SECONDS = 8;
  private static final Duration LATE = Duration.ofSeconds(1);
  private static final Pattern SENT = Pattern.compile("\"sent\":(\\d+)");
  private static final String MARK = "4242.";

  @TempDir private Path directory;

  /** What one client has read; the reading thread owns it. */
  private static final class Client {
    private final StringBuilder text = new StringBuilder();
    private volatile int frames;
  }

  @Test
  void fiveHundredBrowsersAreServedAndASlowOneHoldsUpNobody() throws Exception {
    try (Broker broker = Broker.start(directory);
        SyntheticMarket market = new SyntheticMarket(broker, "btcusd")) {
      broker.createTopics(SyntheticMarket.topics(""));
      Instant now = Instant.now();
      market.history(now.minusSeconds(900), now, now.minusSeconds(500), now.minusSeconds(490));
      market.flush();
      try (DashboardProcess dashboard =
              DashboardProcess.start(directory, broker.address(), 0, "--max-clients=501");
          Socket slow = new Socket()) {
        dashboard.awaitData();
        URI address = dashboard.address();
        slow.setReceiveBufferSize(1_024);
        slow.connect(new InetSocketAddress(address.getHost(), address.getPort()));
        request(slow.getOutputStream());
        int threads = threads(dashboard);

        List<Long> delays = Collections.synchronizedList(new ArrayList<>());
        AtomicBoolean done = new AtomicBoolean();
        List<Client> clients = new ArrayList<>();
        try (Selector selector = Selector.open()) {
          for (int i = 0; i < CLIENTS; i++) {
            Client client = new Client();
            clients.add(client);
            SocketChannel channel =
                SocketChannel.open(new InetSocketAddress(address.getHost(), address.getPort()));
            request(channel.socket().getOutputStream());
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, client);
          }
          Thread reading = new Thread(() -> read(selector, delays, done), "clients");
          reading.start();
          // A second frame shows that the first, which is everything there is, has been taken.
          await()
              .atMost(Duration.ofSeconds(30))
              .until(() -> clients.stream().allMatch(each -> each.frames > 1));
          assertThat(dashboard.get("events").statusCode()).isEqualTo(503);
          delays.clear();

          long start = System.nanoTime();
          String last = "";
          for (int i = 0; i < SECONDS * 10; i++) {
            long due = start + i * 100_000_000L;
            while (System.nanoTime() < due) {
              LockSupport.parkNanos(due - System.nanoTime());
            }
            last = MARK + (1_000 + i);
            market.trade(Instant.now(), last, "1", true, false);
            if (i % 10 == 0) {
              market.book(Instant.now());
            }
          }
          market.flush();
          String newest = last;
          await()
              .atMost(Duration.ofSeconds(10))
              .until(
                  () -> {
                    synchronized (delays) {
                      return clients.stream().allMatch(c -> c.text.indexOf(newest) >= 0);
                    }
                  });
          assertThat(threads(dashboard)).isLessThanOrEqualTo(threads + 2);
          done.set(true);
          selector.wakeup();
          reading.join();
        }

        List<Long> sorted = delays.stream().sorted().toList();
        long middle = sorted.get(sorted.size() / 2);
        long late = sorted.get(sorted.size() * 99 / 100);
        System.out.printf(
            "%d clients: %d frames in %d s, server to client median %.1f ms, 99 %% within %.1f ms; resident %d MB%n",
            CLIENTS,
            sorted.size(),
            SECONDS,
            middle / 1e3,
            late / 1e3,
            residentMegabytes(dashboard));
        assertThat(clients).allMatch(client -> client.frames > SECONDS * 3);
        assertThat(late).isLessThan(LATE.toNanos() / 1_000);

        // The slow one has not been cut off, and what it reads now ends with the newest.
        assertThat(slow.isClosed()).isFalse();
        assertThat(readUntil(slow, MARK + (1_000 + SECONDS * 10 - 1))).isTrue();
      }
    }
  }

  private static void request(OutputStream out) throws IOException {
    out.write(
        "GET /events?market=btcusd&interval=1m HTTP/1.1\r\nHost: localhost\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private static boolean readUntil(Socket socket, String text) throws IOException {
    socket.setSoTimeout(10_000);
    StringBuilder tail = new StringBuilder();
    byte[] part = new byte[65_536];
    for (int n = socket.getInputStream().read(part);
        n >= 0;
        n = socket.getInputStream().read(part)) {
      tail.append(new String(part, 0, n, StandardCharsets.ISO_8859_1));
      if (tail.indexOf(text) >= 0) {
        return true;
      }
      tail.delete(0, Math.max(0, tail.length() - 200));
    }
    return false;
  }

  private static void read(Selector selector, List<Long> delays, AtomicBoolean done) {
    ByteBuffer buffer = ByteBuffer.allocate(262_144);
    try {
      while (!done.get()) {
        selector.select(500);
        for (SelectionKey key : selector.selectedKeys()) {
          buffer.clear();
          if (((SocketChannel) key.channel()).read(buffer) < 0) {
            key.cancel();
            continue;
          }
          synchronized (delays) {
            take((Client) key.attachment(), buffer.flip(), delays);
          }
        }
        selector.selectedKeys().clear();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void take(Client client, ByteBuffer bytes, List<Long> delays) {
    String part = StandardCharsets.ISO_8859_1.decode(bytes).toString();
    client.text.append(part);
    Instant now = Instant.now();
    long micros = now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    Matcher sent = SENT.matcher(part);
    while (sent.find()) {
      client.frames = client.frames + 1;
      delays.add(micros - Long.parseLong(sent.group(1)));
    }
    if (client.text.length() > 4_000) {
      client.text.delete(0, client.text.length() - 4_000);
    }
  }

  private static int threads(DashboardProcess dashboard) throws IOException {
    try (Stream<Path> tasks = Files.list(Path.of("/proc/" + dashboard.pid() + "/task"))) {
      return (int) tasks.count();
    }
  }

  private static long residentMegabytes(DashboardProcess dashboard) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + dashboard.pid() + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1_024)
        .findFirst()
        .orElse(0);
  }
}
