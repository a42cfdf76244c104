package dev.orderflow.connect.bitstamp.record;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * The schemas of typed records: one for each {@link RecordType}, for one way to hold decimals.
 *
 * <p>Fields have the exchange's names. There is one instance of each schema in the process, because
 * converters look schemas up by identity before they compare them. A change of a schema raises
 * {@link #VERSION} and only adds optional fields.
 */
final class EventSchemas {

  /** Version of all schemas. */
  static final int VERSION = 1;

  static final String MARKET = "market";
  static final String CHANNEL = "channel";
  static final String EVENT = "event";
  static final String ORIGIN = "origin";
  static final String SESSION = "session";
  static final String RECEIVED_AT = "received_at";

  /** Field of everything in a frame that the schema does not name. */
  static final String EXTRA = "extra";

  static final String PRICE = "price";
  static final String AMOUNT = "amount";
  static final String ID = "id";

  /** Fields that are prices or amounts. */
  static final Set<String> DECIMALS = Set.of(PRICE, AMOUNT, "amount_traded", "amount_at_create");

  /** Fields that every record begins with, and that are not read from frames. */
  static final Set<String> COMMON =
      Set.of(MARKET, CHANNEL, EVENT, ORIGIN, SESSION, RECEIVED_AT, EXTRA);

  private static final Schema WRITTEN =
      named("WrittenUpTo", "A place in a topic.")
          .field("topic", text("its name").build())
          .field("partition", int32("its number").build())
          .field("offset", int64("of the last record that counts").build())
          .build();

  private static final Map<DecimalHandling, EventSchemas> ALL =
      Arrays.stream(DecimalHandling.values())
          .collect(Collectors.toUnmodifiableMap(Function.identity(), EventSchemas::new));

  private final DecimalHandling decimals;
  private final Schema level;
  private final Schema order;
  private final Map<RecordType, Schema> schemas = new EnumMap<>(RecordType.class);

  private EventSchemas(DecimalHandling decimals) {
    this.decimals = decimals;
    level =
        named("Level", "A price level.")
            .field(PRICE, decimal("price in counter currency").build())
            .field(AMOUNT, decimal("amount in base currency; 0 in a diff removes it").build())
            .build();
    order =
        named("BookOrder", "An order that rests in the book.")
            .field(PRICE, decimal("price in counter currency").build())
            .field(AMOUNT, decimal("amount that rests, in base currency").build())
            .field(ID, int64("the order's id").build())
            .build();
    put(RecordType.ORDER, orderEvent());
    put(RecordType.TRADE, trade());
    put(RecordType.ORDER_BOOK, book(RecordType.ORDER_BOOK, level, "The best 100 levels a side."));
    put(
        RecordType.DETAIL_ORDER_BOOK,
        book(RecordType.DETAIL_ORDER_BOOK, order, "The best 100 orders a side."));
    put(
        RecordType.DIFF_ORDER_BOOK,
        book(RecordType.DIFF_ORDER_BOOK, level, "Price levels that changed."));
    put(RecordType.SESSION, session());
    put(RecordType.GAP, gap());
    put(RecordType.PROOF, proof());
    put(RecordType.FILL_WITHOUT_TRADE, fillWithoutTrade());
    put(RecordType.SNAPSHOT, snapshot());
    put(RecordType.MALFORMED, malformed());
  }

  /** The schemas with decimals held in that way; always the same instances. */
  static EventSchemas of(DecimalHandling decimals) {
    return ALL.get(decimals);
  }

  /** The schema of a type of record. */
  Schema of(RecordType type) {
    return schemas.get(type);
  }

  /** The schema of an element of {@code bids} and {@code asks} of price levels. */
  Schema level() {
    return level;
  }

  /** The schema of an element of {@code bids} and {@code asks} of orders. */
  Schema order() {
    return order;
  }

  /** The schema of an element of {@code written} of proofs. */
  Schema written() {
    return WRITTEN;
  }

  /** How these schemas hold prices and amounts. */
  DecimalHandling decimals() {
    return decimals;
  }

  /** The schemas of elements of books, which are no records. */
  List<Schema> elements() {
    return List.of(level, order, WRITTEN);
  }

  private void put(RecordType type, SchemaBuilder schema) {
    schemas.put(type, schema.build());
  }

  private SchemaBuilder orderEvent() {
    return record(RecordType.ORDER, "An order was created, changed or deleted.")
        .field(ID, int64("the order's id").build())
        .field("order_type", int32("0 buy, 1 sell").build())
        .field("order_subtype", int32("the exchange's code, undocumented").optional().build())
        .field("datetime", int64("event time, rounded to seconds").optional().build())
        .field("microtimestamp", int64("event time, microseconds").optional().build())
        .field(AMOUNT, decimal("what remains after the event, in base currency").build())
        .field("amount_traded", decimal("what this event filled").optional().build())
        .field("amount_at_create", decimal("what the order began with").optional().build())
        .field(PRICE, decimal("price in counter currency").build())
        .field("is_liquidation", flag("perpetuals: a liquidation").optional().build())
        .field("event_id", text("the event's link in the chain").optional().build())
        .field("pre_event_id", text("the link before it").optional().build())
        .field("order_source", text("orderbook or stop_order").optional().build())
        .field(EXTRA, extra());
  }

  private SchemaBuilder trade() {
    return record(RecordType.TRADE, "A trade.")
        .field(ID, int64("the trade's id").build())
        .field("timestamp", int64("event time as the exchange wrote it").optional().build())
        .field("microtimestamp", int64("event time, microseconds").optional().build())
        .field("time_precision", text("s: whole seconds only; else absent").optional().build())
        .field(AMOUNT, decimal("amount in base currency").build())
        .field(PRICE, decimal("price in counter currency").build())
        .field("type", int32("0: the taker bought, 1: the taker sold").build())
        .field("buy_order_id", int64("absent on repaired trades").optional().build())
        .field("sell_order_id", int64("absent on repaired trades").optional().build())
        .field(EXTRA, extra());
  }

  private SchemaBuilder book(RecordType type, Schema element, String doc) {
    return record(type, doc)
        .field("timestamp", int64("book time, seconds").optional().build())
        .field("microtimestamp", int64("book time, microseconds").optional().build())
        .field("bids", rows(element, "best first"))
        .field("asks", rows(element, "best first"))
        .field(EXTRA, extra());
  }

  private static SchemaBuilder session() {
    return record(RecordType.SESSION, "A session began or ceased to carry a channel.")
        .field("state", text("started or ended").build())
        .field("reason", text("why").build())
        .field("at", int64("when, microseconds").build())
        .field(
            "continues",
            flag("of a start: whether what was missed since the last record is proven or declared")
                .optional()
                .build());
  }

  private static SchemaBuilder gap() {
    return record(RecordType.GAP, "Continuity broke between two events, both exclusive.")
        .field("from_event_id", text("last order event before it").optional().build())
        .field("to_event_id", text("first order event after it").optional().build())
        .field("from_trade_id", int64("last trade before it").optional().build())
        .field("to_trade_id", int64("first trade after it").optional().build())
        .field("from_microtimestamp", int64("time of the one before").optional().build())
        .field("to_microtimestamp", int64("time of the one after").optional().build())
        .field("reason", text("what broke").build())
        .field("detail", text("why it could not be repaired; else empty").build())
        .field("repaired", flag("whether everything in it was written").build())
        .field("repaired_events", int64("events of it that were written").build())
        .field("missing", int64("events of it that were not; absent: unknown").optional().build())
        .field("missing_modulo_4", int32("the same modulo 4").optional().build())
        .field("at", int64("when it was settled, microseconds").build());
  }

  private static SchemaBuilder proof() {
    return record(RecordType.PROOF, "Everything after one event and up to another is in the topic.")
        .field("from_event_id", text("order event after which it begins").optional().build())
        .field("until_event_id", text("last order event of it").optional().build())
        .field("from_trade_id", int64("trade after which it begins").optional().build())
        .field("until_trade_id", int64("last trade of it").optional().build())
        .field("from_microtimestamp", int64("time of the one before").optional().build())
        .field("until_microtimestamp", int64("time of the last one").optional().build())
        .field("by", text("what shows it: chain or list").build())
        .field("written", rows(WRITTEN, "where all of it stands"))
        .field("at", int64("when it was known, microseconds").build());
  }

  private static SchemaBuilder fillWithoutTrade() {
    return record(
            RecordType.FILL_WITHOUT_TRADE, "An order was filled, and there is no trade of it.")
        .field("order_id", int64("the order").build())
        .field("event_id", text("the order event that shows the fill").build())
        .field("microtimestamp", int64("that event's time, microseconds").build())
        .field("at", int64("when it was settled, microseconds").build());
  }

  private SchemaBuilder snapshot() {
    return record(RecordType.SNAPSHOT, "Every resting order, or a part of them.")
        .field("microtimestamp", int64("the book's last change, microseconds").build())
        .field("part", int32("number of this part, from 1").build())
        .field("parts", int32("how many parts the book has").build())
        .field("bids", rows(order, "best first"))
        .field("asks", rows(order, "best first"))
        .field("at", int64("when it was received, microseconds").build());
  }

  private static SchemaBuilder malformed() {
    return named(RecordType.MALFORMED, "A frame that is not what the protocol promises.")
        .field(MARKET, text("absent when the frame does not tell").optional().build())
        .field(CHANNEL, text("absent when the frame does not tell").optional().build())
        .field(EVENT, text("malformed").build())
        .field(ORIGIN, text("stream, repair or snapshot").build())
        .field(SESSION, int64("over which connection").optional().build())
        .field(RECEIVED_AT, int64("receive time, microseconds").build())
        .field("error", text("what is wrong").build())
        .field("frame", text("the frame as it came").build());
  }

  private static SchemaBuilder record(RecordType type, String doc) {
    return named(type, doc)
        .field(MARKET, text("market symbol, such as btcusd").build())
        .field(CHANNEL, text("channel, such as live_orders_btcusd").build())
        .field(EVENT, text("the header event").build())
        .field(ORIGIN, text("stream, repair, snapshot or connector").build())
        .field(
            SESSION,
            int64("over which connection; absent on snapshots and proofs").optional().build())
        .field(RECEIVED_AT, int64("receive time, microseconds").build());
  }

  private static SchemaBuilder named(RecordType type, String doc) {
    return SchemaBuilder.struct().name(type.schemaName()).version(VERSION).doc(doc);
  }

  private static SchemaBuilder named(String name, String doc) {
    return SchemaBuilder.struct().name(RecordType.NAMESPACE + name).version(VERSION).doc(doc);
  }

  private SchemaBuilder decimal(String doc) {
    return decimals.schema().doc(doc);
  }

  private static SchemaBuilder text(String doc) {
    return SchemaBuilder.string().doc(doc);
  }

  private static SchemaBuilder int32(String doc) {
    return SchemaBuilder.int32().doc(doc);
  }

  private static SchemaBuilder int64(String doc) {
    return SchemaBuilder.int64().doc(doc);
  }

  private static SchemaBuilder flag(String doc) {
    return SchemaBuilder.bool().doc(doc);
  }

  private static Schema rows(Schema element, String doc) {
    return SchemaBuilder.array(element).doc(doc).build();
  }

  private static Schema extra() {
    return SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA)
        .optional()
        .doc("what the frame holds beside: text, or JSON of what is not text")
        .build();
  }
}
