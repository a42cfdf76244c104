package dev.orderflow.benchmarks.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.benchmarks.program.FrameClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the frame source sends a client, over real sockets. */
class FrameServerTest {

  private static final Pattern CHAIN =
      Pattern.compile(
          "live_orders_(\\w+)\".*\"event_id\":\"([^\"]+)\",\"pre_event_id\":\"([^\"]+)\"");

  private ServerSocket socket;

  @BeforeEach
  void start() throws IOException {
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread server = new Thread(this::serve, "server");
    server.setDaemon(true);
    server.start();
  }

  private void serve() {
    try {
      FrameServer.accept(socket);
    } catch (SocketException closed) {
      // The test is over.
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void stop() throws IOException {
    socket.close();
  }

  @Test
  void sendsAsManyAsAskedInOneChain() throws InterruptedException {
    List<String> frames = read(StreamRequest.fast("a", 20_000), 20_000);
    assertThat(brokenLinks(frames)).isZero();
  }

  @Test
  void chainsEachOfManyMarkets() throws InterruptedException {
    List<String> frames = read(StreamRequest.fast("b", 10_000).ofMarkets(200), 10_000);
    assertThat(brokenLinks(frames)).isZero();
    assertThat(frames.get(0)).contains("live_orders_m000xx");
    assertThat(frames.get(199)).contains("live_orders_m199xx");
  }

  @Test
  void keepsAPaceAndStampsTheTimeOfSending() throws InterruptedException {
    long before = FrameServer.micros();
    List<String> frames = read(StreamRequest.paced("c", 500, 1_000), 500);
    assertThat(brokenLinks(frames)).isZero();
    assertThat(micros(frames.get(0))).isGreaterThanOrEqualTo(before);
    assertThat(micros(frames.get(499)) - micros(frames.get(0))).isGreaterThan(490_000);
  }

  @Test
  void givesBothConnectionsOfARunTheSameFrames() throws InterruptedException {
    StreamRequest request = StreamRequest.fast("d", 1_000).over(2);
    BlockingQueue<String> first = new LinkedBlockingQueue<>();
    BlockingQueue<String> second = new LinkedBlockingQueue<>();
    try (FrameClient one = new FrameClient(url(request), channels(request), first::add);
        FrameClient two = new FrameClient(url(request), channels(request), second::add)) {
      one.connect();
      two.connect();
      assertThat(take(first, 1_000)).isEqualTo(take(second, 1_000));
    }
  }

  @Test
  void answersWhatTheConnectorAsksOverHttp() throws IOException, InterruptedException {
    assertThat(get("/api/v2/markets/")).contains("btcusd", "m199xx");
    assertThat(get("/api/v2/order_book/btcusd/?group=2")).contains("microtimestamp", "\"asks\":[]");
  }

  private String get(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + socket.getLocalPort() + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private List<String> read(StreamRequest request, int count) throws InterruptedException {
    BlockingQueue<String> frames = new LinkedBlockingQueue<>();
    try (FrameClient client = new FrameClient(url(request), channels(request), frames::add)) {
      client.connect();
      return take(frames, count);
    }
  }

  private static List<String> take(BlockingQueue<String> frames, int count)
      throws InterruptedException {
    List<String> taken = new ArrayList<>();
    while (taken.size() < count) {
      String frame = frames.poll(30, TimeUnit.SECONDS);
      assertThat(frame).as("frame %d", taken.size()).isNotNull();
      taken.add(frame);
    }
    return taken;
  }

  private String url(StreamRequest request) {
    return "ws://127.0.0.1:" + socket.getLocalPort() + "/?" + request.query();
  }

  private static long brokenLinks(List<String> frames) {
    Map<String, String> last = new HashMap<>();
    long broken = 0;
    for (String frame : frames) {
      Matcher matcher = CHAIN.matcher(frame);
      assertThat(matcher.find()).as(frame).isTrue();
      String before = last.put(matcher.group(1), matcher.group(2));
      if (before != null && !before.equals(matcher.group(3))) {
        broken++;
      }
    }
    return broken;
  }

  private static long micros(String frame) {
    return Long.parseLong(frame.replaceAll(".*\"microtimestamp\":\"(\\d+)\".*", "$1"));
  }

  private static List<String> channels(StreamRequest request) {
    return request.symbols().stream().map(symbol -> "live_orders_" + symbol).toList();
  }
}
