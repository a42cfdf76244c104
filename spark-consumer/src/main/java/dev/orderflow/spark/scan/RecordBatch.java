package dev.orderflow.spark.scan;

import dev.orderflow.spark.market.MarketEvent.OrderAction;
import dev.orderflow.spark.market.MarketEvent.OrderEvent;
import dev.orderflow.spark.market.Side;
import dev.orderflow.spark.source.FeedRecord;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Many records of one market and partition as one row of a micro-batch, because Spark's cost of a
 * row is many times that of reading a record. Words that repeat, such as channel and event, are
 * written once, and an order event that has been read is written as its fields instead of its text.
 */
final class RecordBatch {

  /** What a batch looks like to Spark. */
  static final StructType SCHEMA =
      RecordCounts.counted(
          new StructType()
              .add("market", DataTypes.StringType, false)
              .add("topic", DataTypes.StringType, false)
              .add("partition", DataTypes.IntegerType, false)
              .add("offset", DataTypes.LongType, false)
              .add("records", DataTypes.BinaryType, false));

  /** A batch of this size is full. */
  private static final int FULL_BYTES = 256 << 10;

  /** More than the fields of fixed size need. */
  private static final int ROOM = 256;

  private static final byte TEXT = 0;
  private static final byte ORDER = 1;
  private static final short NEW_WORD = -1;
  private static final short RARE_WORD = -2;

  private final String market;
  private final String topic;
  private final int partition;
  private final long firstOffset;
  private final Map<String, Short> words = new HashMap<>();
  private ByteBuffer bytes = ByteBuffer.allocate(FULL_BYTES / 8);

  RecordBatch(String market, FeedRecord first) {
    this.market = market;
    this.topic = first.topic();
    this.partition = first.partition();
    this.firstOffset = first.offset();
  }

  /**
   * Adds a record of the same partition, in the order of offsets.
   *
   * @param value the value as it came; not kept where the record's order event is
   */
  void add(ScannedRecord scanned, byte[] value) {
    FeedRecord record = scanned.record();
    room(ROOM);
    bytes
        .putLong(record.offset())
        .putLong(scanned.millis())
        .putLong(record.session())
        .putLong(record.receivedAt());
    word(record.event());
    word(record.channel());
    word(record.origin());
    word(scanned.reason());
    Optional<OrderEvent> order = scanned.order();
    room(ROOM);
    if (order.isPresent()) {
      bytes.put(ORDER);
      order(order.get());
    } else {
      bytes.put(TEXT);
      text(value);
    }
  }

  private void order(OrderEvent order) {
    bytes
        .put((byte) order.action().ordinal())
        .put((byte) order.side().ordinal())
        .put((byte) (order.repaired() ? 1 : 0))
        .putInt(order.subtype())
        .putLong(order.orderId())
        .putLong(order.micros());
    decimal(order.price());
    decimal(order.amount());
    decimal(order.traded());
    decimal(order.original());
    // Its place in the chain is ASCII, unless somebody else writes to the topic.
    text(order.eventId().getBytes(StandardCharsets.UTF_8));
  }

  private void decimal(BigDecimal value) {
    room(ROOM);
    BigInteger unscaled = value.precision() <= 18 ? BigInteger.ZERO : value.unscaledValue();
    if (unscaled.signum() == 0) {
      bytes.put((byte) 0).putInt(value.scale()).putLong(value.unscaledValue().longValue());
    } else {
      bytes.put((byte) 1).putInt(value.scale());
      text(unscaled.toByteArray());
    }
  }

  private void word(String word) {
    Short known = words.get(word);
    room(ROOM);
    if (known != null) {
      bytes.putShort(known);
    } else if (words.size() < Short.MAX_VALUE) {
      words.put(word, (short) words.size());
      bytes.putShort(NEW_WORD);
      text(word.getBytes(StandardCharsets.UTF_8));
    } else {
      bytes.putShort(RARE_WORD);
      text(word.getBytes(StandardCharsets.UTF_8));
    }
  }

  private void text(byte[] text) {
    room(text.length + ROOM);
    bytes.putInt(text.length).put(text);
  }

  private void room(int wanted) {
    if (bytes.remaining() < wanted) {
      int size = Math.max(bytes.capacity() * 2, Math.addExact(bytes.position(), wanted));
      bytes = ByteBuffer.allocate(size).put(bytes.flip());
    }
  }

  boolean isFull() {
    return size() >= FULL_BYTES;
  }

  int size() {
    return bytes.position();
  }

  /**
   * The batch as a row.
   *
   * @param passed what has been read since the last row, whether it is in a batch or not
   */
  Row row(RecordCounts passed) {
    return row(
        market,
        topic,
        partition,
        firstOffset,
        Arrays.copyOf(bytes.array(), bytes.position()),
        passed);
  }

  /** A row without records, for what was read behind the last batch. */
  static Row rest(RecordCounts passed) {
    return row("", "", 0, 0, new byte[0], passed);
  }

  private static Row row(
      String market,
      String topic,
      int partition,
      long offset,
      byte[] records,
      RecordCounts passed) {
    return RowFactory.create(
        market,
        topic,
        partition,
        offset,
        records,
        passed.rows(),
        passed.connector(),
        passed.newestMillis());
  }

  /** The records of a row, read one after the other. */
  static Iterator<ScannedRecord> read(Row row) {
    return new Reader(row);
  }

  private static final class Reader implements Iterator<ScannedRecord> {

    private static final OrderAction[] ACTIONS = OrderAction.values();
    private static final Side[] SIDES = Side.values();

    private final String topic;
    private final int partition;
    private final ByteBuffer bytes;
    private final List<String> words = new ArrayList<>();

    Reader(Row row) {
      topic = row.getString(1);
      partition = row.getInt(2);
      bytes = ByteBuffer.wrap(row.<byte[]>getAs(4));
    }

    @Override
    public boolean hasNext() {
      return bytes.hasRemaining();
    }

    @Override
    public ScannedRecord next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      long offset = bytes.getLong();
      long millis = bytes.getLong();
      long session = bytes.getLong();
      long receivedAt = bytes.getLong();
      String event = word();
      String channel = word();
      String origin = word();
      String reason = word();
      boolean isOrder = bytes.get() == ORDER;
      Optional<OrderEvent> order = isOrder ? Optional.of(order()) : Optional.empty();
      String value = isOrder ? "" : text(StandardCharsets.UTF_8);
      return new ScannedRecord(
          new FeedRecord(
              topic, partition, offset, event, channel, origin, session, receivedAt, value),
          millis,
          reason,
          order);
    }

    private OrderEvent order() {
      OrderAction action = ACTIONS[bytes.get()];
      Side side = SIDES[bytes.get()];
      boolean repaired = bytes.get() == 1;
      int subtype = bytes.getInt();
      long id = bytes.getLong();
      long micros = bytes.getLong();
      return new OrderEvent(
          action,
          id,
          side,
          subtype,
          decimal(),
          decimal(),
          decimal(),
          decimal(),
          micros,
          text(StandardCharsets.UTF_8),
          repaired);
    }

    private BigDecimal decimal() {
      boolean large = bytes.get() == 1;
      int scale = bytes.getInt();
      return large
          ? new BigDecimal(new BigInteger(text()), scale)
          : BigDecimal.valueOf(bytes.getLong(), scale);
    }

    private String word() {
      short known = bytes.getShort();
      if (known >= 0) {
        return words.get(known);
      }
      String word = text(StandardCharsets.UTF_8);
      if (known == NEW_WORD) {
        words.add(word);
      }
      return word;
    }

    private byte[] text() {
      byte[] text = new byte[bytes.getInt()];
      bytes.get(text);
      return text;
    }

    private String text(Charset charset) {
      int length = bytes.getInt();
      String text = new String(bytes.array(), bytes.position(), length, charset);
      bytes.position(bytes.position() + length);
      return text;
    }
  }
}
