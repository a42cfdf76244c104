package dev.orderflow.connect.bitstamp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The question for the exchange's markets, over a real socket. */
class MarketCheckTest {

  private final MockWebServer exchange = new MockWebServer();

  @BeforeEach
  void start() throws IOException {
    exchange.start();
  }

  @AfterEach
  void stop() {
    exchange.close();
  }

  @Test
  void readsTheMarkets() throws InterruptedException {
    exchange.enqueue(
        new MockResponse.Builder()
            .body(
                "[{\"name\":\"BTC/USD\",\"market_symbol\":\"btcusd\",\"x\":{\"market_symbol\":1}},"
                    + "{\"market_symbol\":\"ethusd\"}]")
            .build());
    ConfigValue markets = check("btcusd,btcsud");
    assertThat(markets.errorMessages())
        .containsExactly("markets: the exchange has no market 'btcsud'; did you mean btcusd?");
    assertThat(markets.recommendedValues()).isEqualTo(List.of("btcusd", "ethusd"));
    assertThat(exchange.takeRequest().getUrl().encodedPath()).isEqualTo("/api/v2/markets/");
  }

  @Test
  void goesThroughTheProxyOfTheJvm() throws InterruptedException {
    System.setProperty("http.proxyHost", exchange.getHostName());
    System.setProperty("http.proxyPort", Integer.toString(exchange.getPort()));
    try {
      exchange.enqueue(new MockResponse.Builder().body("[{\"market_symbol\":\"ethusd\"}]").build());
      assertThat(check("http://exchange.invalid", "btcusd").errorMessages()).hasSize(1);
      assertThat(exchange.takeRequest().getRequestLine())
          .startsWith("GET http://exchange.invalid/api/v2/markets/");
    } finally {
      System.clearProperty("http.proxyHost");
      System.clearProperty("http.proxyPort");
    }
  }

  @Test
  void goesThroughAProxyOfItsOwnAndSaysWhoAsks() throws InterruptedException {
    exchange.enqueue(new MockResponse.Builder().body("[{\"market_symbol\":\"ethusd\"}]").build());
    Map<String, String> config = new HashMap<>();
    config.put("http.url", "http://exchange.invalid");
    config.put("proxy.url", exchange.url("/").toString());
    config.put("user.agent", "desk 7");
    assertThat(check(config, "btcusd").errorMessages()).hasSize(1);
    RecordedRequest request = exchange.takeRequest();
    assertThat(request.getRequestLine()).startsWith("GET http://exchange.invalid/api/v2/markets/");
    assertThat(request.getHeaders().get("User-Agent")).isEqualTo("desk 7");
  }

  @ParameterizedTest
  @ValueSource(strings = {"store.p12", "certificate.pem"})
  void trustsWhomItsOwnStoreNames(String file, @TempDir Path directory) throws Exception {
    exchange.close();
    try (MockWebServer secured = new MockWebServer()) {
      secured.useHttps(OwnCertificate.in(directory).serverSockets());
      secured.start();
      secured.enqueue(new MockResponse.Builder().body("[{\"market_symbol\":\"ethusd\"}]").build());
      Map<String, String> config = new HashMap<>();
      config.put("http.url", "https://localhost:" + secured.getPort());
      assertThat(check(config, "btcusd").errorMessages()).as("not trusted, so not asked").isEmpty();
      config.put("ssl.truststore.location", directory.resolve(file).toString());
      config.put("ssl.truststore.password", OwnCertificate.PASSWORD);
      assertThat(check(config, "btcusd").errorMessages()).hasSize(1);
    }
  }

  @Test
  void anAnswerThatIsNoneIsNoError() {
    exchange.enqueue(new MockResponse.Builder().body("<html></html>").build());
    exchange.enqueue(new MockResponse.Builder().body("[]").build());
    exchange.enqueue(new MockResponse.Builder().code(403).body("<html></html>").build());
    for (int i = 0; i < 3; i++) {
      assertThat(check("btcusd").errorMessages()).isEmpty();
    }
  }

  @Test
  void anExchangeThatDoesNotAnswerTakesTwoSecondsAndIsNoError() {
    exchange.enqueue(
        new MockResponse.Builder().headersDelay(30, TimeUnit.SECONDS).body("[]").build());
    long startedAt = System.nanoTime();
    assertThat(check("btcusd").errorMessages()).isEmpty();
    assertThat(Duration.ofNanos(System.nanoTime() - startedAt))
        .isBetween(Duration.ofMillis(1_900), Duration.ofMillis(2_900));
  }

  private ConfigValue check(String markets) {
    return check(exchange.url("/").toString(), markets);
  }

  private static ConfigValue check(String url, String markets) {
    return check(new HashMap<>(Map.of("http.url", url)), markets);
  }

  private static ConfigValue check(Map<String, String> config, String markets) {
    config.put("markets", markets);
    ConfigValue value = new ConfigValue("markets", null, new ArrayList<>(), new ArrayList<>());
    MarketCheck.overHttp().check(BitstampSourceConfig.of(config), value);
    return value;
  }
}
