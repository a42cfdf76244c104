package dev.orderflow.spark.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.orderflow.spark.market.Interval;
import dev.orderflow.spark.market.analysis.AnalysisSettings;
import dev.orderflow.spark.market.analysis.AnalysisSettings.Output;
import dev.orderflow.spark.market.candle.CandleSettings;
import dev.orderflow.spark.market.flow.FlowSettings;
import dev.orderflow.spark.scan.RecordFilter;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.api.java.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.streaming.GroupStateTimeout;
import org.apache.spark.sql.streaming.TestGroupState;

/**
 * A small market of {@code odd-markets}, written as the connector writes it, and what both
 * computations publish of it.
 *
 * <p>A file names its market, the book it starts with ({@code [side, order id, price, amount]},
 * side 0 a bid) and steps in the order of sending: {@code t} a trade, {@code o} an order event,
 * {@code raw} a frame's text in which {@code @S@} and {@code @US@} stand for its time in seconds
 * and microseconds. {@code at} is in seconds after the start, or microseconds since the epoch.
 * Order events carry one chain of ids, which begins with an order that is created and deleted.
 */
final class OddMarket {

  /** A whole minute. */
  static final long START = 1_795_935_480_000_000L;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double FIRST_ABSOLUTE = 1e12;
  private static final CandleSettings CANDLES =
      new CandleSettings(
          Stream.of("1s", "1m").map(Interval::parse).toList(),
          600_000_000,
          1_000_000,
          CandleSettings.Empty.NONE);
  private static final AnalysisSettings MARKET =
      new AnalysisSettings(
          Set.of(Output.values()),
          AnalysisSettings.defaults().book(),
          new FlowSettings(
              Stream.of("1s", "1m").map(Interval::parse).toList(), 2_000_000, 600_000_000),
          AnalysisSettings.defaults().orders(),
          AnalysisSettings.defaults().alerts());

  private final String name;
  private final List<Row> records = new ArrayList<>();
  private final List<JsonNode> candles = new ArrayList<>();
  private final List<JsonNode> book = new ArrayList<>();
  private final List<JsonNode> flow = new ArrayList<>();
  private final List<JsonNode> orders = new ArrayList<>();
  private final List<JsonNode> rejected = new ArrayList<>();
  private final Runner candleJob = new Runner(new CandleComputation(CANDLES));
  private final Runner marketJob = new Runner(new AnalysisComputation("market", MARKET));
  private int offset;

  private OddMarket(String name) {
    this.name = name;
  }

  /** The rows of a file's market. */
  static OddMarket read(String file) throws IOException {
    OddMarket market = written(file);
    market.publish();
    return market;
  }

  private static OddMarket written(String file) throws IOException {
    try (InputStream in = OddMarket.class.getResourceAsStream("/odd-markets/" + file + ".json")) {
      Map.Entry<String, JsonNode> only = JSON.readTree(in).properties().iterator().next();
      OddMarket market = new OddMarket(only.getKey());
      market.write(only.getValue());
      return market;
    }
  }

  /** The rows of a file's market whose records lie between those of others. */
  static OddMarket readAmong(String file, List<String> others) throws IOException {
    OddMarket market = written(file);
    for (String other : others) {
      List<Row> theirs = written(other).records;
      for (int i = 0; i < theirs.size(); i++) {
        market.records.add(Math.min(2 * i, market.records.size()), theirs.get(i));
      }
    }
    for (int i = 0; i < market.records.size(); i++) {
      Row record = market.records.get(i);
      market.records.set(
          i,
          RowFactory.create(
              record.get(0),
              record.get(1),
              (long) i,
              record.get(3),
              record.get(4),
              record.get(5),
              record.get(6)));
    }
    market.publish();
    return market;
  }

  private void write(JsonNode content) {
    snapshot(content.path("start"));
    order("order_created", 0.1, 1, 0, "1", "1", "0", "1", 0);
    order("order_deleted", 0.2, 1, 0, "1", "1", "0", "1", 0);
    for (JsonNode step : content.path("steps")) {
      step(step);
    }
  }

  private void step(JsonNode step) {
    double at = step.path("at").asDouble();
    switch (step.path("kind").asText()) {
      case "t" ->
          trade(
              micros(at, step),
              step.path("id").asLong(),
              step.path("price").asText(),
              step.path("amount").asText(),
              step.path("side").asInt());
      case "o" -> {
        String amount = step.path("amount").asText();
        String traded = step.path("traded").asText("0");
        order(
            step.path("ev").asText(),
            at,
            step.path("id").asLong(),
            step.path("side").asInt(),
            step.path("price").asText(),
            amount,
            traded,
            step.path("orig").asText(new BigDecimal(amount).add(new BigDecimal(traded)).toString()),
            step.path("subtype").asInt(0));
      }
      default ->
          add(
              "trade",
              step.path("channel").asText(),
              "stream",
              micros(at, step),
              step.path("text")
                  .asText()
                  .replace("@US@", Long.toString(micros(at, step)))
                  .replace("@S@", Long.toString(micros(at, step) / 1_000_000)));
    }
  }

  private static long micros(double at, JsonNode step) {
    return at >= FIRST_ABSOLUTE ? step.path("at").asLong() : micros(at);
  }

  static long micros(double seconds) {
    return START + Math.round(seconds * 1e6);
  }

  private void trade(long micros, long id, String price, String amount, int side) {
    add(
        "trade",
        "live_trades_" + name,
        "stream",
        micros,
        """
        {"data":{"id":%d,"amount_str":"%s","price_str":"%s","type":%d,"microtimestamp":"%d",\
        "buy_order_id":1,"sell_order_id":2},"channel":"live_trades_%s","event":"trade"}"""
            .formatted(id, amount, price, side, micros, name));
  }

  private void order(
      String event,
      double at,
      long id,
      int side,
      String price,
      String amount,
      String traded,
      String original,
      int subtype) {
    add(
        event,
        "live_orders_" + name,
        "stream",
        micros(at),
        """
        {"data":{"id":%d,"order_type":%d,"order_subtype":%d,"microtimestamp":"%d","amount_str":"%s",\
        "amount_traded":"%s","amount_at_create":"%s","price_str":"%s"},\
        "event_id":"%08d","event":"%s"}"""
            .formatted(
                id, side, subtype, micros(at), amount, traded, original, price, offset, event));
  }

  private void snapshot(JsonNode start) {
    StringBuilder[] sides = {new StringBuilder(), new StringBuilder()};
    for (JsonNode each : start) {
      StringBuilder side = sides[each.path(0).asInt()];
      side.append(side.isEmpty() ? "" : ",")
          .append(
              "[\"%s\",\"%s\",\"%s\"]"
                  .formatted(each.path(2).asText(), each.path(3).asText(), each.path(1).asText()));
    }
    add(
        "orderflow:snapshot",
        "live_orders_" + name,
        "snapshot",
        START,
        "{\"data\":{\"microtimestamp\":\"%d\",\"part\":1,\"parts\":1,\"bids\":[%s],\"asks\":[%s]}}"
            .formatted(START, sides[0], sides[1]));
  }

  private void add(String event, String channel, String origin, long micros, String value) {
    String separator = "\u0001";
    // What is dated ahead was received when it was sent.
    long received = Math.min(micros, START + 60_000_000) + 5_000;
    records.add(
        RowFactory.create(
            bytes("testTopic"),
            0,
            (long) offset++,
            received / 1_000,
            bytes(String.join(separator, "event", "channel", "origin", "session", "received_at")),
            bytes(String.join(separator, event, channel, origin, "7", Long.toString(received))),
            bytes(value)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void publish() throws IOException {
    candleJob.run();
    marketJob.run();
  }

  /** One job over the market, whose state lives from batch to batch. */
  private final class Runner {

    private final MarketComputation computation;
    private final TestGroupState<byte[]> state =
        TestGroupState.create(
            Optional.<byte[]>empty(), GroupStateTimeout.NoTimeout(), 0, Optional.empty(), false);

    Runner(MarketComputation computation) {
      this.computation = computation;
    }

    void run() throws IOException {
      List<Row> batches = new ArrayList<>();
      new RecordFilter(Set.of(), computation.channelKinds(), Map.of())
          .call(List.copyOf(records).iterator())
          .forEachRemaining(
              batch -> {
                if (batch.getString(0).equals(name)) {
                  batches.add(batch);
                }
              });
      Iterator<Row> rows =
          new MarketUpdate(computation, true).call(name, batches.iterator(), state);
      while (rows.hasNext()) {
        Row row = rows.next();
        if (!row.getString(2).isEmpty()) {
          output(row.getString(0)).add(JSON.readTree(row.getString(2)));
        }
      }
    }

    private List<JsonNode> output(String output) {
      return switch (output) {
        case CandleComputation.CANDLES -> candles;
        case AnalysisComputation.BOOK -> book;
        case AnalysisComputation.FLOW -> flow;
        case AnalysisComputation.ORDERS -> orders;
        case MarketComputation.REJECTED -> rejected;
        default -> new ArrayList<>();
      };
    }
  }

  /** The newest row of a candle, by its length and its start in seconds. */
  JsonNode candle(String interval, int start) {
    return newest(candles, interval, start);
  }

  /** The newest row of an interval's flow. */
  JsonNode flow(String interval, int start) {
    return newest(flow, interval, start);
  }

  private static JsonNode newest(List<JsonNode> rows, String interval, int start) {
    String time = time(start);
    return rows.stream()
        .filter(row -> row.path("interval").asText().equals(interval))
        .filter(row -> row.path("start").asText().equals(time))
        .reduce((before, after) -> after)
        .orElseThrow();
  }

  /** The row of the book at the end of a second. */
  JsonNode book(int at) {
    return book.stream()
        .filter(row -> row.path("at").asText().equals(time(at)))
        .filter(row -> row.path("trigger").asText().equals("second"))
        .findFirst()
        .orElseThrow();
  }

  /** Everything published but what could not be used, which says where it stood. */
  List<JsonNode> rows() {
    return Stream.of(candles, book, flow, orders).flatMap(List::stream).toList();
  }

  List<JsonNode> bookRows() {
    return book;
  }

  List<JsonNode> orders() {
    return orders;
  }

  /** What could not be used: the reason in words. */
  List<String> rejected(String job) {
    return rejected.stream()
        .filter(row -> row.path("job").asText().equals(job))
        .map(row -> row.path("reason").asText())
        .toList();
  }

  private static String time(int second) {
    return dev.orderflow.spark.market.RowJson.time(START + second * 1_000_000L);
  }
}
