package dev.orderflow.spark.job;

import static org.apache.spark.sql.functions.expr;

import dev.orderflow.spark.source.ChannelName;
import dev.orderflow.spark.source.FeedRecord;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Picks from the source topic what candles need: trades, what the connector says of the trades
 * channel, the time that order events tell, and every record that cannot be used.
 *
 * <p>Order events are a hundred times as many as trades and are not read: their Kafka timestamp is
 * their time, and of each tenth of a second one is passed on.
 *
 * @param markets the markets wanted; all where empty
 * @param losses the first offset that is left of partitions whose records were deleted before they
 *     were read, by topic and partition
 */
record SourceScan(Set<String> markets, Map<String, Long> losses)
    implements MapPartitionsFunction<Row, Row> {

  /** What a picked record looks like. */
  static final StructType SCHEMA =
      new StructType()
          .add("market", DataTypes.StringType, false)
          .add("topic", DataTypes.StringType, false)
          .add("partition", DataTypes.IntegerType, false)
          .add("offset", DataTypes.LongType, false)
          .add("millis", DataTypes.LongType, false)
          .add("event", DataTypes.StringType, false)
          .add("channel", DataTypes.StringType, false)
          .add("origin", DataTypes.StringType, false)
          .add("session", DataTypes.LongType, false)
          .add("received_at", DataTypes.LongType, false)
          .add("value", DataTypes.StringType, false)
          .add("reason", DataTypes.StringType, false);

  /** The event of rows that only tell the time. */
  static final String TIME = "time";

  /** The event of rows that tell of records lost before; the value is the first offset left. */
  static final String LOST = "lost";

  /** More of a rejected value is not passed on; the source topic has it whole. */
  private static final int MOST_REJECTED_BYTES = 64 << 10;

  private static final long TIME_STEP_MILLIS = 100;

  SourceScan {
    markets = Set.copyOf(markets);
    losses = Map.copyOf(losses);
  }

  /** The picked records of a stream with the columns of {@link KafkaSource}. */
  Dataset<Row> scan(Dataset<Row> records) {
    return records
        .select(
            expr("topic"),
            expr("partition"),
            expr("offset"),
            expr("unix_millis(timestamp)"),
            expr("headers"),
            expr("value"))
        .mapPartitions(this, Encoders.row(SCHEMA));
  }

  @Override
  public Iterator<Row> call(Iterator<Row> records) {
    return new Picked(records, this);
  }

  /** Looks ahead by one; used by one task's thread. */
  private static final class Picked implements Iterator<Row> {

    private final Iterator<Row> records;
    private final SourceScan scan;
    private final Map<String, Long> times = new HashMap<>();
    private final Set<String> told = new HashSet<>();
    private final Deque<Row> picked = new ArrayDeque<>();

    Picked(Iterator<Row> records, SourceScan scan) {
      this.records = records;
      this.scan = scan;
    }

    @Override
    public boolean hasNext() {
      while (picked.isEmpty() && records.hasNext()) {
        pick(records.next()).ifPresent(this::add);
      }
      return !picked.isEmpty();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return picked.removeFirst();
    }

    /** Before a market's first record behind a loss, the loss. */
    private void add(Row row) {
      String partition = row.getString(1) + '-' + row.getInt(2);
      Long left = scan.losses.get(partition);
      if (left != null && row.getLong(3) >= left && told.add(row.getString(0) + partition)) {
        picked.add(lost(row, left));
      }
      picked.add(row);
    }

    private static Row lost(Row row, long left) {
      Object[] columns = new Object[row.length()];
      for (int i = 0; i < columns.length; i++) {
        columns[i] = row.get(i);
      }
      columns[5] = LOST;
      columns[10] = Long.toString(left);
      columns[11] = "";
      return RowFactory.create(columns);
    }

    private Optional<Row> pick(Row record) {
      Headers headers = Headers.of(record);
      if (record.isNullAt(5)) {
        return rejected(record, headers, "tombstone: the record has no value");
      }
      if (headers.event.equals(FeedRecord.MALFORMED)) {
        return rejected(record, headers, "malformed: " + headers.error);
      }
      Optional<ChannelName> channel = ChannelName.parse(headers.channel);
      if (headers.event.isEmpty() || channel.isEmpty()) {
        return rejected(record, headers, "foreign: no headers event and channel of the connector");
      }
      if (!scan.markets.isEmpty() && !scan.markets.contains(channel.get().market())) {
        return Optional.empty();
      }
      return switch (channel.get().kind()) {
        case ChannelName.LIVE_TRADES ->
            Optional.of(row(record, headers, channel.get().market(), text(record), ""));
        case ChannelName.LIVE_ORDERS -> time(record, headers, channel.get().market());
        default -> Optional.empty();
      };
    }

    private Optional<Row> time(Row record, Headers headers, String market) {
      if (!headers.origin.equals("stream")) {
        return Optional.empty();
      }
      long step = record.getLong(3) / TIME_STEP_MILLIS;
      String from = market + '|' + headers.session;
      if (times.getOrDefault(from, Long.MIN_VALUE) >= step) {
        return Optional.empty();
      }
      times.put(from, step);
      headers.event = TIME;
      return Optional.of(row(record, headers, market, "", ""));
    }

    private static Optional<Row> rejected(Row record, Headers headers, String reason) {
      String market = ChannelName.parse(headers.channel).map(ChannelName::market).orElse("");
      String value = record.isNullAt(5) ? "" : text(record);
      return Optional.of(row(record, headers, market, value, reason));
    }

    private static String text(Row record) {
      byte[] value = record.getAs(5);
      int length = Math.min(value.length, MOST_REJECTED_BYTES);
      return new String(value, 0, length, StandardCharsets.UTF_8);
    }

    private static Row row(
        Row record, Headers headers, String market, String value, String reason) {
      return RowFactory.create(
          market,
          record.getString(0),
          record.getInt(1),
          record.getLong(2),
          record.getLong(3),
          headers.event,
          headers.channel,
          headers.origin,
          headers.session,
          headers.receivedAt,
          value,
          reason);
    }
  }

  /** The connector's headers of one record; empty and 0 where absent. */
  private static final class Headers implements Serializable {

    private static final long serialVersionUID = 1L;

    private String event = "";
    private String channel = "";
    private String origin = "";
    private String error = "";
    private long session;
    private long receivedAt;

    static Headers of(Row record) {
      Headers headers = new Headers();
      if (record.isNullAt(4)) {
        return headers;
      }
      List<Row> list = record.getList(4);
      for (Row header : list) {
        byte[] bytes = header.getAs(1);
        if (bytes != null) {
          headers.set(header.getString(0), new String(bytes, StandardCharsets.UTF_8));
        }
      }
      return headers;
    }

    private void set(String key, String value) {
      switch (key) {
        case "event" -> event = value;
        case "channel" -> channel = value;
        case "origin" -> origin = value;
        case "error" -> error = value;
        case "session" -> session = number(value);
        case "received_at" -> receivedAt = number(value);
        default -> {
          // Others may add headers of their own.
        }
      }
    }

    private static long number(String text) {
      try {
        return Long.parseLong(text);
      } catch (NumberFormatException e) {
        return 0;
      }
    }
  }
}
