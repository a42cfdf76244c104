package dev.orderflow.spark.scan;

import static org.apache.spark.sql.functions.expr;

import dev.orderflow.spark.market.MarketEvent.OrderEvent;
import dev.orderflow.spark.source.ChannelName;
import dev.orderflow.spark.source.FeedRecord;
import dev.orderflow.spark.source.OrderReader;
import dev.orderflow.spark.source.RejectedRecordException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * Picks from the source topic what a job needs: the records of some channels, and every record that
 * cannot be used.
 *
 * @param markets the markets wanted; all where empty
 * @param kinds the channel kinds wanted
 * @param losses the first offset that is left of partitions whose records were deleted before they
 *     were read, by topic and partition
 * @param mostMarks so many offsets in a row may hold no record: each transaction ends with a mark
 *     that takes one
 */
public record RecordFilter(
    Set<String> markets, Set<String> kinds, Map<String, Long> losses, long mostMarks)
    implements MapPartitionsFunction<Row, Row> {

  /**
   * The event that tells of records lost before; the value is the first offset left. No header can
   * say so, because what separates them is in it.
   */
  public static final String LOST = RecordHeaders.SEPARATOR + "lost";

  /** More of a rejected value is not passed on; the source topic has it whole. */
  private static final int MOST_REJECTED_BYTES = 64 << 10;

  private static final String IN_WIRE_FORMAT =
      "malformed: value is Avro or Protobuf in Confluent's wire format, which is not read; write"
          + " value.format=raw, or struct through JsonConverter";

  /** Batches that are open at once hold no more than this, however many markets there are. */
  private static final long MOST_OPEN_BYTES = 32 << 20;

  private static final byte[] NOTHING = {};

  /** Tasks of one connector that end their transactions at once leave a mark each. */
  private static final long MOST_MARKS = 100;

  /** A filter that takes more missing offsets than transactions leave for records removed. */
  public RecordFilter(Set<String> markets, Set<String> kinds, Map<String, Long> losses) {
    this(markets, kinds, losses, MOST_MARKS);
  }

  /** Copies the collections. */
  public RecordFilter {
    markets = Set.copyOf(markets);
    kinds = Set.copyOf(kinds);
    losses = Map.copyOf(losses);
  }

  /**
   * Picks and reads records, puts those of a market into batches, and has the query count all of
   * them for {@link RecordCounts}.
   *
   * @param records a stream with the columns of {@link KafkaSource}
   * @return batches of the topic's records; the order inside a market is that of the offsets
   */
  public Dataset<Row> scan(Dataset<Row> records) {
    Dataset<Row> batches =
        records
            .select(
                expr("cast(topic as binary)"),
                expr("partition"),
                expr("offset"),
                expr("unix_millis(timestamp)"),
                joined("headers.key"),
                joined("cast(headers.value as array<string>)"),
                expr("value"))
            .mapPartitions(this, Encoders.row(RecordBatch.SCHEMA));
    return RecordCounts.observeCounted(batches).where(expr("length(records) > 0"));
  }

  /**
   * Whether a value is Avro or Protobuf as Confluent's converters write them: a magic byte and a
   * schema's number. JSON does not begin so.
   */
  public static boolean isInConfluentsWireFormat(byte[] value) {
    return value.length > 4 && value[0] == 0;
  }

  private static Column joined(String texts) {
    return expr("cast(array_join(" + texts + ", '" + RecordHeaders.SEPARATOR + "', '') as binary)");
  }

  @Override
  public Iterator<Row> call(Iterator<Row> records) {
    return new Filtering(records, this);
  }

  /** Makes batches; used by one task's thread. */
  private static final class Filtering implements Iterator<Row> {

    private final Iterator<Row> records;
    private final RecordFilter scan;
    private final TextCache topics = new TextCache();
    private final RecordHeaders headers = new RecordHeaders();
    private final OrderReader orders = new OrderReader();
    private final Map<String, Optional<ChannelName>> channels = new HashMap<>();
    private final Set<String> told = new HashSet<>();
    private final Map<String, RecordBatch> open = new HashMap<>();
    private final Deque<Row> full = new ArrayDeque<>();
    private byte[] lastTopic = NOTHING;
    private int lastPartition = -1;
    private long lastOffset = -1;
    private long openBytes;
    private long rows;
    private long connector;
    private long newestMillis;

    Filtering(Iterator<Row> records, RecordFilter scan) {
      this.records = records;
      this.scan = scan;
    }

    @Override
    public boolean hasNext() {
      while (full.isEmpty() && records.hasNext()) {
        pick(records.next());
      }
      if (full.isEmpty()) {
        closeAll();
      }
      if (full.isEmpty() && rows > 0) {
        full.add(RecordBatch.rest(passed()));
      }
      return !full.isEmpty();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return full.removeFirst();
    }

    private void pick(Row record) {
      requireNoHole(record);
      headers.read(bytes(record, 4), bytes(record, 5));
      count(record.getLong(3));
      Optional<ChannelName> channel =
          channels.size() < 10_000
              ? channels.computeIfAbsent(headers.channel(), ChannelName::parse)
              : ChannelName.parse(headers.channel());
      String market = channel.map(ChannelName::market).orElse("");
      if (record.isNullAt(6)) {
        add(market, record, headers.event(), NOTHING, "tombstone: the record has no value");
      } else if (headers.event().equals(FeedRecord.MALFORMED)) {
        add(market, record, headers.event(), cut(record), "malformed: " + headers.error());
      } else if (headers.event().isEmpty() || channel.isEmpty()) {
        add(
            market,
            record,
            headers.event(),
            cut(record),
            "foreign: no headers event and channel of the connector");
      } else if ((scan.markets.isEmpty() || scan.markets.contains(market))
          && scan.kinds.contains(channel.get().kind())) {
        picked(market, channel.get().kind(), record);
      }
    }

    /** The records of a task come in the order of their offsets, mostly of one partition. */
    private void requireNoHole(Row record) {
      byte[] topic = record.getAs(0);
      int partition = record.getInt(1);
      long offset = record.getLong(2);
      long missing = offset - lastOffset - 1;
      if (missing > scan.mostMarks
          && partition == lastPartition
          && Arrays.equals(topic, lastTopic)) {
        String name = topic(topic) + '-' + partition;
        long left = scan.losses.getOrDefault(name, Long.MIN_VALUE);
        if (left <= lastOffset || left > offset) {
          throw new IllegalStateException(
              name
                  + " has no records from offset "
                  + (lastOffset + 1)
                  + " to "
                  + (offset - 1)
                  + ", more than transactions leave out: Kafka has removed them from its middle, as"
                  + " with cleanup.policy=compact, and what they were part of cannot be told");
        }
      }
      lastTopic = topic;
      lastPartition = partition;
      lastOffset = offset;
    }

    private void count(long millis) {
      rows++;
      newestMillis = Math.max(newestMillis, millis);
      if (RecordCounts.isOfConnector(headers.origin())) {
        connector++;
      }
    }

    private RecordCounts passed() {
      RecordCounts passed = new RecordCounts(rows, connector, newestMillis);
      rows = 0;
      connector = 0;
      return passed;
    }

    /** Order events are read here, where several tasks share the work of one market. */
    private void picked(String market, String kind, Row record) {
      byte[] value = record.getAs(6);
      String event = headers.event();
      if (isInConfluentsWireFormat(value)) {
        add(market, record, event, cut(record), IN_WIRE_FORMAT);
        return;
      }
      if (!kind.equals(ChannelName.LIVE_ORDERS) || OrderReader.action(event).isEmpty()) {
        add(market, record, event, value, "");
        return;
      }
      FeedRecord picked = feedRecord(record, event);
      try {
        Optional<OrderEvent> order = orders.read(picked, value);
        if (order.isPresent()) {
          add(market, record, picked, value, "", order);
        }
      } catch (RejectedRecordException unusable) {
        add(market, record, event, cut(record), "malformed: " + unusable.getMessage());
      }
    }

    private void add(String market, Row record, String event, byte[] value, String reason) {
      add(market, record, feedRecord(record, event), value, reason, Optional.empty());
    }

    private void add(
        String market,
        Row record,
        FeedRecord picked,
        byte[] value,
        String reason,
        Optional<OrderEvent> order) {
      Long left = scan.losses.isEmpty() ? null : scan.losses.get(picked.topicPartition());
      if (left != null && picked.offset() >= left && told.add(market)) {
        put(
            market,
            new ScannedRecord(event(picked, LOST), record.getLong(3), "", Optional.empty()),
            Long.toString(left).getBytes(StandardCharsets.US_ASCII));
      }
      put(market, new ScannedRecord(picked, record.getLong(3), reason, order), value);
    }

    private FeedRecord feedRecord(Row record, String event) {
      return new FeedRecord(
          topic(record.getAs(0)),
          record.getInt(1),
          record.getLong(2),
          event,
          headers.channel(),
          headers.origin(),
          headers.session(),
          receivedAt(record.getLong(3) * 1_000),
          "");
    }

    /**
     * By the connector's clock; by the exchange's where the connector saw by it that the event is
     * dated too far ahead. Whoever copies a topic may drop headers; Kafka keeps a time of its own.
     */
    private long receivedAt(long timestamp) {
      if (headers.receivedAt() == 0) {
        return timestamp;
      }
      return headers.isClamped() ? Math.min(headers.receivedAt(), timestamp) : headers.receivedAt();
    }

    private static FeedRecord event(FeedRecord record, String event) {
      return new FeedRecord(
          record.topic(),
          record.partition(),
          record.offset(),
          event,
          record.channel(),
          record.origin(),
          record.session(),
          record.receivedAt(),
          record.value());
    }

    private void put(String market, ScannedRecord scanned, byte[] value) {
      RecordBatch batch = open.computeIfAbsent(market, m -> new RecordBatch(m, scanned.record()));
      openBytes -= batch.size();
      batch.add(scanned, value);
      openBytes += batch.size();
      if (batch.isFull()) {
        openBytes -= batch.size();
        full.add(batch.row(passed()));
        open.remove(market);
      } else if (openBytes > MOST_OPEN_BYTES) {
        closeAll();
      }
    }

    private void closeAll() {
      open.values().forEach(batch -> full.add(batch.row(passed())));
      open.clear();
      openBytes = 0;
    }

    private static byte[] cut(Row record) {
      byte[] value = record.getAs(6);
      return value.length <= MOST_REJECTED_BYTES
          ? value
          : Arrays.copyOf(value, MOST_REJECTED_BYTES);
    }

    private String topic(byte[] name) {
      return topics.of(name, 0, name.length);
    }

    private static byte[] bytes(Row record, int column) {
      return record.isNullAt(column) ? NOTHING : record.getAs(column);
    }
  }
}
