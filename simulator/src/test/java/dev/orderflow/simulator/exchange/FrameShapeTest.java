package dev.orderflow.simulator.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.orderflow.simulator.market.Market;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every frame has the captured frames' keys, key order, types and formats.
 *
 * <p>The patterns are checked from both sides: against what the simulator publishes and against
 * frames written by hand in the shapes of captured ones, odd ones among them.
 */
class FrameShapeTest {
  private static final String NUMBER = "(?:0|[1-9]\\d*)(?:\\.\\d*[1-9])?(?:e-\\d\\d)?";
  private static final String DECIMAL = "(?:\\d+(?:\\.\\d+)?|\\d(?:\\.\\d+)?E-\\d)";
  private static final String MARKET = "[a-z0-9]+(?:-perp)?";
  private static final String EVENT_ID = "[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{4}0[0-3]000020";

  private static final Pattern ORDER =
      Pattern.compile(
          "\\{\"data\":\\{\"id\":(\\d{16}),\"id_str\":\"\\1\",\"order_type\":[01],"
              + "\"order_subtype\":\\d,\"datetime\":\"\\d{10}\",\"microtimestamp\":\"\\d{13}000\","
              + "\"amount\":"
              + NUMBER
              + ",\"amount_str\":\""
              + DECIMAL
              + "\",\"amount_traded\":\""
              + DECIMAL
              + "\",\"amount_at_create\":\""
              + DECIMAL
              + "\",\"price\":"
              + NUMBER
              + ",\"price_str\":\""
              + DECIMAL
              + "\",\"is_liquidation\":false\\},\"channel\":\"live_orders_"
              + MARKET
              + "\",\"event\":\"order_(?:created|changed|deleted)\",\"event_id\":\""
              + EVENT_ID
              + "\",\"pre_event_id\":\""
              + EVENT_ID
              + "\",\"order_source\":\"orderbook\"\\}");

  private static final Pattern TRADE =
      Pattern.compile(
          "\\{\"data\":\\{\"id\":\\d+,\"timestamp\":\"\\d{10}\",\"amount\":"
              + NUMBER
              + ",\"amount_str\":\""
              + DECIMAL
              + "\",\"price\":"
              + NUMBER
              + ",\"price_str\":\""
              + DECIMAL
              + "\",\"type\":[01],\"microtimestamp\":\"\\d{13}000\",\"buy_order_id\":\\d{16},"
              + "\"sell_order_id\":\\d{16}\\},\"channel\":\"live_trades_"
              + MARKET
              + "\",\"event\":\"trade\"\\}");

  /** What remains of a book frame when each level is an L. */
  private static final Pattern BOOK =
      Pattern.compile(
          "\\{\"data\":\\{\"timestamp\":\"\\d{10}\",\"microtimestamp\":\"\\d{16}\","
              + "\"bids\":\\[[L,]*\\],\"asks\":\\[[L,]*\\]\\},\"channel\":\"(?:diff_)?order_book_"
              + MARKET
              + "\",\"event\":\"data\"\\}");

  private static final Pattern DETAIL =
      Pattern.compile(BOOK.pattern().replace("(?:diff_)?order", "detail_order"));

  private static final Pattern SNAPSHOT =
      Pattern.compile(
          "\\{\"timestamp\": \"\\d{10}\", \"microtimestamp\": \"\\d{16}\", "
              + "\"bids\": \\[[L, ]*\\], \"asks\": \\[[L, ]*\\]\\}");

  private static final String LEVEL = "\\[\"\\d+(?:\\.\\d+)?\", ?\"\\d+(?:\\.\\d+)?\"\\]";
  private static final String DETAIL_LEVEL = LEVEL.replace("\\]", ", ?\"\\d{16}\"\\]");

  private static final Map<ChannelKind, List<String>> FRAMES = new EnumMap<>(ChannelKind.class);
  private static String snapshot;

  @BeforeAll
  static void publish() {
    Exchange exchange =
        new Exchange(
            new ExchangeSettings(
                List.of(
                    Market.named("btcusd").orElseThrow(),
                    Market.named("ethusd").orElseThrow(),
                    Market.named("xrpusd").orElseThrow()),
                9,
                1_790_000_000_000_000L,
                OptionalDouble.empty(),
                8_000,
                50_000,
                0));
    for (ChannelKind kind : ChannelKind.values()) {
      FRAMES.put(kind, new ArrayList<>());
    }
    FrameSink sink =
        new FrameSink() {
          @Override
          public boolean wanted(PublicChannel channel) {
            return true;
          }

          @Override
          public void publish(Frame frame) {
            FRAMES.get(frame.channel().kind()).add(frame.json());
          }
        };
    exchange.advance(Long.MAX_VALUE - 1, 80_000, sink);
    snapshot =
        new String(ExchangeApi.orderBook(exchange.market("btcusd").orElseThrow(), "2").body());
  }

  @Test
  void orderFramesAreAsCaptured() throws IOException {
    ObjectMapper json = new ObjectMapper();
    boolean sentinel = false;
    boolean dust = false;
    assertThat(FRAMES.get(ChannelKind.LIVE_ORDERS)).hasSizeGreaterThan(10_000);
    for (String frame : FRAMES.get(ChannelKind.LIVE_ORDERS)) {
      assertThat(frame).matches(ORDER);
      JsonNode root = json.readTree(frame);
      JsonNode data = root.get("data");
      long micros = data.get("microtimestamp").asLong();
      assertThat(root.get("event_id").asText().replace("-", "")).startsWith(hex(micros));
      assertThat(root.get("pre_event_id").asText()).isLessThan(root.get("event_id").asText());
      assertThat(data.get("datetime").asLong()).isEqualTo(Math.round(micros / 1e6));
      assertSame(data, "amount");
      assertSame(data, "price");
      sentinel |= data.get("price").asLong() == 999_999_999;
      dust |= data.get("amount_str").asText().equals("1E-8");
    }
    assertThat(sentinel).isTrue();
    assertThat(dust).isTrue();
  }

  @Test
  void tradeFramesAreAsCaptured() throws IOException {
    ObjectMapper json = new ObjectMapper();
    assertThat(FRAMES.get(ChannelKind.LIVE_TRADES)).hasSizeGreaterThan(100);
    for (String frame : FRAMES.get(ChannelKind.LIVE_TRADES)) {
      assertThat(frame).matches(TRADE);
      JsonNode data = json.readTree(frame).get("data");
      assertThat(data.get("timestamp").asLong())
          .isEqualTo(data.get("microtimestamp").asLong() / 1_000_000);
      assertSame(data, "amount");
      assertSame(data, "price");
    }
  }

  @Test
  void bookFramesAreAsCaptured() {
    for (String frame : FRAMES.get(ChannelKind.ORDER_BOOK)) {
      assertThat(frame.replaceAll(LEVEL, "L")).matches(BOOK);
    }
    List<String> diffs = FRAMES.get(ChannelKind.DIFF_ORDER_BOOK);
    for (String frame : diffs) {
      assertThat(frame.replaceAll(LEVEL, "L")).matches(BOOK);
    }
    assertThat(diffs).anyMatch(frame -> frame.contains("\"0.00000000\"]"));
    for (String frame : FRAMES.get(ChannelKind.DETAIL_ORDER_BOOK)) {
      assertThat(frame.replaceAll(DETAIL_LEVEL, "L")).matches(DETAIL);
    }
    assertThat(snapshot.replaceAll(DETAIL_LEVEL, "L")).matches(SNAPSHOT);
  }

  @Test
  void thePatternsFitFramesWrittenByHand() throws IOException {
    Map<String, Integer> fitting = new TreeMap<>();
    for (String frame : resource("frames.jsonl").lines().toList()) {
      String channel = new ObjectMapper().readTree(frame).get("channel").asText();
      switch (ChannelKind.of(channel).orElseThrow()) {
        case LIVE_ORDERS -> assertThat(frame).matches(ORDER);
        case LIVE_TRADES -> assertThat(frame).matches(TRADE);
        case DETAIL_ORDER_BOOK -> assertThat(frame.replaceAll(DETAIL_LEVEL, "L")).matches(DETAIL);
        case ORDER_BOOK, DIFF_ORDER_BOOK -> assertThat(frame.replaceAll(LEVEL, "L")).matches(BOOK);
      }
      fitting.merge(channel, 1, Integer::sum);
    }
    assertThat(fitting)
        .containsEntry("live_orders_btcusd", 6)
        .containsEntry("live_orders_zedusd-perp", 1)
        .containsEntry("live_trades_btcusd", 2)
        .hasSize(7);
    assertThat(resource("order-book-group-2.json").strip().replaceAll(DETAIL_LEVEL, "L"))
        .matches(SNAPSHOT);
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = FrameShapeTest.class.getResourceAsStream("/frames/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  private static void assertSame(JsonNode data, String name) {
    assertThat(data.get(name).isNumber()).isTrue();
    assertThat(new BigDecimal(data.get(name).asText()))
        .isEqualByComparingTo(data.get(name + "_str").asText());
  }

  private static String hex(long micros) {
    return String.format("%016x", micros);
  }
}
