package dev.orderflow.spark.job;

import dev.orderflow.spark.market.ProvenBy;
import dev.orderflow.spark.source.FeedRecord;
import dev.orderflow.spark.source.ProofReader.Offset;
import dev.orderflow.spark.source.ProofReader.Proof;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * A market's proofs that name records which were not read yet, as where its records lie on several
 * partitions: a proof counts once each partition that it names was read up to there. Used by one
 * thread.
 */
final class PendingProofs {

  /** Later proofs repeat what earlier ones said. */
  private static final int MOST = 64;

  private record Waiting(String channel, Proof proof) {}

  private final Map<String, Long> read = new TreeMap<>();
  private final List<Waiting> waiting = new ArrayList<>();
  private String topic = "";
  private int partition = -1;
  private long offset = -1;

  /**
   * A record was read; those of a partition come in the order of their offsets.
   *
   * @return whether proofs wait, of which some may be due now
   */
  boolean read(FeedRecord record) {
    if (record.partition() != partition || !record.topic().equals(topic)) {
      note();
      topic = record.topic();
      partition = record.partition();
    }
    offset = record.offset();
    return !waiting.isEmpty();
  }

  /** A proof came, in a record that was read. */
  void add(FeedRecord record, Proof proof) {
    waiting.add(new Waiting(record.channel(), proof));
    if (waiting.size() > MOST) {
      waiting.remove(0);
    }
  }

  /** Hands over the proofs whose records were read, with their channels. */
  void takeDue(BiConsumer<String, Proof> due) {
    note();
    for (Waiting each : List.copyOf(waiting)) {
      if (each.proof().written().stream().allMatch(this::isRead)) {
        waiting.remove(each);
        due.accept(each.channel(), each.proof());
      }
    }
  }

  private void note() {
    if (partition >= 0) {
      read.put(topic + '-' + partition, offset);
    }
  }

  private boolean isRead(Offset named) {
    return read.getOrDefault(named.partition(), -1L) >= named.offset();
  }

  void write(DataOutput out) throws IOException {
    note();
    out.writeInt(read.size());
    for (Map.Entry<String, Long> each : read.entrySet()) {
      out.writeUTF(each.getKey());
      out.writeLong(each.getValue());
    }
    out.writeInt(waiting.size());
    for (Waiting each : waiting) {
      out.writeUTF(each.channel());
      out.writeLong(each.proof().from());
      out.writeLong(each.proof().until());
      out.writeByte(each.proof().by().ordinal());
      out.writeInt(each.proof().written().size());
      for (Offset named : each.proof().written()) {
        out.writeUTF(named.partition());
        out.writeLong(named.offset());
      }
    }
  }

  void read(DataInput in) throws IOException {
    for (int left = in.readInt(); left > 0; left--) {
      read.put(in.readUTF(), in.readLong());
    }
    for (int left = in.readInt(); left > 0; left--) {
      String channel = in.readUTF();
      long from = in.readLong();
      long until = in.readLong();
      ProvenBy by = ProvenBy.values()[in.readByte()];
      List<Offset> written = new ArrayList<>();
      for (int named = in.readInt(); named > 0; named--) {
        written.add(new Offset(in.readUTF(), in.readLong()));
      }
      waiting.add(new Waiting(channel, new Proof(from, until, by, written)));
    }
  }
}
