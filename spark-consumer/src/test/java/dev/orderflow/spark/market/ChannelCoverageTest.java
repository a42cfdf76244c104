package dev.orderflow.spark.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a channel's own records tell of how far it was read. */
class ChannelCoverageTest {

  private static final long T0 = 1_788_552_000_000_000L;
  private static final long SECOND = 1_000_000;

  private final ChannelCoverage channel = new ChannelCoverage();

  /** Beyond the bound ranges become one, and a repair takes back only what a gap declared. */
  @Test
  void aRepairDoesNotTakeBackALossThatWasUnitedWithGaps() {
    channel.read(T0, true);
    channel.interrupt(Reason.LOST);
    channel.read(T0 + 10 * SECOND, true);
    for (int gap = 0; gap < 1_030; gap++) {
      long from = T0 + (20 + 3L * gap) * SECOND;
      channel.miss(from, from + SECOND, Reason.GAP);
    }
    channel.read(T0 + 5_000 * SECOND, true);

    channel.repair(ChannelCoverage.NEVER, T0 + 60 * SECOND);

    assertThat(channel.reason(T0 + 2 * SECOND, T0 + 8 * SECOND)).contains(Reason.LOST);
  }

  /** A session may deliver a trade behind newer ones; what was lost came after those. */
  @Test
  void aLateStreamedEventDoesNotEndATimeWithoutKnowledge() {
    read(100);
    channel.interrupt(Reason.LOST);

    assertThat(channel.read(T0 + 50 * SECOND, true)).isFalse();
    assertThat(channel.read(T0 + 100 * SECOND, true)).as("of the same microsecond").isFalse();
    assertThat(channel.isUnknown()).isTrue();
    assertThat(channel.read(T0 + 300 * SECOND, true)).isTrue();

    assertThat(channel.reason(T0 + 200 * SECOND, T0 + 250 * SECOND)).contains(Reason.LOST);
  }

  /** One that is later than what was read, and earlier than what was lost behind that. */
  @Test
  void aLateStreamedEventEndsATimeWithoutKnowledgeNotBeforeThatWasTold() {
    read(100);
    channel.interrupt(Reason.LOST, T0 + 201 * SECOND);

    channel.read(T0 + 150 * SECOND, true);
    channel.read(T0 + 300 * SECOND, true);

    assertThat(channel.reason(T0 + 199 * SECOND, T0 + 200 * SECOND)).contains(Reason.LOST);
    assertThat(channel.reason(T0 + 202 * SECOND, T0 + 250 * SECOND)).isEmpty();
  }

  /** A connector whose clock is wrong takes five minutes more, and not for ever. */
  @Test
  void theConnectorsClockIsBelievedForFiveMinutes() {
    read(100);
    channel.interrupt(Reason.LOST, Long.MAX_VALUE / 2);
    channel.read(T0 + 150 * SECOND, true);
    channel.read(T0 + 1_000 * SECOND, true);

    assertThat(channel.reason(T0 + 151 * SECOND, T0 + 449 * SECOND)).contains(Reason.LOST);
    assertThat(channel.reason(T0 + 452 * SECOND, T0 + 500 * SECOND)).isEmpty();
  }

  @Test
  void anOlderProofOfTheSameBeginningTakesNothingBack() {
    read(500);
    prove(5, 200, ProvenBy.CHAIN);
    prove(5, 100, ProvenBy.CHAIN);
    assertThat(proven(120, 180)).contains(ProvenBy.CHAIN);
  }

  /** After a restart the next proof begins at the stored source offset. */
  @Test
  void proofsThatOverlapAreOne() {
    read(700);
    prove(5, 100, ProvenBy.CHAIN);
    prove(90, 500, ProvenBy.LIST);
    assertThat(proven(60, 120)).as("the weaker of both").contains(ProvenBy.LIST);

    // What is missing parts it; both ends belong to that, so that they only meet.
    channel.miss(T0 + 300 * SECOND, T0 + 300 * SECOND, Reason.GAP);
    prove(300, 600, ProvenBy.LIST);
    assertThat(proven(250, 350)).isEmpty();
    assertThat(proven(310, 550)).contains(ProvenBy.LIST);

    prove(5, 700, ProvenBy.CHAIN);
    assertThat(proven(310, 650)).as("a later one covers all").contains(ProvenBy.CHAIN);
  }

  private void read(long second) {
    channel.read(T0, true);
    channel.read(T0 + second * SECOND, true);
  }

  private void prove(long from, long until, ProvenBy by) {
    channel.prove(T0 + from * SECOND, T0 + until * SECOND, by);
  }

  private Optional<ProvenBy> proven(long from, long to) {
    return channel.provenBy(T0 + from * SECOND, T0 + to * SECOND);
  }
}
