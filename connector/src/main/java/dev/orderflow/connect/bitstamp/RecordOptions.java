package dev.orderflow.connect.bitstamp;

import static dev.orderflow.connect.bitstamp.BitstampSourceConfig.CONNECTOR_TOPIC;
import static dev.orderflow.connect.bitstamp.BitstampSourceConfig.DECIMAL_HANDLING;
import static dev.orderflow.connect.bitstamp.BitstampSourceConfig.FAIL;
import static dev.orderflow.connect.bitstamp.BitstampSourceConfig.KEEP;
import static dev.orderflow.connect.bitstamp.BitstampSourceConfig.MALFORMED_POLICY;
import static dev.orderflow.connect.bitstamp.BitstampSourceConfig.MAX_FRAME_BYTES;
import static dev.orderflow.connect.bitstamp.BitstampSourceConfig.RECORD_KEY;
import static dev.orderflow.connect.bitstamp.BitstampSourceConfig.TOPIC;
import static dev.orderflow.connect.bitstamp.BitstampSourceConfig.VALUE_FORMAT;

import dev.orderflow.connect.bitstamp.record.DecimalHandling;
import dev.orderflow.connect.bitstamp.record.RecordKey;
import dev.orderflow.connect.bitstamp.record.ValueFormat;
import java.util.List;
import org.apache.kafka.common.config.ConfigDef.Importance;

/** The options of the group "Records": where records go and what they are. */
final class RecordOptions {

  private RecordOptions() {}

  static void declare(Options options) {
    options.group("Records");
    options.text(
        TOPIC,
        "testTopic",
        OptionValidators.topicTemplate(),
        Importance.HIGH,
        "Topic",
        "The topic to write to. ${market}, ${channel} and ${type} stand for the record's market, kind"
            + " of channel and type: order, trade, order_book, detail_order_book, diff_order_book,"
            + " session, gap, proof, fill_without_trade, snapshot or malformed.");
    options.text(
        CONNECTOR_TOPIC,
        "",
        OptionValidators.topicTemplateOrNone(),
        Importance.LOW,
        "Topic of the connector's own records",
        "Where orderflow:session, orderflow:gap, orderflow:proof and orderflow:fill_without_trade go,"
            + " for readers of frames alone. Empty: among the frames, where their place tells what they are about, as the Spark"
            + " application and the page need it. The same placeholders as in topic.");
    options.choice(
        RECORD_KEY,
        RecordKey.MARKET.label(),
        RecordKey.labels(),
        Importance.MEDIUM,
        "Record key",
        "What the record key is. With market, one market stays in order on one partition. order_id"
            + " is the order's or trade's id; none spreads records and gives up their order.");
    options.choice(
        VALUE_FORMAT,
        ValueFormat.RAW.label(),
        ValueFormat.labels(),
        Importance.HIGH,
        "Value format",
        "What the record value is. raw is the frame's text exactly as received, for StringConverter."
            + " struct is a structure with a schema for each type of record, for JsonConverter or an"
            + " Avro or Protobuf converter.");
    options
        .choice(
            DECIMAL_HANDLING,
            DecimalHandling.STRING.label(),
            DecimalHandling.labels(),
            Importance.MEDIUM,
            "Decimals",
            "How prices and amounts are held with value.format=struct: string is exact decimal text;"
                + " decimal is Connect's Decimal with "
                + DecimalHandling.PRECISION
                + " digits, "
                + DecimalHandling.SCALE
                + " behind the point, exact too; double is the nearest 64-bit number, which is not exact.")
        .shownWhen(VALUE_FORMAT, ValueFormat.STRUCT.label());
    options.choice(
        MALFORMED_POLICY,
        KEEP,
        List.of(KEEP, FAIL),
        Importance.MEDIUM,
        "Malformed messages",
        "What to do with a frame that is not what the protocol promises: keep writes it to the topic"
            + " as it came, with the header event=malformed; fail fails the task.");
    options.whole(
        MAX_FRAME_BYTES,
        950_000,
        1_024,
        100_000_000,
        Importance.LOW,
        "Longest frame, bytes",
        "A longer frame counts as malformed and is kept cut to this length. Kafka refuses records"
            + " above the producer's max.request.size (1 MB) and the topic's max.message.bytes; raise"
            + " them first.");
  }
}
