package dev.orderflow.dashboard.market;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** Everything the page shows of one market. */
public final class MarketState {

  private static final int MOST_GAPS = 1_000;
  private static final int MOST_ALERTS = 100;
  private static final int MOST_FLOW = 720;
  private static final int MOST_FLOW_INTERVALS = 8;
  private static final MathContext SHADE = new MathContext(3);
  private static final long RATE_MICROS = 10_000_000;

  private final Revision revision;
  private final Candles candles;
  private final TradeTape tape;
  private final Book book;
  private final Fates fates;
  private final Series gaps;
  private final Series alerts;
  private final Map<String, Series> flow = new TreeMap<>();
  private final Coverage coverage = new Coverage();
  private final Latency exchange = new Latency();
  private final Latency kafka = new Latency();
  private final Latency spark = new Latency();
  private long sequence;
  private long lastEvent;
  private long lastReceived;
  private long events;
  private long eventsBefore;
  private long rateSince;
  private double rate;

  /**
   * A market of which nothing is known yet.
   *
   * @param revision the rounds of changes
   */
  public MarketState(Revision revision) {
    this.revision = revision;
    candles = new Candles(revision);
    tape = new TradeTape(revision);
    book = new Book(revision);
    fates = new Fates(revision);
    gaps = new Series(revision, MOST_GAPS);
    alerts = new Series(revision, MOST_ALERTS);
  }

  /**
   * A frame of the exchange has come.
   *
   * @param channel such as {@code live_orders_btcusd}
   * @param session over which connection; empty for none
   * @param micros its exchange time
   * @param received when the connector received it
   */
  public void event(String channel, String session, long micros, long received) {
    lastEvent = Math.max(lastEvent, micros);
    lastReceived = Math.max(lastReceived, received);
    coverage.saw(micros, channel, session);
  }

  /**
   * How long a frame took that was read as it came; all in microseconds since the epoch.
   *
   * @param happened at the exchange
   * @param received by the connector
   * @param now read here
   */
  public void sourceLatency(long happened, long received, long now) {
    events++;
    exchange.add(now, received - happened);
    kafka.add(now, now - received);
  }

  /**
   * How long a computed row took.
   *
   * @param received when the connector received what caused it, microseconds since the epoch
   * @param now read here
   */
  public void sparkLatency(long received, long now) {
    spark.add(now, now - received);
  }

  /** A trade has come. */
  public void trade(Trade trade) {
    tape.add(trade);
  }

  /** A candle was published. */
  public void candle(Candle candle) {
    candles.add(candle);
  }

  /** The connector declared a gap. */
  public void gap(Gap gap) {
    coverage.add(gap);
    gaps.put(
        sequence++,
        "[%d,%d,%d,%s,%s]"
            .formatted(
                gap.from() / 1_000,
                (gap.to() + 999) / 1_000,
                gap.repaired() ? 1 : 0,
                Json.text(gap.channel()),
                Json.text(gap.reason())));
  }

  /** A connection began to carry a channel. */
  public void sessionStarted(String channel, String session) {
    coverage.sessionStarted(channel, session);
  }

  /**
   * A connection ceased to carry a channel.
   *
   * @param at microseconds since the epoch
   */
  public void sessionEnded(String channel, String session, long at) {
    coverage.sessionEnded(channel, session, at);
  }

  /**
   * A row of the book.
   *
   * @param millis the end of what it describes
   * @param row as published
   */
  public void book(long millis, JsonNode row) {
    JsonNode touch = row.path("touch");
    boolean valid = row.path("valid").asBoolean() && touch.isObject();
    Book.Point point =
        valid
            ? new Book.Point(
                real(touch, "spread_bps"),
                real(touch, "imbalance"),
                real(touch, "mid"),
                real(touch, "microprice"))
            : Book.Point.UNKNOWN;
    String levels =
        valid ? "[" + levels(row.path("bids")) + "," + levels(row.path("asks")) + "]" : "";
    book.add(millis, row.toString(), levels, point);
  }

  /** Prices with all their digits, amounts with as many as a shade of a colour needs. */
  private static String levels(JsonNode side) {
    StringBuilder json = new StringBuilder("[");
    for (JsonNode level : side) {
      json.append(json.length() == 1 ? "[" : ",[")
          .append(drawn(level, "price", MathContext.UNLIMITED))
          .append(',')
          .append(drawn(level, "amount", SHADE))
          .append(']');
    }
    return json.append(']').toString();
  }

  private static String drawn(JsonNode node, String field, MathContext digits) {
    OptionalDouble value = real(node, field);
    return value.isEmpty()
        ? "0"
        : BigDecimal.valueOf(value.getAsDouble())
            .round(digits)
            .stripTrailingZeros()
            .toPlainString();
  }

  private static OptionalDouble real(JsonNode node, String field) {
    double value = node.path(field).asDouble(Double.NaN);
    return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
  }

  /**
   * A row of the flow.
   *
   * @param interval its length, such as {@code 10s}
   * @param start milliseconds since the epoch
   * @param row as published
   */
  public void flow(String interval, long start, JsonNode row) {
    if (!flow.containsKey(interval) && flow.size() >= MOST_FLOW_INTERVALS) {
      return;
    }
    flow.computeIfAbsent(interval, each -> new Series(revision, MOST_FLOW))
        .put(
            start,
            "[%d,%s,%s,%s,%d]"
                .formatted(
                    start,
                    number(real(row, "order_flow_imbalance")),
                    number(real(row, "cumulative_volume_delta")),
                    number(real(row, "volume_delta")),
                    row.path("complete").asBoolean() ? 1 : 0));
  }

  private static String number(OptionalDouble value) {
    return value.isPresent() ? Double.toString(value.getAsDouble()) : "null";
  }

  /** An order has ended; the time in milliseconds since the epoch, amounts in base currency. */
  public void orderEnded(long millis, Fate fate, BigDecimal filled, BigDecimal cancelled) {
    fates.add(millis, fate, filled, cancelled);
  }

  /** An alert; the time in milliseconds since the epoch. */
  public void alert(long millis, String kind, String text) {
    alerts.put(sequence++, "[%d,%s,%s]".formatted(millis, Json.text(kind), Json.text(text)));
  }

  /** Whether there is a price to show. */
  public boolean hasPrice() {
    return tape.last().isPresent() || candles.newest().isPresent();
  }

  /** The interval to show where a reader wants one, or another where that is not there. */
  String interval(String wanted) {
    return candles.choose(wanted).orElse("");
  }

  Candles candles() {
    return candles;
  }

  TradeTape tape() {
    return tape;
  }

  Book book() {
    return book;
  }

  Fates fates() {
    return fates;
  }

  Series gaps() {
    return gaps;
  }

  Series alerts() {
    return alerts;
  }

  /** The flow of the candles' interval where there is one, else of the shortest. */
  Optional<Map.Entry<String, Series>> flow(String interval) {
    return flow.entrySet().stream()
        .min(
            (a, b) -> {
              if (a.getKey().equals(interval) != b.getKey().equals(interval)) {
                return a.getKey().equals(interval) ? -1 : 1;
              }
              return Candles.length(a.getKey()).compareTo(Candles.length(b.getKey()));
            });
  }

  /** Last price, its time and its change since a day ago or since the earliest that is known. */
  String price() {
    Optional<Trade> last = tape.last();
    BigDecimal price;
    long at;
    if (last.isPresent()) {
      price = last.get().price();
      at = last.get().micros() / 1_000;
    } else if (candles.newest().isPresent()) {
      price = candles.newest().get().close();
      at = candles.newest().get().start();
    } else {
      return "null";
    }
    Optional<Map.Entry<Long, BigDecimal>> open = candles.openOfDayBefore(at);
    BigDecimal base =
        open.map(Map.Entry::getValue).or(() -> tape.first().map(Trade::price)).orElse(price);
    long since =
        open.map(Map.Entry::getKey).or(() -> tape.first().map(t -> t.micros() / 1_000)).orElse(at);
    BigDecimal change = price.subtract(base);
    String percent =
        base.signum() == 0
            ? "0"
            : change
                .multiply(BigDecimal.valueOf(100))
                .divide(base, MathContext.DECIMAL64)
                .setScale(2, RoundingMode.HALF_EVEN)
                .toPlainString();
    return "{\"last\":\"%s\",\"at\":%d,\"change\":\"%s\",\"percent\":\"%s\",\"since\":%d}"
        .formatted(price.toPlainString(), at, change.toPlainString(), percent, since);
  }

  /**
   * What tells whether to trust the numbers.
   *
   * @param now wall clock, microseconds since the epoch
   */
  String trust(long now) {
    if (now - rateSince >= RATE_MICROS / 10) {
      rate = rateSince == 0 ? 0 : (events - eventsBefore) * 1e6 / (now - rateSince);
      rateSince = now;
      eventsBefore = events;
    }
    return "{\"last_event\":%d,\"last_received\":%d,\"rate\":%.0f,\"coverage\":%s,\"latency\":{\"exchange\":%s,\"kafka\":%s,\"spark\":%s}}"
        .formatted(
            lastEvent / 1_000,
            lastReceived / 1_000,
            rate,
            coverage.json(now),
            exchange.json(now),
            kafka.json(now),
            spark.json(now));
  }
}
