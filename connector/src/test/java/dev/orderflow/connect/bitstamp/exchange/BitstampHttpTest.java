package dev.orderflow.connect.bitstamp.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The client against a real HTTP server that answers as each test tells it to. */
@Timeout(120)
class BitstampHttpTest {

  private static final String BOOK =
      "{\"microtimestamp\":\"5000\",\"bids\":[[\"1\",\"2\",\"3\"]],\"asks\":[]}";

  private final ExecutorService serving = Executors.newCachedThreadPool();
  private final FeedEventQueue queue = new FeedEventQueue(1_000, 1_000_000);
  private final Queue<String> asked = new ConcurrentLinkedQueue<>();
  private final Network network = new Network(NetworkSettings.DEFAULT, Thread::new);
  private HttpServer server;
  private BitstampHttp http;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(serving);
    server.start();
    http =
        new BitstampHttp(
            new HttpSettings(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), 1_000),
            network.calls(Duration.ofSeconds(5)),
            queue,
            new FeedEnvironment(
                (request, listener) -> {
                  throw new IllegalStateException("no socket is wanted");
                },
                network.scheduler(),
                System::nanoTime,
                () -> 7L,
                new Random(1)));
  }

  @AfterEach
  void stop() {
    network.close();
    server.stop(0);
    serving.shutdownNow();
  }

  @ParameterizedTest
  @CsvSource({
    "429, 7, THROTTLED, 7",
    "403, '', THROTTLED, 0",
    "503, 2, UNAVAILABLE, 2",
    "429, 99999, THROTTLED, 600",
    "429, 'Wed, 21 Oct 2026 07:28:00 GMT', THROTTLED, 0",
    "429, -1, THROTTLED, 0"
  })
  void readsHowLongTheVenueWantsNotToBeAsked(
      int status, String header, HttpProblem.Kind kind, long seconds) throws Exception {
    server.createContext(
        "/",
        call -> {
          call.getResponseHeaders().set("Retry-After", header);
          call.sendResponseHeaders(status, -1);
          call.close();
        });
    HttpReply.Failed failed = failure(new HttpRequest.Book("btcusd"));
    assertThat(failed.kind()).isEqualTo(kind);
    assertThat(failed.retryAfter()).hasSeconds(seconds);
    assertThat(failed.detail()).isEqualTo("/api/v2/order_book/btcusd/: HTTP " + status);
  }

  @Test
  void aPageWithStatus200IsAnExchangeThatIsNotAvailable() throws Exception {
    answer(200, " <!doctype html><html></html>");
    HttpReply.Failed failed = failure(new HttpRequest.Book("btcusd"));
    assertThat(failed.kind()).isEqualTo(HttpProblem.Kind.UNAVAILABLE);
    assertThat(failed.detail()).endsWith("HTTP 200, a page instead of JSON");
  }

  @Test
  void tellsTheExchangesCode() throws Exception {
    answer(404, "{\"response_code\":\"404.008\",\"response_explanation\":\"no events\"}");
    HttpReply.Failed failed = failure(new HttpRequest.Orders("btcusd", "a", Optional.of("b")));
    assertThat(failed.kind()).isEqualTo(HttpProblem.Kind.REFUSED);
    assertThat(failed.code()).isEqualTo("404.008");
    assertThat(asked).containsExactly("market=btcusd&order_source=orderbook&since_id=a&until_id=b");
  }

  @ParameterizedTest
  @CsvSource({"400.079, 400", "404.007, 404"})
  void asksAgainByTheMarketsNameWhenItsSymbolIsNotTaken(String code, int status) throws Exception {
    server.createContext(
        "/",
        call -> {
          String form = read(call);
          boolean markets = call.getRequestURI().getPath().contains("markets");
          if (markets) {
            reply(call, 200, "[{\"name\":\"BTC/USD\",\"market_symbol\":\"btcusd\"}]");
          } else if (form.contains("market=BTC%2FUSD")) {
            reply(call, 200, "[]");
          } else {
            reply(call, status, "{\"response_code\":\"" + code + "\"}");
          }
        });
    HttpRequest request = new HttpRequest.Orders("btcusd", "a", Optional.empty());
    assertThat(reply(request)).isInstanceOf(HttpReply.Orders.class);
    asked.clear();
    assertThat(reply(request)).isInstanceOf(HttpReply.Orders.class);
    assertThat(asked).as("the name is remembered").hasSize(1);
  }

  /** It is a request like others: counted, one for all that wait for it, and it heeds a pause. */
  @Test
  void theMarketsNamesAreAskedForOnceAndNotWhileTheExchangeWantsAPause() throws Exception {
    AtomicInteger names = new AtomicInteger();
    CountDownLatch mayAnswer = new CountDownLatch(1);
    server.createContext(
        "/",
        call -> {
          String form = read(call);
          if (!call.getRequestURI().getPath().contains("markets")) {
            boolean name = form.contains("market=BTC%2FUSD");
            reply(call, name ? 200 : 400, name ? "[]" : "{\"response_code\":\"400.079\"}");
          } else if (names.incrementAndGet() == 1) {
            await(mayAnswer);
            call.getResponseHeaders().set("Retry-After", "2");
            reply(call, 429, "");
          } else {
            reply(call, 200, "[{\"name\":\"BTC/USD\",\"market_symbol\":\"btcusd\"}]");
          }
        });
    HttpRequest request = new HttpRequest.Orders("btcusd", "a", Optional.empty());
    for (int i = 0; i < 3; i++) {
      http.send(request, Lane.REPAIR);
    }
    Awaitility.await().until(() -> http.failures() == 3);
    mayAnswer.countDown();
    assertThat(answers(3))
        .allSatisfy(
            answer -> {
              HttpReply.Failed failed = (HttpReply.Failed) answer.reply();
              assertThat(failed.kind()).isEqualTo(HttpProblem.Kind.THROTTLED);
              assertThat(failed.retryAfter()).hasSeconds(2);
            });
    assertThat(http.calls()).isEqualTo(4);
    assertThat(http.failures()).isEqualTo(4);

    long from = System.nanoTime();
    assertThat(reply(request)).isInstanceOf(HttpReply.Orders.class);
    assertThat(Duration.ofNanos(System.nanoTime() - from)).isGreaterThan(Duration.ofSeconds(1));
    assertThat(names).hasValue(2);
    assertThat(http.calls()).isEqualTo(7);
  }

  @Test
  void aMarketThatTheExchangeDoesNotNameStaysRefused() throws Exception {
    server.createContext(
        "/",
        call -> {
          read(call);
          boolean markets = call.getRequestURI().getPath().contains("markets");
          reply(
              call,
              markets ? 200 : 404,
              markets
                  ? "[{\"name\":\"ETH/USD\",\"market_symbol\":\"ethusd\"}]"
                  : "{\"response_code\":\"404.007\"}");
        });
    HttpRequest request = new HttpRequest.Orders("btcusd", "a", Optional.empty());
    assertThat(failure(request).code()).isEqualTo("404.007");
    assertThat(failure(request).code()).isEqualTo("404.007");
    assertThat(http.calls()).isEqualTo(3);
  }

  @Test
  void tellsWhenTheExchangeAnsweredAndHowItCame() throws Exception {
    server.createContext(
        "/",
        call -> {
          call.getResponseHeaders().set("Date", "Wed, 21 Oct 2026 07:28:00 GMT");
          reply(call, 200, BOOK);
        });
    HttpReply.Book reply = (HttpReply.Book) reply(new HttpRequest.Book("btcusd"));
    assertThat(reply.transfer().bytes()).isEqualTo(BOOK.length());
    assertThat(reply.transfer().roundTrip()).isPositive();
    assertThat(reply.transfer().exchangeMicros().isPresent()).isTrue();
    assertThat(http.clockOffset().isKnown()).isTrue();
    assertThat(http.calls()).isOne();
    assertThat(http.failures()).isZero();
  }

  @Test
  void aReplyThatIsNoneIsUnreadable() throws Exception {
    answer(200, "{\"bids\":7}");
    assertThat(failure(new HttpRequest.Book("btcusd")).kind())
        .isEqualTo(HttpProblem.Kind.UNREADABLE);
    assertThat(http.failures()).isOne();
  }

  /** It takes five seconds; one after the other they would take twenty. */
  @Test
  void theBooksOfAHundredMarketsDoNotComeOneAfterTheOther() throws Exception {
    server.createContext(
        "/",
        call -> {
          delay(200);
          reply(call, 200, BOOK);
        });
    long from = System.nanoTime();
    for (int i = 0; i < 100; i++) {
      http.send(new HttpRequest.Book("market" + i), Lane.SNAPSHOT);
    }
    assertThat(answers(100)).allMatch(a -> a.reply() instanceof HttpReply.Book);
    assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(12));
  }

  @Test
  void aRepairDoesNotWaitForSnapshots() throws Exception {
    CountDownLatch mayAnswer = new CountDownLatch(1);
    server.createContext(
        "/",
        call -> {
          if (call.getRequestURI().getPath().contains("order_book")) {
            await(mayAnswer);
            reply(call, 200, BOOK);
          } else {
            reply(call, 200, "[]");
          }
        });
    for (int i = 0; i < 50; i++) {
      http.send(new HttpRequest.Book("btcusd"), Lane.SNAPSHOT);
    }
    long repair = http.send(new HttpRequest.Orders("btcusd", "a", Optional.empty()), Lane.REPAIR);

    assertThat(answers(1))
        .singleElement()
        .satisfies(answer -> assertThat(answer.requestId()).isEqualTo(repair));
    mayAnswer.countDown();
    assertThat(answers(50)).hasSize(50);
  }

  private HttpReply.Failed failure(HttpRequest request) throws InterruptedException {
    return (HttpReply.Failed) reply(request);
  }

  private HttpReply reply(HttpRequest request) throws InterruptedException {
    long number = http.send(request, Lane.REPAIR);
    FeedEvent.Answer answer = answers(1).get(0);
    assertThat(answer.requestId()).isEqualTo(number);
    return answer.reply();
  }

  private List<FeedEvent.Answer> answers(int count) throws InterruptedException {
    List<FeedEvent.Answer> answers = new ArrayList<>();
    while (answers.size() < count) {
      List<FeedEvent> events = queue.poll(count - answers.size(), Duration.ofSeconds(30));
      assertThat(events).as("waited for 30 s").isNotEmpty();
      events.forEach(event -> answers.add((FeedEvent.Answer) event));
    }
    return answers;
  }

  private void answer(int status, String body) {
    server.createContext("/", call -> reply(call, status, body));
  }

  private void reply(HttpExchange call, int status, String body) throws IOException {
    read(call);
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    call.sendResponseHeaders(status, bytes.length);
    try (OutputStream out = call.getResponseBody()) {
      out.write(bytes);
    }
  }

  private String read(HttpExchange call) throws IOException {
    String form = new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    if (!form.isEmpty()) {
      asked.add(form);
    }
    return form;
  }

  private static void delay(long millis) throws IOException {
    await(new CountDownLatch(1), millis);
  }

  private static void await(CountDownLatch latch) throws IOException {
    await(latch, 60_000);
  }

  private static void await(CountDownLatch latch, long millis) throws IOException {
    try {
      latch.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
