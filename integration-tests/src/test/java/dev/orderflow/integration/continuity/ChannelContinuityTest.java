package dev.orderflow.integration.continuity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.SimulatorOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The comparison itself, of any kind of channel: it must see what it is there to see. */
abstract class ChannelContinuityTest {

  static final String MARKET = "btcusd";

  /** An exchange whose market does so much that a second is enough. */
  static Simulator start() throws IOException {
    return Simulator.start(
        SimulatorOptions.defaults().markets(MARKET).seed(7).rate(2_000).retainedBookFrames(1_000));
  }

  /** A new comparison with the halted exchange. */
  abstract ChannelContinuity<?> continuity();

  /** The text of each frame that the exchange published on the channel. */
  abstract List<String> published();

  /** A frame, with others before and behind it, that every connection of the exchange brought. */
  abstract int sample();

  /** A field of a frame that is changed by writing a digit more. */
  abstract String field();

  /** The value of a gap record between two frames. */
  abstract String gapBetween(int from, int to);

  @Test
  void everythingOnceAndInOrderHolds() {
    ChannelFigures figures = compare(records());

    assertThat(figures.problems()).isEmpty();
    assertThat(figures.holds()).isTrue();
    assertThat(figures.written()).isEqualTo(published().size());
  }

  @Test
  void aLossIsSeen() {
    List<FeedRecord> records = records();
    records.remove(sample());

    assertThat(compare(records).undeclaredLosses()).isEqualTo(1);
    assertThat(compare(records).holds()).isFalse();
  }

  @Test
  void aLossAtTheEndIsSeen() {
    List<FeedRecord> records = records();
    records.remove(records.size() - 1);

    assertThat(compare(records).undeclaredLosses()).isEqualTo(1);
  }

  @Test
  void aDeclaredLossIsOneThatLiesInsideTheBounds() {
    int lost = sample();
    assertThat(compare(withGap(lost - 1, lost + 1)).declaredMissing()).isEqualTo(1);
    assertThat(compare(withGap(lost - 1, lost + 1)).undeclaredLosses()).isZero();
    assertThat(compare(withGap(lost, lost + 1)).undeclaredLosses()).isEqualTo(1);
    assertThat(compare(withGap(lost - 2, lost)).undeclaredLosses()).isEqualTo(1);
  }

  @Test
  void aGapThatSaysMoreWasRepairedThanThereIsIsSeen() {
    List<FeedRecord> records = records();
    records.add(gap(0, 1, true));

    assertThat(compare(records).holds()).isFalse();
  }

  @Test
  void aDuplicateIsSeen() {
    List<FeedRecord> records = records();
    records.add(sample() + 1, records.get(sample()));

    assertThat(compare(records).duplicates()).isEqualTo(1);
  }

  @Test
  void aWrongOrderIsSeen() {
    List<FeedRecord> records = records();
    Collections.swap(records, sample(), sample() + 1);

    assertThat(compare(records).misplaced()).isEqualTo(1);
  }

  @Test
  void aChangedFieldIsSeen() {
    List<FeedRecord> records = records();
    String value = records.get(sample()).value();
    records.set(sample(), frame(value.replace(field(), field() + "9"), "stream"));

    assertThat(compare(records).altered()).isEqualTo(1);
  }

  /** The figures of a comparison with records. */
  final ChannelFigures compare(List<FeedRecord> records) {
    ChannelContinuity<?> continuity = continuity();
    records.forEach(continuity::accept);
    return continuity.figures();
  }

  /** Every frame as one session brought it. */
  final List<FeedRecord> records() {
    return new ArrayList<>(published().stream().map(value -> frame(value, "stream")).toList());
  }

  /** The sample is missing, and a gap between two others declares it. */
  final List<FeedRecord> withGap(int from, int to) {
    List<FeedRecord> records = records();
    records.set(sample(), gap(from, to, false));
    return records;
  }

  /** A gap record between two frames, of which one event was repaired, or none. */
  final FeedRecord gap(int from, int to, boolean repaired) {
    String bounds = gapBetween(from, to);
    return record(
        "{\"data\":%s,\"repaired\":%b,\"repaired_events\":%d}}"
            .formatted(bounds.substring(0, bounds.length() - 1), repaired, repaired ? 1 : 0),
        Map.of("origin", "connector", "event", "orderflow:gap", "session", "2"));
  }

  /** What comes of a proof that all after one frame and up to another is there. */
  final ChannelFigures compareWithProof(List<FeedRecord> records, int from, int until) {
    String bounds = gapBetween(from, until).replace("\"to_", "\"until_");
    records.add(
        record(
            "{\"data\":%s}".formatted(bounds),
            Map.of("origin", "connector", "event", "orderflow:proof")));
    return compare(records);
  }

  /** Complaints about a proof from that frame on, of records that lack the sample and say so. */
  final List<String> proven(int from) {
    return compareWithProof(withGap(sample() - 1, sample() + 1), from, sample() + 1)
        .problems()
        .stream()
        .filter(problem -> problem.startsWith("proven"))
        .toList();
  }

  static FeedRecord frame(String value, String origin) {
    return record(value, Map.of("origin", origin, "event", "data", "session", "1"));
  }

  private static FeedRecord record(String value, Map<String, String> headers) {
    return new FeedRecord("test", 0, Optional.of("btcusd"), value, 0, new HashMap<>(headers));
  }
}
