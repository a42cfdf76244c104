package dev.orderflow.spark.job;

import dev.orderflow.spark.source.FeedRecord;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Many records of one market and partition as one row, because Spark's cost of a row is many times
 * that of reading a record. Words that repeat, such as channel and event, are written once.
 */
final class RecordPack {

  /** What a pack looks like to Spark. */
  static final StructType SCHEMA =
      new StructType()
          .add("market", DataTypes.StringType, false)
          .add("topic", DataTypes.StringType, false)
          .add("partition", DataTypes.IntegerType, false)
          .add("offset", DataTypes.LongType, false)
          .add("records", DataTypes.BinaryType, false);

  /** A pack of this size is full. */
  private static final int FULL_BYTES = 256 << 10;

  private final String market;
  private final String topic;
  private final int partition;
  private final long firstOffset;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(FULL_BYTES / 8);
  private final DataOutputStream out = new DataOutputStream(bytes);
  private final Map<String, Integer> words = new HashMap<>();

  RecordPack(String market, FeedRecord first) {
    this.market = market;
    this.topic = first.topic();
    this.partition = first.partition();
    this.firstOffset = first.offset();
  }

  /** Adds a record of the same partition, in the order of offsets; the value as it came. */
  void add(ScannedRecord scanned, byte[] value) {
    FeedRecord record = scanned.record();
    try {
      out.writeLong(record.offset());
      out.writeLong(scanned.millis());
      out.writeLong(record.session());
      out.writeLong(record.receivedAt());
      word(record.event());
      word(record.channel());
      word(record.origin());
      word(scanned.reason());
      out.writeInt(value.length);
      out.write(value);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private void word(String word) throws IOException {
    Integer known = words.get(word);
    if (known != null) {
      out.writeShort(known);
    } else if (words.size() < Short.MAX_VALUE) {
      words.put(word, words.size());
      out.writeShort(-1);
      text(word);
    } else {
      out.writeShort(-2);
      text(word);
    }
  }

  /** Headers are not ours, and may be longer than {@code writeUTF} takes. */
  private void text(String word) throws IOException {
    byte[] text = word.getBytes(StandardCharsets.UTF_8);
    out.writeInt(text.length);
    out.write(text);
  }

  boolean isFull() {
    return bytes.size() >= FULL_BYTES;
  }

  int size() {
    return bytes.size();
  }

  Row row() {
    return RowFactory.create(market, topic, partition, firstOffset, bytes.toByteArray());
  }

  /** The records of a row, read one after the other. */
  static Iterator<ScannedRecord> unpack(Row row) {
    return new Unpacked(row);
  }

  private static final class Unpacked implements Iterator<ScannedRecord> {

    private final String topic;
    private final int partition;
    private final ByteArrayInputStream bytes;
    private final DataInputStream in;
    private final List<String> words = new ArrayList<>();

    Unpacked(Row row) {
      topic = row.getString(1);
      partition = row.getInt(2);
      bytes = new ByteArrayInputStream(row.<byte[]>getAs(4));
      in = new DataInputStream(bytes);
    }

    @Override
    public boolean hasNext() {
      return bytes.available() > 0;
    }

    @Override
    public ScannedRecord next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      try {
        long offset = in.readLong();
        long millis = in.readLong();
        long session = in.readLong();
        long receivedAt = in.readLong();
        String event = word();
        String channel = word();
        String origin = word();
        String reason = word();
        String value = text();
        return new ScannedRecord(
            new FeedRecord(
                topic, partition, offset, event, channel, origin, session, receivedAt, value),
            millis,
            reason);
      } catch (IOException impossible) {
        throw new UncheckedIOException(impossible);
      }
    }

    private String word() throws IOException {
      short known = in.readShort();
      if (known >= 0) {
        return words.get(known);
      }
      String word = text();
      if (known == -1) {
        words.add(word);
      }
      return word;
    }

    private String text() throws IOException {
      byte[] text = in.readNBytes(in.readInt());
      return new String(text, StandardCharsets.UTF_8);
    }
  }
}
