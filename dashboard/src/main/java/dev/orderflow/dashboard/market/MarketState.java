package dev.orderflow.dashboard.market;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** Everything the page shows of one market. */
public final class MarketState {

  private static final int MOST_GAPS = 1_000;
  private static final int MOST_ALERTS = 100;
  private static final int MOST_FLOW = 720;
  private static final int MOST_FLOW_INTERVALS = 8;
  private static final int MINUTES_OF_ORDER_ENDS = 60;
  private static final long RATE_MICROS = 1_000_000;

  /** What a new reader gets, which is less than is kept. */
  private static final int CANDLES_SENT = 240;

  private static final int TRADES_SENT = 1_200;

  /** Candles shorter than this are drawn over figures of every second. */
  private static final long FINE_MILLIS = 60_000;

  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  private record FlowRow(
      long start,
      JsonNode orderFlowImbalance,
      JsonNode cumulativeDelta,
      JsonNode delta,
      boolean complete) {}

  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  private record Alert(long at, String kind, String text) {}

  /** The last price, and its change since a day ago or since the earliest that is known. */
  private record Price(BigDecimal last, long at, BigDecimal change, String percent, long since) {

    static Price of(BigDecimal last, long at, BigDecimal base, long since) {
      BigDecimal change = last.subtract(base);
      String percent =
          base.signum() == 0
              ? "0"
              : change
                  .multiply(BigDecimal.valueOf(100))
                  .divide(base, MathContext.DECIMAL64)
                  .setScale(2, RoundingMode.HALF_EVEN)
                  .toPlainString();
      return new Price(last, at, change, percent, since);
    }
  }

  /** What tells whether to trust the numbers; the delays are those that have values. */
  private record Trust(
      long lastEvent,
      long lastReceived,
      long rate,
      Coverage.Summary coverage,
      Map<String, Latency.Percentiles> latency) {}

  private final LongSupplier round;
  private final Candles candles;
  private final TradeTape tape;
  private final Book book;
  private final Series<OrderEnds> orderEnds;
  private final Series<Gap.Row> gaps;
  private final Series<Alert> alerts;
  private final Map<String, Series<FlowRow>> flow =
      new TreeMap<>(Comparator.comparing(Candles::length).thenComparing(Comparator.naturalOrder()));
  private final Coverage coverage = new Coverage();
  private final Map<String, Latency> latency = new LinkedHashMap<>();
  private long lastEvent;
  private long lastReceived;
  private long events;
  private long eventsBefore;
  private long rateSince;
  private double rate;

  /** A market of which nothing is known yet; changes belong to the round that is asked for. */
  MarketState(LongSupplier round) {
    this.round = round;
    List.of("exchange", "kafka", "spark").forEach(hop -> latency.put(hop, new Latency()));
    candles = new Candles(round);
    tape = new TradeTape(round);
    book = new Book(round);
    orderEnds = new Series<>(round, MINUTES_OF_ORDER_ENDS);
    gaps = new Series<>(round, MOST_GAPS);
    alerts = new Series<>(round, MOST_ALERTS);
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
    latency.get("exchange").add(now, received - happened);
    latency.get("kafka").add(now, now - received);
  }

  /**
   * How long a computed row took.
   *
   * @param received when the connector received what caused it, microseconds since the epoch
   * @param now read here
   */
  public void sparkLatency(long received, long now) {
    latency.get("spark").add(now, now - received);
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
    gaps.append(gap.row());
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
   * @param millis the end of what it describes, since the epoch
   * @param row as published
   */
  public void book(long millis, JsonNode row) {
    book.add(millis, row);
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
    flow.computeIfAbsent(interval, each -> new Series<>(round, MOST_FLOW))
        .put(
            start,
            new FlowRow(
                start,
                Numbers.drawn(row, "order_flow_imbalance"),
                Numbers.drawn(row, "cumulative_volume_delta"),
                Numbers.drawn(row, "volume_delta"),
                row.path("complete").asBoolean()));
  }

  /** An order has ended; the time in milliseconds since the epoch, amounts in base currency. */
  public void orderEnded(long millis, OrderEnd end, BigDecimal filled, BigDecimal cancelled) {
    OrderEnds none = OrderEnds.ofMinute(millis);
    OrderEnds sum = orderEnds.get(none.minute()).orElse(none).plus(end, filled, cancelled);
    orderEnds.put(sum.minute(), sum);
  }

  /** An alert; the time in milliseconds since the epoch. */
  public void alert(long millis, String kind, String text) {
    alerts.append(new Alert(millis, kind, text));
  }

  /** The latest time of a frame, microseconds since the epoch; 0 before the first. */
  public long lastEvent() {
    return lastEvent;
  }

  /** Whether there is a price to show. */
  boolean hasPrice() {
    return tape.last().isPresent() || candles.newest().isPresent();
  }

  /** The interval to show where a reader wants one, or another where that is not there. */
  String interval(String wanted) {
    return candles.choose(wanted).orElse("");
  }

  /**
   * Puts what changed into a frame.
   *
   * @param interval of the candles that the reader looks at
   * @param seen the round that the reader has seen; 0 for nothing
   */
  void write(Map<String, Object> frame, String interval, long seen) {
    Optional<Series<Candle>> shown = candles.of(interval);
    if (tape.rows().changedSince(seen) || shown.filter(c -> c.changedSince(seen)).isPresent()) {
      price().ifPresent(price -> frame.put("price", price));
    }
    shown.ifPresent(each -> each.write(frame, "candles", seen, CANDLES_SENT));
    tape.rows().write(frame, "trades", seen, TRADES_SENT);
    gaps.write(frame, "gaps", seen);
    alerts.write(frame, "alerts", seen);
    orderEnds.write(frame, "order_ends", seen);
    book.write(frame, seen, Candles.length(interval).toMillis() < FINE_MILLIS);
    // The flow of the candles' interval where there is one, else of the shortest.
    Optional.of(interval)
        .filter(flow::containsKey)
        .or(() -> flow.keySet().stream().findFirst())
        .filter(each -> flow.get(each).changedSince(seen))
        .ifPresent(
            each -> {
              frame.put("flow_interval", each);
              flow.get(each).write(frame, "flow", seen);
            });
  }

  /**
   * Puts into a frame what tells whether to trust the numbers, and the intervals there are.
   *
   * @param now wall clock, microseconds since the epoch
   */
  void writeTrust(Map<String, Object> frame, long now) {
    if (now - rateSince >= RATE_MICROS) {
      rate = rateSince == 0 ? 0 : (events - eventsBefore) * 1e6 / (now - rateSince);
      rateSince = now;
      eventsBefore = events;
    }
    Map<String, Latency.Percentiles> delays = new LinkedHashMap<>();
    latency.forEach((hop, of) -> of.percentiles(now).ifPresent(each -> delays.put(hop, each)));
    frame.put(
        "trust",
        new Trust(
            lastEvent / 1_000,
            lastReceived / 1_000,
            Math.round(rate),
            coverage.summary(now),
            delays));
    frame.put("intervals", candles.intervals());
  }

  private Optional<Price> price() {
    return tape.last()
        .map(trade -> price(trade.price(), trade.micros() / 1_000))
        .or(() -> candles.newest().map(candle -> price(candle.close(), candle.start())));
  }

  private Price price(BigDecimal last, long at) {
    return candles
        .openOfDayBefore(at)
        .map(open -> Price.of(last, at, open.getValue(), open.getKey()))
        .or(() -> tape.first().map(t -> Price.of(last, at, t.price(), t.micros() / 1_000)))
        .orElseGet(() -> Price.of(last, at, last, at));
  }
}
