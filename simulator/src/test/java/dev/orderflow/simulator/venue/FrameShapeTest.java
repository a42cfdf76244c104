package dev.orderflow.simulator.venue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.orderflow.simulator.market.Market;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every frame has the captured frames' keys, key order, types and formats.
 *
 * <p>The patterns are checked from both sides: against what the simulator publishes and, where the
 * captures are at hand, against the captures.
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
    Venue venue =
        new Venue(
            new VenueSettings(
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
    venue.advance(Long.MAX_VALUE - 1, 80_000, sink);
    snapshot = new String(new MarketData(venue).orderBook("btcusd", 2).body());
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
  void thePatternsFitTheCaptures() throws IOException {
    Path samples = Path.of(System.getProperty("orderflow.samples", "../../shared/samples"));
    assumeTrue(Files.isDirectory(samples), "no captures beside the repository");
    int orders = 0;
    for (String line : lines(samples, "hashsignn-LOB-lines-in-tests-2026-09-04.jsonl")) {
      String frame = line.replaceAll(",\"_recv_ns\":\\d+", "");
      assertThat(frame).matches(frame.contains("live_trades") ? TRADE : ORDER);
      orders++;
    }
    assertThat(orders).isEqualTo(4);
    int books = 0;
    for (String line : lines(samples, "venue-profile-2026-09-15-frames.jsonl")) {
      if (line.contains("order_book_") && line.contains("\"event\":\"data\"")) {
        assertThat(line.replaceAll(LEVEL, "L")).matches(BOOK);
        books++;
      } else if (line.contains("live_orders_")) {
        assertThat(line).matches(ORDER);
      }
    }
    assertThat(books).isEqualTo(3);
    String book =
        Files.readString(
            samples.resolve("hashsignn-LOB-snapshot-group2-btcusd-first-25-bids.json"));
    assertThat(book.strip().replaceAll(DETAIL_LEVEL, "L")).matches(SNAPSHOT);
  }

  private static List<String> lines(Path samples, String name) throws IOException {
    return Files.readAllLines(samples.resolve(name)).stream()
        .filter(line -> !line.isBlank())
        .toList();
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
