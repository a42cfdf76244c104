package dev.orderflow.spark.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.spark.market.ProvenBy;
import dev.orderflow.spark.source.FeedRecord;
import dev.orderflow.spark.source.ProofReader.Offset;
import dev.orderflow.spark.source.ProofReader.Proof;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A proof counts once everything was read that it names, wherever that lies. */
class PendingProofsTest {

  private final List<String> told = new ArrayList<>();
  private PendingProofs proofs = new PendingProofs();

  @Test
  void aProofOfItsOwnPartitionCountsAtOnce() {
    read(0, 8);
    add(0, 10, new Offset("t-0", 8));
    assertThat(told).containsExactly("live_trades_btcusd 1");
  }

  @Test
  void aProofOfAnotherPartitionWaitsForIt() throws IOException {
    read(1, 4);
    add(0, 10, new Offset("t-0", 9), new Offset("t-1", 7));
    read(1, 6);
    restart();
    read(0, 11);
    assertThat(told).isEmpty();
    read(1, 7);
    assertThat(told).containsExactly("live_trades_btcusd 1");
    read(1, 8);
    assertThat(told).hasSize(1);
  }

  private void read(int partition, long offset) {
    proofs.read(record(partition, offset));
    take();
  }

  private void add(int partition, long offset, Offset... written) {
    FeedRecord record = record(partition, offset);
    proofs.read(record);
    proofs.add(record, new Proof(1, 2, ProvenBy.LIST, List.of(written)));
    take();
  }

  private void take() {
    proofs.takeDue((channel, proof) -> told.add(channel + ' ' + proof.from()));
  }

  private void restart() throws IOException {
    ByteArrayOutputStream state = new ByteArrayOutputStream();
    proofs.write(new DataOutputStream(state));
    proofs = new PendingProofs();
    proofs.read(new DataInputStream(new ByteArrayInputStream(state.toByteArray())));
  }

  private static FeedRecord record(int partition, long offset) {
    return new FeedRecord(
        "t", partition, offset, FeedRecord.PROOF, "live_trades_btcusd", "connector", 0, 0, "");
  }
}
