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

  /** A record was read; those of a partition come in the order of their offsets. */
  void read(FeedRecord record) {
    if (record.partition() != partition || !record.topic().equals(topic)) {
      note();
      topic = record.topic();
      partition = record.partition();
    }
    offset = record.offset();
  }

  /** A proof came, in a record that was read. */
  void add(FeedRecord record, Proof proof) {
    waiting.add(new Waiting(record.channel(), proof));
    if (waiting.size() > MOST) {
      waiting.remove(0);
    }
  }

  /**
   * A gap of a channel was declared, not repaired: proofs that came before it and overlap it do not
   * hold any more.
   */
  void contradict(String channel, long from, long to) {
    waiting.removeIf(
        each ->
            each.channel().equals(channel)
                && each.proof().from() < Math.max(from, to)
                && each.proof().until() > Math.min(from, to));
  }

  /** Hands over the proofs whose records were read and taken, with their channels. */
  void takeDue(BiConsumer<String, Proof> due) {
    if (waiting.isEmpty()) {
      return;
    }
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
