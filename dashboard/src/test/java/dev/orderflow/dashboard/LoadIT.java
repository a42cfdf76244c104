package dev.orderflow.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderflow.dashboard.page.DashboardProcess;
import dev.orderflow.runtime.KafkaBroker;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As many browsers as the server takes by default, one of which takes nothing. */
@Tag("full")
class LoadIT {

  private static final int CLIENTS = 1_999;
  private static final int TRADES = 50;

  /** What is waited for comes; how soon is no matter here. */
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private static final String MARK = "4242.";

  @TempDir private Path directory;

  /** What every client looks for in what it reads. */
  private final AtomicReference<String> sought = new AtomicReference<>("");

  /** One client, which the reading thread owns. */
  private static final class Client {
    private static final int LONGEST = 100;
    private final StringBuilder text = new StringBuilder();
    private volatile String found = "";

    void take(ByteBuffer bytes, String sought) {
      text.append(StandardCharsets.ISO_8859_1.decode(bytes));
      if (text.indexOf(sought) >= 0) {
        found = sought;
      }
      text.delete(0, Math.max(0, text.length() - LONGEST));
    }
  }

  @Test
  void twoThousandBrowsersAreServedAndASlowOneHoldsUpNobody() throws Exception {
    try (KafkaBroker broker = KafkaBroker.start(directory);
        SyntheticMarket market = new SyntheticMarket(broker.bootstrapServers(), "btcusd")) {
      MarketRecords.createTopics(broker.bootstrapServers(), "");
      Instant now = Instant.now();
      market.history(now.minusSeconds(900), now, now.minusSeconds(500), now.minusSeconds(490));
      market.flush();
      try (DashboardProcess dashboard =
              DashboardProcess.start(directory, broker.bootstrapServers(), 0);
          Selector selector = Selector.open();
          Socket slow = new Socket()) {
        dashboard.awaitData();
        InetSocketAddress address =
            new InetSocketAddress(dashboard.address().getHost(), dashboard.address().getPort());
        long threads = threads(dashboard);
        List<Client> clients =
            Stream.generate(() -> connect(address, selector)).limit(CLIENTS).toList();
        AtomicBoolean done = new AtomicBoolean();
        Thread reading = new Thread(() -> read(selector, done), "clients");
        reading.start();
        awaitAll(clients, "\"clients\":" + CLIENTS + ",");

        // It counts as gone after a minute in which it took nothing, so it comes last.
        slow.setReceiveBufferSize(1_024);
        slow.connect(address);
        request(slow.getOutputStream());
        awaitAll(clients, "\"clients\":" + (CLIENTS + 1) + ",");
        assertThat(dashboard.get("events").statusCode()).isEqualTo(503);

        String newest = MARK + (1_000 + TRADES - 1);
        sought.set(newest);
        for (int i = 0; i < TRADES; i++) {
          market.trade(Instant.now(), MARK + (1_000 + i), "1", true, false);
          market.book(Instant.now());
          market.flush();
        }
        awaitAll(clients, newest);
        assertThat(threads(dashboard)).isLessThanOrEqualTo(threads + 2);
        // The slow one has not been cut off, and what it reads now ends with the newest.
        assertThat(readUntil(slow, newest)).isTrue();
        done.set(true);
        selector.wakeup();
        reading.join();
      }
    }
  }

  private void awaitAll(List<Client> clients, String text) {
    sought.set(text);
    await().atMost(LIMIT).until(() -> clients.stream().allMatch(each -> each.found.equals(text)));
  }

  private static Client connect(InetSocketAddress address, Selector selector) {
    Client client = new Client();
    try {
      SocketChannel channel = SocketChannel.open(address);
      request(channel.socket().getOutputStream());
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, client);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return client;
  }

  private static void request(OutputStream out) throws IOException {
    out.write(
        "GET /events?market=btcusd&interval=1m HTTP/1.1\r\nHost: localhost\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private void read(Selector selector, AtomicBoolean done) {
    ByteBuffer buffer = ByteBuffer.allocate(262_144);
    try {
      while (!done.get()) {
        selector.select(500);
        for (SelectionKey key : selector.selectedKeys()) {
          buffer.clear();
          if (((SocketChannel) key.channel()).read(buffer) < 0) {
            key.cancel();
          } else {
            ((Client) key.attachment()).take(buffer.flip(), sought.get());
          }
        }
        selector.selectedKeys().clear();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean readUntil(Socket socket, String text) throws IOException {
    socket.setSoTimeout((int) LIMIT.toMillis());
    Client client = new Client();
    byte[] part = new byte[65_536];
    for (int n = 0; n >= 0 && client.found.isEmpty(); ) {
      n = socket.getInputStream().read(part);
      client.take(ByteBuffer.wrap(part, 0, Math.max(0, n)), text);
    }
    return !client.found.isEmpty();
  }

  private static long threads(DashboardProcess dashboard) throws IOException {
    Path tasks = Path.of("/proc", Long.toString(dashboard.process().handle().pid()), "task");
    try (Stream<Path> all = Files.list(tasks)) {
      return all.count();
    }
  }
}
