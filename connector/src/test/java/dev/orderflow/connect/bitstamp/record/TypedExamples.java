package dev.orderflow.connect.bitstamp.record;

import dev.orderflow.connect.bitstamp.continuity.GapReason;
import dev.orderflow.connect.bitstamp.continuity.Output;
import dev.orderflow.connect.bitstamp.continuity.Position;
import dev.orderflow.connect.bitstamp.continuity.ProvenRange;
import dev.orderflow.connect.bitstamp.exchange.BookSnapshot;
import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.exchange.ChannelKind;
import dev.orderflow.connect.bitstamp.exchange.FeedEvent;
import dev.orderflow.connect.bitstamp.exchange.Message;
import dev.orderflow.connect.bitstamp.exchange.MessageParser;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.kafka.connect.source.SourceRecord;

/** One output of each {@link RecordType}, and the records that they become. */
final class TypedExamples {

  static final String ORDER_FRAME =
      """
      {"data":{"id":2046839978831001,"id_str":"2046839978831001","order_type":1,\
      "order_subtype":5,"datetime":"1788551766","microtimestamp":"1788551766364000",\
      "amount":0.188165,"amount_str":"0.18816500","amount_traded":"0.10000000",\
      "amount_at_create":"0.28816500","price":79728.1,"price_str":"79728.10",\
      "is_liquidation":false},"channel":"live_orders_btcusd","event":"order_changed",\
      "event_id":"00065aad-a8b2-4f60-0000-000103000020",\
      "pre_event_id":"00065aad-a8b2-3408-0000-000102000020","order_source":"orderbook"}""";

  static final String TRADE_FRAME =
      """
      {"data":{"id":629876001,"timestamp":"1788551770","amount":1e-08,"amount_str":"1E-8",\
      "price":79715.39,"price_str":"79715.39","type":0,"microtimestamp":"1788551770815000",\
      "buy_order_id":2046839997059001,"sell_order_id":2046839970762001},\
      "channel":"live_trades_btcusd","event":"trade"}""";

  static final String BOOK_FRAME =
      """
      {"data":{"timestamp":"1788551770","microtimestamp":"1788551770815123",\
      "bids":[["79715.00","0.75000000"],["79714.50","1.00000000"]],\
      "asks":[["79716.00","0.00000000"]]},"channel":"%s_btcusd","event":"data"}""";

  static final String DETAIL_FRAME =
      """
      {"data":{"timestamp":"1788551770","microtimestamp":"1788551770815123",\
      "bids":[["79715.00","0.75000000","2046839997059001"]],\
      "asks":[]},"channel":"detail_order_book_btcusd","event":"data"}""";

  private static final long SESSION = 1_788_551_700_000_000L;
  private static final long RECEIVED_AT = 1_788_551_771_000_000L;
  private static final Channel ORDERS = new Channel(ChannelKind.LIVE_ORDERS, "btcusd");
  private static final Channel TRADES = new Channel(ChannelKind.LIVE_TRADES, "btcusd");
  private static final Position BEFORE =
      new Position("00065aad-a8b2-14c8-0000-000101000020", Position.NONE, 1_788_551_766_349_000L);
  private static final Position AFTER =
      new Position("00065aad-a8b2-4f60-0000-000103000020", Position.NONE, 1_788_551_766_364_000L);

  private TypedExamples() {}

  static Map<RecordType, Output> outputs() {
    Map<RecordType, Output> outputs = new EnumMap<>(RecordType.class);
    outputs.put(RecordType.ORDER, event(ORDER_FRAME));
    outputs.put(RecordType.TRADE, event(TRADE_FRAME));
    outputs.put(RecordType.ORDER_BOOK, event(String.format(BOOK_FRAME, "order_book")));
    outputs.put(RecordType.DETAIL_ORDER_BOOK, event(DETAIL_FRAME));
    outputs.put(RecordType.DIFF_ORDER_BOOK, event(String.format(BOOK_FRAME, "diff_order_book")));
    outputs.put(
        RecordType.SESSION,
        new Output.SessionChange(
            ORDERS, SESSION, 1_788_551_766_500_000L, false, "closed-by-venue", BEFORE));
    outputs.put(
        RecordType.PROOF,
        new Output.Proof(
            ORDERS,
            1_788_551_767_000_000L,
            BEFORE,
            AFTER,
            ProvenRange.Evidence.CHAIN,
            List.of(new Output.WrittenUpTo("testTopic", 0, 4711)),
            AFTER));
    outputs.put(
        RecordType.GAP,
        new Output.Gap(
            ORDERS,
            SESSION,
            1_788_551_767_000_000L,
            BEFORE,
            AFTER,
            GapReason.CHAIN_BROKEN,
            "/api/v2/order_data/: HTTP 404, response code 404.008",
            false,
            0,
            OptionalLong.empty(),
            OptionalInt.of(1),
            BEFORE));
    outputs.put(
        RecordType.FILL_WITHOUT_TRADE,
        new Output.FillWithoutTrade(
            TRADES,
            event(ORDER_FRAME).data(),
            SESSION,
            1_788_551_773_500_000L,
            new Position("", 629_876_001, 1_788_551_770_815_000L)));
    outputs.put(
        RecordType.SNAPSHOT, snapshot("[\"79829.24\", \"0.43225827\", \"2046841309597697\"]"));
    outputs.put(
        RecordType.MALFORMED,
        new Output.Malformed(
            new FeedEvent.MalformedFrame(SESSION, RECEIVED_AT, "not JSON", "{\"oops", 6)));
    return outputs;
  }

  static Output.Snapshot snapshot(String bid) {
    return new Output.Snapshot(
        ORDERS,
        1_788_552_094_000_000L,
        new BookSnapshot(
            1_788_552_093_805_649L,
            List.of(bid),
            List.of("[\"79830.00\", \"0.10000000\", \"2046841312759999\"]")),
        BEFORE);
  }

  /** The output of a frame that the parser understands. */
  static Output.Event event(String frame) {
    Message message = new MessageParser(List.of()).parse(frame.getBytes(StandardCharsets.UTF_8));
    if (!(message instanceof Message.Data data)) {
      throw new AssertionError("the parser does not understand " + frame + ": " + message);
    }
    return new Output.Event(data, frame, SESSION, RECEIVED_AT, false, Position.after(data));
  }

  /** A time at which no event is too far ahead. */
  static final ExchangeTime TIME =
      new ExchangeTime() {
        @Override
        public long micros() {
          return RECEIVED_AT;
        }

        @Override
        public long latestMicros() {
          return Long.MAX_VALUE;
        }
      };

  static RecordSettings settings(DecimalHandling decimals) {
    return new RecordSettings(
        new TopicTemplate("t"),
        new TopicTemplate("t"),
        RecordKey.MARKET,
        ValueFormat.STRUCT,
        decimals,
        1_000,
        250_000,
        false);
  }

  /** The one record of an output that every schema can hold. */
  static SourceRecord record(Output output, DecimalHandling decimals) {
    List<FeedRecord> records =
        new RecordMapper(
                settings(decimals),
                List.of(ORDERS),
                misfit -> {
                  throw new AssertionError(misfit.reason());
                },
                TIME,
                channel -> Optional.empty())
            .map(output);
    if (records.size() != 1) {
      throw new AssertionError(records.size() + " records");
    }
    return records.get(0);
  }
}
